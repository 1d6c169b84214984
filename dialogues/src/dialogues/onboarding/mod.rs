//! The welcome: language from Telegram, then level, then a daily goal. Everything else waits for it. Whoever does not
//! just begin is offered a placement then; to the others home offers it.
//! A lesson that a deep link asked for travels inside the buttons, so that it survives the loss of the session.

pub mod words;

use crate::access::Action;
use crate::catalogue::Level;
use crate::dialogues::contract::{Asked, Decision, Dialogue, Refusal};
use crate::dialogues::{choices, lesson, links, placement};
use crate::input::Input;
use crate::kernel::ids::LessonId;
use crate::kernel::locale::Locale;
use crate::kernel::place::Place;
use crate::kernel::screen::{Button, Screen};
use crate::kernel::texts;
use crate::kernel::texts::Texts;
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::ProfileChange;
use crate::streams::State;
use crate::streams::learner::GOALS;

use words::{CODE, Verb, View};

pub struct Onboarding;

impl Dialogue for Onboarding {
    fn code(&self) -> &'static str {
        CODE
    }

    fn verbs(&self) -> &'static [&'static str] {
        Verb::WORDS
    }

    fn action(&self, _: Asked<'_>) -> Action {
        Action::ChangeProfile
    }

    fn comes_first(&self, state: &State) -> Option<Place> {
        (!state.learner.onboarded()).then(|| place(None))
    }

    fn decide(&self, state: &State, place: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        if state.learner.onboarded() {
            // A button of the welcome is still on their screen.
            return Err(Refusal::Spent(Place::home()));
        }
        decide(state, place, input, scene)
    }

    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Option<Screen> {
        if state.learner.onboarded() {
            return None;
        }
        let texts = scene.texts(state);
        let then = place.detail.as_deref();
        let asks_level = state.learner.level.is_none();
        Some(if asks_level { level_screen(state, &texts, then) } else { goal_screen(state, &texts, then) })
    }
}

/// The welcome, and the lesson that comes after it.
fn place(then: Option<&LessonId>) -> Place {
    Place::new(CODE, View::Welcome).with_any(then)
}

/// Every input of a learner who is not through yet comes here.
fn decide(state: &State, current: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let waiting = current.detail.as_deref().filter(|_| current.dialogue == CODE).map(LessonId::new);
    if let Some(argument) = links::started(input) {
        let linked =
            LessonId::from_deep_link(argument).map(|(id, _)| id).filter(|id| scene.catalogue.lesson(id).is_some());
        return Ok(Decision::go(place(linked.or(waiting).as_ref())));
    }
    match input {
        Input::Press(token) if token.dialogue == CODE => {
            let then = token.argument(1).map(LessonId::new);
            pressed(state, token, then.as_ref(), scene)
        }
        Input::Press(_) | Input::UnknownPress => Err(Refusal::Spent(place(waiting.as_ref()))),
        _ => Ok(Decision::go(place(waiting.as_ref())).saying(scene.texts(state).plain("hint-onboarding", &[]))),
    }
}

fn pressed(state: &State, token: &Token, then: Option<&LessonId>, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let verb = Verb::read(&token.verb).ok_or(Refusal::Unknown)?;
    let here = place(then);
    if token.step != Some(state.learner_step()) {
        return Err(Refusal::Spent(here));
    }
    let choice = token.argument(0).unwrap_or_default();
    let none = ProfileChange::default();
    let fact = match verb {
        Verb::Language => Locale::of_tag(choice).map(|locale| ProfileChange { locale: Some(locale), ..none }),
        Verb::Level => choices::level(choice).map(|level| ProfileChange { level: Some(level), ..none }),
        Verb::Goal => choices::goal(choice).map(|goal| ProfileChange { daily_goal: Some(goal), ..none }),
    };
    let fact = fact.ok_or(Refusal::Unknown)?;
    if verb != Verb::Goal {
        return Ok(Decision::go(here).because([fact.into()]));
    }
    let welcome = scene.texts(state).plain("onboarding-done", &[]);
    let decision = match then {
        Some(id) => lesson::open(state, id, scene).unwrap_or_else(|_| Decision::go(links::locked_lesson(id))),
        None if state.learner.level == Some(Level::Junior) => Decision::go(Place::home()),
        None => Decision::go(placement::welcome(state, scene).unwrap_or_else(Place::home)),
    };
    Ok(decision.because([fact.into()]).saying(welcome))
}

fn level_screen(state: &State, texts: &Texts, then: Option<&str>) -> Screen {
    let mut html = texts.html("onboarding-welcome", &[("name", (&state.learner.first_name).into())]);
    html.paragraph(&texts.html("onboarding-level", &[]));
    let screen = choices::LEVELS.iter().fold(Screen::new(html), |screen, (_, name)| {
        let label = texts.plain(&format!("onboarding-level-{name}"), &[]);
        screen.row([Button::press(label, token(state, Verb::Level, name, then))])
    });
    let others = Locale::supported().iter().filter(|locale| **locale != state.learner.locale);
    screen.row(others.map(|locale| {
        Button::press(texts::language_label(*locale), token(state, Verb::Language, locale.as_str(), then))
    }))
}

fn goal_screen(state: &State, texts: &Texts, then: Option<&str>) -> Screen {
    GOALS.iter().fold(Screen::new(texts.html("onboarding-goal", &[])), |screen, goal| {
        let label = texts.plain(&format!("goal-{goal}"), &[]);
        screen.row([Button::press(label, token(state, Verb::Goal, &goal.to_string(), then))])
    })
}

fn token(state: &State, verb: Verb, choice: &str, then: Option<&str>) -> Token {
    Token::new(CODE, verb).with(choice).with_any(then).at(state.learner_step())
}
