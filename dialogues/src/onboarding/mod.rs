//! The welcome: language from Telegram, then level, then a daily goal. Everything else waits for it. Whoever does not
//! just begin is offered a placement then; to the others home offers it.
//! A lesson that a deep link asked for travels inside the buttons, so that it survives the loss of the session.

use crate::catalogue::Level;
use crate::dialogue::{Decision, Dialogue, Place, Refusal};
use crate::facts::ProfileChange;
use crate::ids::LessonId;
use crate::input::Input;
use crate::locale::Locale;
use crate::scene::Scene;
use crate::screen::{Button, Screen};
use crate::settings::{self, GOALS};
use crate::state::State;
use crate::texts::Texts;
use crate::token::Token;
use crate::{home, lesson, placement};

pub const CODE: &str = "o";
const LEVELS: [(Level, &str); 3] = [(Level::Junior, "junior"), (Level::Middle, "middle"), (Level::Senior, "senior")];

pub struct Onboarding;

impl Dialogue for Onboarding {
    fn code(&self) -> &'static str {
        CODE
    }

    fn decide(&self, state: &State, _: &Input, _: &Scene<'_>) -> Result<Decision, Refusal> {
        // Only a learner who is through gets here, by a button of the welcome that is still on their screen.
        debug_assert!(state.learner.onboarded());
        Err(Refusal::Spent(Place::home()))
    }

    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Screen {
        if state.learner.onboarded() {
            return home::screen(state, scene);
        }
        let texts = scene.texts(state);
        let then = place.detail.as_deref();
        if state.learner.level.is_none() { level_screen(state, &texts, then) } else { goal_screen(state, &texts, then) }
    }
}

/// The welcome, and the lesson that comes after it.
pub fn place(then: Option<&LessonId>) -> Place {
    let place = Place::new(CODE, "welcome");
    match then {
        Some(lesson) => place.with(lesson),
        None => place,
    }
}

/// Every input of a learner who is not through yet comes here.
pub fn decide(state: &State, current: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let waiting = current.detail.as_deref().filter(|_| current.dialogue == CODE).map(LessonId::new);
    match input {
        Input::Command { name, argument } if name == "start" => {
            let linked = LessonId::from_deep_link(argument).filter(|id| scene.catalogue.lesson(id).is_some());
            Ok(Decision::go(place(linked.or(waiting).as_ref())))
        }
        Input::Press(token) if token.dialogue == CODE => {
            let then = token.argument(1).map(LessonId::new);
            pressed(state, token, then.as_ref(), scene)
        }
        Input::Press(_) | Input::UnknownPress => Err(Refusal::Spent(place(waiting.as_ref()))),
        _ => Ok(Decision::go(place(waiting.as_ref())).saying(scene.texts(state).plain("hint-onboarding", &[]))),
    }
}

fn pressed(state: &State, token: &Token, then: Option<&LessonId>, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let here = place(then);
    if token.step != Some(state.learner_step()) {
        return Err(Refusal::Spent(here));
    }
    let choice = token.argument(0).unwrap_or_default();
    let fact = match token.verb.as_str() {
        "i" => Locale::of_tag(choice).map(|locale| ProfileChange { locale: Some(locale), ..ProfileChange::default() }),
        "l" => level_of(choice).map(|level| ProfileChange { level: Some(level), ..ProfileChange::default() }),
        "g" => choice
            .parse()
            .ok()
            .filter(|goal| GOALS.contains(goal))
            .map(|goal| ProfileChange { daily_goal: Some(goal), ..ProfileChange::default() }),
        _ => None,
    };
    let fact = fact.ok_or(Refusal::Unknown)?;
    if token.verb != "g" {
        return Ok(Decision::go(here).because([fact.into()]));
    }
    let welcome = scene.texts(state).plain("onboarding-done", &[]);
    let decision = match then {
        Some(id) => lesson::open(state, id, scene).unwrap_or_else(|_| Decision::go(lesson::locked_place(id))),
        None if state.learner.level == Some(Level::Junior) => Decision::go(Place::home()),
        None => Decision::go(placement::welcome(state, scene).unwrap_or_else(Place::home)),
    };
    Ok(decision.because([fact.into()]).saying(welcome))
}

fn level_screen(state: &State, texts: &Texts, then: Option<&str>) -> Screen {
    let mut html = texts.html("onboarding-welcome", &[("name", (&state.learner.first_name).into())]);
    html.paragraph(&texts.html("onboarding-level", &[]));
    let screen = LEVELS.iter().fold(Screen::new(html), |screen, (_, name)| {
        screen
            .row([Button::press(texts.plain(&format!("onboarding-level-{name}"), &[]), token(state, "l", name, then))])
    });
    let others = Locale::supported().iter().filter(|locale| **locale != state.learner.locale);
    screen.row(
        others.map(|locale| Button::press(settings::language_label(*locale), token(state, "i", locale.as_str(), then))),
    )
}

fn goal_screen(state: &State, texts: &Texts, then: Option<&str>) -> Screen {
    GOALS.iter().fold(Screen::new(texts.html("onboarding-goal", &[])), |screen, goal| {
        let label = texts.plain(&format!("goal-{goal}"), &[]);
        screen.row([Button::press(label, token(state, "g", &goal.to_string(), then))])
    })
}

fn token(state: &State, verb: &str, choice: &str, then: Option<&str>) -> Token {
    let token = Token::new(CODE, verb).with(choice);
    match then {
        Some(lesson) => token.with(lesson),
        None => token,
    }
    .at(state.learner_step())
}

fn level_of(name: &str) -> Option<Level> {
    LEVELS.iter().find(|(_, known)| *known == name).map(|(level, _)| *level)
}
