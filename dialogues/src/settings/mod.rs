//! Settings: the language, the daily goal, and whether questions come as quiz polls.

use chrono_tz::Tz;

use crate::dialogue::{Decision, Dialogue, Place, Refusal};
use crate::facts::{Fact, ProfileChange};
use crate::home;
use crate::input::Input;
use crate::locale::Locale;
use crate::review;
use crate::scene::Scene;
use crate::screen::{Button, Screen};
use crate::state::State;
use crate::texts::Texts;
use crate::token::Token;

const CODE: &str = "s";

/// Daily goals that can be chosen, in minutes.
pub const GOALS: [u32; 3] = [5, 10, 20];

pub struct Settings;

impl Dialogue for Settings {
    fn code(&self) -> &'static str {
        CODE
    }

    fn commands(&self) -> &'static [(&'static str, bool)] {
        &[("settings", true)]
    }

    fn decide(&self, state: &State, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        let Input::Press(token) = input else {
            return Ok(Decision::go(place("menu")));
        };
        let view = match token.verb.as_str() {
            "m" => "menu",
            "l" => "language",
            "g" => "goal",
            _ => return change(state, token, scene),
        };
        Ok(Decision::go(place(view)))
    }

    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Screen {
        let texts = scene.texts(state);
        match place.view.as_str() {
            "language" => language_screen(state, &texts),
            "goal" => goal_screen(state, &texts),
            _ => menu_screen(state, &texts),
        }
    }
}

pub fn open() -> Token {
    Token::new(CODE, "m")
}

/// The fact of a time zone that the learner's device tells, if it is news.
pub fn time_zone(state: &State, zone: Option<Tz>) -> Option<Fact> {
    let zone = zone.filter(|zone| state.learner.time_zone != Some(*zone))?;
    Some(ProfileChange { time_zone: Some(zone), ..ProfileChange::default() }.into())
}

/// The name of a language, in that language.
pub fn language_label(locale: Locale) -> String {
    Texts::of(locale).plain("language-name", &[])
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
    let language = language_label(state.learner.locale);
    let mut html = texts.html("settings-title", &[]);
    html.paragraph(&texts.html("settings-current", &[("language", (&language).into()), ("minutes", goal.into())]));
    let polls = state.learner.polls;
    html.paragraph(&texts.html("settings-polls-about", &[("polls", on_or_off(polls).into())]));
    let switch = Token::new(CODE, "sp").with(!polls).at(state.learner_step());
    Screen::new(html)
        .row([Button::press(texts.plain("settings-language", &[]), Token::new(CODE, "l"))])
        .row([Button::press(texts.plain("settings-goal", &[]), Token::new(CODE, "g"))])
        .row([Button::press(texts.plain("settings-polls", &[("polls", on_or_off(!polls).into())]), switch)])
        .row([Button::press(texts.plain("wishes-open", &[]), review::wishes())])
        .row([home::button(texts)])
}

const fn on_or_off(switched: bool) -> &'static str {
    if switched { "on" } else { "off" }
}

fn language_screen(state: &State, texts: &Texts) -> Screen {
    let screen =
        Locale::supported().iter().fold(Screen::new(texts.html("settings-choose-language", &[])), |screen, locale| {
            let label = marked(language_label(*locale), *locale == state.learner.locale);
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
    Button::press(texts.plain("back", &[]), open())
}

fn marked(label: String, chosen: bool) -> String {
    if chosen { format!("✓ {label}") } else { label }
}
