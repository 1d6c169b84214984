//! What is kept of a learner is theirs: they take a copy of it, or have all of it erased. Whoever wants to be erased learns
//! nothing more and is shown when that happens; until it begins they may change their mind.

mod screens;
pub mod words;

use chrono::{DateTime, TimeDelta, Utc};

use crate::access::Action;
use crate::dialogues::contract::{Asked, Decision, Dialogue, Refusal};
use crate::input::Input;
use crate::kernel::place::Place;
use crate::kernel::screen::Screen;
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::learner::{ExportTo, Leaving, Stage};
use crate::streams::{LearnerFact, State};

use words::{ABSENT, CODE, MY_DATA, Verb, View};

/// From one copy to the next.
pub const COPIES: TimeDelta = TimeDelta::hours(1);
/// Whoever was asked whether they are still there has so long to answer.
pub const ANSWERED_WITHIN: TimeDelta = TimeDelta::days(30);

pub struct MyData;

impl Dialogue for MyData {
    fn code(&self) -> &'static str {
        CODE
    }

    fn verbs(&self) -> &'static [&'static str] {
        Verb::WORDS
    }

    fn action(&self, asked: Asked<'_>) -> Action {
        let Asked::Press(verb) = asked else { return Action::ExportData };
        match Verb::read(verb) {
            Some(Verb::Ask | Verb::Erase | Verb::Keep | Verb::Sure) => Action::EraseData,
            _ => Action::ExportData,
        }
    }

    fn commands(&self) -> &'static [(&'static str, bool)] {
        &[(MY_DATA, false)]
    }

    /// The API takes a copy.
    fn answers(&self, input: &Input) -> bool {
        matches!(input, Input::Export)
    }

    fn comes_first(&self, state: &State) -> Option<Place> {
        state.learner.is_leaving().then(|| place(View::Leaving))
    }

    fn decide(&self, state: &State, _: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        if state.learner.is_leaving() {
            return leaving(state, input, scene);
        }
        let token = match input {
            Input::Press(token) => token,
            Input::Export => return export(state, ExportTo::Api, scene),
            _ => return Ok(Decision::go(place(View::Menu))),
        };
        match Verb::read(&token.verb).ok_or(Refusal::Unknown)? {
            Verb::Menu => Ok(Decision::go(place(View::Menu))),
            Verb::Ask => Ok(Decision::go(place(View::Ask))),
            Verb::Sure => Ok(Decision::go(place(View::Sure))),
            Verb::Keep => Ok(Decision::go(Place::home()).saying(scene.texts(state).plain("mydata-kept", &[]))),
            Verb::Export => export(state, ExportTo::Chat, scene),
            // Who pressed it saw another state of things: they are asked again.
            Verb::Erase if token.step != Some(state.learner_step()) => Err(Refusal::Spent(place(View::Ask))),
            Verb::Erase => {
                let due = scene.now + scene.grace;
                Ok(Decision::go(place(View::Leaving)).because([LearnerFact::ErasureRequested { due }.into()]))
            }
        }
    }

    /// Is somebody still there? Only if nothing has happened since that was to be asked.
    fn due(&self, state: &State, detail: &str, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        let since = detail.strip_prefix(ABSENT).and_then(|rest| rest.strip_prefix(':')?.parse().ok());
        if since != Some(state.learner.version) || state.learner.leaving.is_some() {
            return Err(Refusal::Unknown);
        }
        let due = scene.now + ANSWERED_WITHIN;
        Ok(Decision::go(place(View::Absent)).because([LearnerFact::InactivityNoticed { due }.into()]))
    }

    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Option<Screen> {
        Some(match View::read(&place.view) {
            Some(View::Absent) => screens::absent(state, scene)?,
            Some(View::Leaving) => screens::leaving(state, scene)?,
            _ if state.learner.is_leaving() => screens::leaving(state, scene)?,
            Some(View::Ask) => screens::ask(state, scene),
            Some(View::Sure) => screens::sure(state, scene),
            Some(View::Menu) | None => screens::menu(state, scene),
        })
    }
}

/// What the moment carries at which it is asked whether somebody is still there.
pub fn absent(version: u32) -> String {
    format!("{ABSENT}:{version}")
}

fn place(view: View) -> Place {
    Place::new(CODE, view)
}

/// Whatever comes from somebody who wants to be erased: only that they have changed their mind is heard.
fn leaving(state: &State, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let keeps = |token: &Token| token.dialogue == CODE && Verb::read(&token.verb) == Some(Verb::Keep);
    match (input, state.learner.leaving) {
        (Input::Press(token), Some(Leaving { stage: Stage::Asked, request, .. })) if keeps(token) => {
            let kept = scene.texts(state).plain("mydata-kept", &[]);
            Ok(Decision::go(Place::home()).because([LearnerFact::ErasureWithdrawn { request }.into()]).saying(kept))
        }
        (Input::Press(_) | Input::UnknownPress, _) => Err(Refusal::Spent(place(View::Leaving))),
        _ => Ok(Decision::go(place(View::Leaving))),
    }
}

fn export(state: &State, to: ExportTo, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    if next_copy(state).is_some_and(|next| scene.now < next) {
        return Err(Refusal::TooSoon(place(View::Menu)));
    }
    let fact = LearnerFact::ExportRequested { to };
    Ok(match to {
        ExportTo::Chat => {
            let say = scene.texts(state).plain("mydata-sent", &[]);
            Decision::go(place(View::Menu)).because([fact.into()]).saying(say)
        }
        ExportTo::Api => Decision::stay().because([fact.into()]),
    })
}

/// When the learner may take the next copy.
fn next_copy(state: &State) -> Option<DateTime<Utc>> {
    Some(state.learner.exported_at? + COPIES)
}
