//! Settings: the language, the daily goal, and whether questions come as quiz polls.

pub mod words;

use crate::dialogues::links;
use crate::streams::learner::GOALS;
use chrono_tz::Tz;

use crate::dialogues::contract::{Decision, Dialogue, Refusal};
use crate::input::Input;
use crate::kernel::locale::Locale;
use crate::kernel::place::Place;
use crate::kernel::screen::{Button, Screen};
use crate::kernel::texts;
use crate::kernel::texts::Texts;
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::State;
use crate::streams::{Fact, ProfileChange};

use words::CODE;

pub struct Settings;

impl Dialogue for Settings {
    fn code(&self) -> &'static str {
        CODE
    }

    fn commands(&self) -> &'static [(&'static str, bool)] {
        &[("settings", true)]
    }

    /// A visit tells the time zone.
    fn answers(&self, input: &Input) -> bool {
        matches!(input, Input::Visit { .. })
    }

    fn decide(&self, state: &State, _: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        let token = match input {
            Input::Press(token) => token,
            Input::Visit { time_zone: zone } => return Ok(Decision::stay().because(time_zone(state, *zone))),
            _ => return Ok(Decision::go(place("menu"))),
        };
        let view = match token.verb.as_str() {
            "m" => "menu",
            "l" => "language",
            "g" => "goal",
            _ => return change(state, token, scene),
        };
        Ok(Decision::go(place(view)))
    }

    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Option<Screen> {
        let texts = scene.texts(state);
        Some(match place.view.as_str() {
            "language" => language_screen(state, &texts),
            "goal" => goal_screen(state, &texts),
            _ => menu_screen(state, &texts),
        })
    }
}

/// The fact of a time zone that the learner's device tells, if it is news.
fn time_zone(state: &State, zone: Option<Tz>) -> Option<Fact> {
    let zone = zone.filter(|zone| state.learner.time_zone != Some(*zone))?;
    Some(ProfileChange { time_zone: Some(zone), ..ProfileChange::default() }.into())
}

fn place(view: &str) -> Place {
    Place::new(CODE, view)
}

fn change(state: &State, token: &Token, _: &Scene<'_>) -> Result<Decision, Refusal> {
    if token.step != Some(state.learner_step()) {
        return Err(Refusal::Spent(place("menu")));
    }
    let choice = token.argument(0).unwrap_or_default();
    let (fact, locale) = match token.verb.as_str() {
        "sl" => {
            let locale = Locale::of_tag(choice).ok_or(Refusal::Unknown)?;
            let fact = (locale != state.learner.locale)
                .then(|| ProfileChange { locale: Some(locale), ..ProfileChange::default() }.into());
            (fact, locale)
        }
        "sg" => {
            let goal = choice.parse().ok().filter(|goal| GOALS.contains(goal)).ok_or(Refusal::Unknown)?;
            let fact = (state.learner.daily_goal != Some(goal))
                .then(|| ProfileChange { daily_goal: Some(goal), ..ProfileChange::default() }.into());
            (fact, state.learner.locale)
        }
        "sp" => {
            let polls = choice.parse().map_err(|_| Refusal::Unknown)?;
            let fact = (state.learner.polls != polls)
                .then(|| ProfileChange { polls: Some(polls), ..ProfileChange::default() }.into());
            (fact, state.learner.locale)
        }
        _ => return Err(Refusal::Unknown),
    };
    Ok(Decision::go(place("menu")).because(fact).saying(Texts::of(locale).plain("settings-saved", &[])))
}

fn menu_screen(state: &State, texts: &Texts) -> Screen {
    let goal = state.learner.daily_goal.unwrap_or(GOALS[0]);
    let language = texts::language_label(state.learner.locale);
    let mut html = texts.html("settings-title", &[]);
    html.paragraph(&texts.html("settings-current", &[("language", (&language).into()), ("minutes", goal.into())]));
    let polls = state.learner.polls;
    html.paragraph(&texts.html("settings-polls-about", &[("polls", on_or_off(polls).into())]));
    let switch = Token::new(CODE, "sp").with(!polls).at(state.learner_step());
    Screen::new(html)
        .row([Button::press(texts.plain("settings-language", &[]), Token::new(CODE, "l"))])
        .row([Button::press(texts.plain("settings-goal", &[]), Token::new(CODE, "g"))])
        .row([Button::press(texts.plain("settings-polls", &[("polls", on_or_off(!polls).into())]), switch)])
        .row([Button::press(texts.plain("wishes-open", &[]), links::wishes())])
        .row([links::home_button(texts)])
}

const fn on_or_off(switched: bool) -> &'static str {
    if switched { "on" } else { "off" }
}

fn language_screen(state: &State, texts: &Texts) -> Screen {
    let screen =
        Locale::supported().iter().fold(Screen::new(texts.html("settings-choose-language", &[])), |screen, locale| {
            let label = marked(texts::language_label(*locale), *locale == state.learner.locale);
            screen.row([Button::press(label, Token::new(CODE, "sl").with(locale).at(state.learner_step()))])
        });
    screen.row([back(texts)])
}

fn goal_screen(state: &State, texts: &Texts) -> Screen {
    let screen = GOALS.iter().fold(Screen::new(texts.html("settings-choose-goal", &[])), |screen, goal| {
        let label = marked(texts.plain(&format!("goal-{goal}"), &[]), state.learner.daily_goal == Some(*goal));
        screen.row([Button::press(label, Token::new(CODE, "sg").with(goal).at(state.learner_step()))])
    });
    screen.row([back(texts)])
}

fn back(texts: &Texts) -> Button {
    Button::press(texts.plain("back", &[]), links::settings())
}

fn marked(label: String, chosen: bool) -> String {
    if chosen { format!("✓ {label}") } else { label }
}
