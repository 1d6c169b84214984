//! Groups: with whose mentors a learner shares their progress. A link of the mentor's leads here, and nothing is shared
//! before the learner says so; what was shared is taken back in the settings.

pub mod words;

use crate::access::Action;
use crate::dialogues::contract::{Asked, Decision, Dialogue, Refusal};
use crate::dialogues::links;
use crate::input::Input;
use crate::kernel::ids::GroupId;
use crate::kernel::place::Place;
use crate::kernel::screen::{Button, Screen};
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::{Fact, LearnerFact, State};

use words::{CODE, Verb, View};

/// Groups that somebody shares with at a time: they are in every session, and each has a row of buttons.
const MOST: usize = 6;

pub struct Groups;

impl Dialogue for Groups {
    fn code(&self) -> &'static str {
        CODE
    }

    fn verbs(&self) -> &'static [&'static str] {
        Verb::WORDS
    }

    fn action(&self, _: Asked<'_>) -> Action {
        Action::ShareProgress
    }

    fn decide(&self, state: &State, _: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        let Input::Press(token) = input else { return Ok(Decision::go(list())) };
        let group = || token.argument(0).and_then(GroupId::read).ok_or(Refusal::Unknown);
        let say = |place: Place, key: &str| Decision::go(place).saying(scene.texts(state).plain(key, &[]));
        let verb = Verb::read(&token.verb).ok_or(Refusal::Unknown)?;
        if verb == Verb::List {
            return Ok(Decision::go(list()));
        }
        let group = group()?;
        if token.step != Some(state.learner_step()) {
            return Err(Refusal::Spent(list()));
        }
        let shares = &state.learner.shares;
        if verb == Verb::Withdraw {
            let fact = shares.contains(&group).then_some(LearnerFact::ProgressWithdrawn { group });
            return Ok(say(list(), "groups-withdrawn").because(fact.map(Fact::from)));
        }
        if shares.contains(&group) {
            return Ok(Decision::go(list()));
        }
        if shares.len() >= MOST {
            return Ok(say(list(), "groups-enough"));
        }
        Ok(say(list(), "groups-shared").because([LearnerFact::ProgressShared { group }.into()]))
    }

    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Option<Screen> {
        let group = || place.detail.as_deref().and_then(GroupId::read);
        match View::read(&place.view)? {
            View::Ask => group()
                .filter(|group| !state.learner.shares.contains(group))
                .map_or_else(|| Some(list_screen(state, scene)), |group| Some(ask_screen(state, &group, scene))),
            View::List => Some(list_screen(state, scene)),
        }
    }
}

fn list() -> Place {
    Place::new(CODE, View::List)
}

fn ask_screen(state: &State, group: &GroupId, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let share = Token::new(CODE, Verb::Share).with(group).at(state.learner_step());
    Screen::new(texts.html("groups-ask", &[("group", group.as_str().into())]))
        .row([Button::press(texts.plain("groups-share", &[]), share)])
        .row([Button::press(texts.plain("groups-no", &[]), links::home())])
}

fn list_screen(state: &State, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let shares = &state.learner.shares;
    let key = if shares.is_empty() { "groups-none" } else { "groups-list" };
    let screen = Screen::new(texts.html(key, &[]));
    let screen = shares.iter().fold(screen, |screen, group| {
        let label = texts.plain("groups-withdraw", &[("group", group.as_str().into())]);
        screen.row([Button::press(label, Token::new(CODE, Verb::Withdraw).with(group).at(state.learner_step()))])
    });
    screen.row([Button::press(texts.plain("settings", &[]), links::settings()), links::home_button(&texts)])
}
