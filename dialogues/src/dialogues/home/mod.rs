//! Home: where `/start` leads and `/cancel` frees to. Says how the learner is doing and continues where they stand.

pub mod words;

use crate::dialogues::contract::{Decision, Dialogue, Refusal};
use crate::dialogues::links;
use crate::dialogues::progression::{self, Next};
use crate::dialogues::standing;
use crate::dialogues::{interview, lesson, placement, quiz};
use crate::input::Input;
use crate::kernel::ids::{GroupId, LessonId};
use crate::kernel::place::Place;
use crate::kernel::screen::{Button, Screen};
use crate::scene::Scene;
use crate::streams::State;

use words::{CANCEL, CODE, START, Verb, View};

pub struct Home;

impl Dialogue for Home {
    fn code(&self) -> &'static str {
        CODE
    }

    fn verbs(&self) -> &'static [&'static str] {
        Verb::WORDS
    }

    fn commands(&self) -> &'static [(&'static str, bool)] {
        &[(CANCEL, true), (START, false)]
    }

    fn decide(&self, state: &State, _: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        if let Some(argument) = links::started(input).filter(|argument| !argument.is_empty()) {
            if let Some(group) = GroupId::from_deep_link(argument) {
                return Ok(Decision::go(links::sharing_with(&group)));
            }
            if let Some(place) = links::my_data_linked(argument) {
                return Ok(Decision::go(place));
            }
            // Whatever else somebody has put behind the link, it was meant to lead here.
            let Some((linked, screen)) = LessonId::from_deep_link(argument) else {
                return Ok(Decision::go(Place::home()));
            };
            return lesson::open_at(state, &linked, screen, scene);
        }
        match input {
            Input::Command { name, .. } if name == CANCEL => {
                Ok(Decision::go(Place::home()).saying(scene.texts(state).plain("home-cancelled", &[])))
            }
            Input::Press(token) if Verb::read(&token.verb) == Some(Verb::CarryOn) => carry_on(state, scene),
            _ => Ok(Decision::go(Place::home())),
        }
    }

    /// Whoever writes here may be answering a question whose session was lost.
    fn hear(&self, state: &State, place: &Place, input: &Input, scene: &Scene<'_>) -> Option<Decision> {
        let lost = View::read(&place.view) == Some(View::Lost);
        // An interview has its time: it comes first.
        let missed =
            || interview::missed(state, lost, input, scene).or_else(|| quiz::missed(state, lost, input, scene));
        matches!(input, Input::Text(_)).then(missed)?
    }

    fn screen(&self, state: &State, _: &Place, scene: &Scene<'_>) -> Option<Screen> {
        Some(screen(state, scene))
    }
}

/// Goes on where the learner stands.
pub fn carry_on(state: &State, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    match progression::next(state, scene.catalogue) {
        Next::Quiz(lesson) => quiz::enter(state, lesson, scene),
        Next::Lesson(lesson) => lesson::open(state, &lesson.id, scene),
        Next::AllDone => Ok(Decision::go(links::contents(scene))),
    }
}

fn screen(state: &State, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let mut html = texts.html("home-hello", &[("name", (&state.learner.first_name).into())]);
    html.paragraph(&standing::lines(state, &texts, scene));
    // Before the first lesson is done there is nothing to review.
    let reviews = state.path.lessons.values().any(|lesson| lesson.completed_at.is_some() || lesson.attempts > 0);
    let open = interview::continue_button(state, &texts, scene);
    let offered = if open.is_some() { None } else { interview::button(&texts, scene) };
    Screen::new(html)
        .row(open)
        .row([links::continue_button(state, &texts, scene)])
        .row(reviews.then(|| Button::press(texts.plain("review-open", &[]), links::review())))
        .row(placement::offer(state, &texts, scene))
        .row(offered)
        .row([
            Button::press(texts.plain("lessons", &[]), links::courses()),
            Button::press(texts.plain("progress", &[]), links::progress()),
        ])
        .row([
            Button::press(texts.plain("settings", &[]), links::settings()),
            Button::mini_app(texts.plain("mini-app", &[])),
        ])
}
