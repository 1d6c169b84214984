//! Home: where `/start` leads and `/cancel` frees to. Says how the learner is doing and continues where they stand.

use crate::bar;
use crate::catalogue::{Catalogue, Course, Lesson};
use crate::dialogue::{Decision, Dialogue, Place, Refusal};
use crate::ids::LessonId;
use crate::input::Input;
use crate::scene::Scene;
use crate::screen::{Button, Screen};
use crate::settings::{self, GOALS};
use crate::state::State;
use crate::texts::Texts;
use crate::token::Token;
use crate::{courses, interview, lesson, placement, progress, quiz, review};

pub const CODE: &str = "h";
/// The view after a session was lost.
pub const LOST: &str = "lost";

pub struct Home;

impl Dialogue for Home {
    fn code(&self) -> &'static str {
        CODE
    }

    fn commands(&self) -> &'static [(&'static str, bool)] {
        &[("cancel", true), ("start", false)]
    }

    fn decide(&self, state: &State, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        match input {
            Input::Command { name, argument } if name == "start" && !argument.is_empty() => {
                let linked = LessonId::from_deep_link(argument).ok_or(Refusal::Unknown)?;
                lesson::open(state, &linked, scene)
            }
            Input::Command { name, .. } if name == "cancel" => {
                Ok(Decision::go(Place::home()).saying(scene.texts(state).plain("home-cancelled", &[])))
            }
            Input::Press(token) if token.verb == "c" => carry_on(state, scene),
            _ => Ok(Decision::go(Place::home())),
        }
    }

    /// Whoever writes here may be answering a question whose session was lost.
    fn hear(&self, state: &State, place: &Place, input: &Input, scene: &Scene<'_>) -> Option<Decision> {
        let lost = place.view == LOST;
        // An interview has its time: it comes first.
        let missed =
            || interview::missed(state, lost, input, scene).or_else(|| quiz::missed(state, lost, input, scene));
        matches!(input, Input::Text(_)).then(missed)?
    }

    fn screen(&self, state: &State, _: &Place, scene: &Scene<'_>) -> Screen {
        screen(state, scene)
    }
}

/// The button that leads here.
pub fn button(texts: &Texts) -> Button {
    Button::press(texts.plain("home", &[]), Token::new(CODE, "h"))
}

/// What the learner would do next.
pub enum Next<'a> {
    /// A quiz that is open, or waits after the last screen.
    Quiz(&'a Lesson),
    Lesson(&'a Lesson),
    /// Every lesson there is is complete.
    AllDone,
}

/// The lesson of the last step if it is unfinished, else the first one that is open.
pub fn next<'a>(state: &State, catalogue: &'a Catalogue) -> Next<'a> {
    let current = state.path.at.as_ref().and_then(|id| catalogue.lesson(id));
    if let Some(lesson) = current {
        let progress = state.path.lesson(&lesson.id);
        if lesson.quiz.is_some() && progress.is_some_and(|progress| progress.open_attempt.is_some()) {
            return Next::Quiz(lesson);
        }
        if !state.path.done(&lesson.id) {
            return Next::Lesson(lesson);
        }
    }
    let after = current.and_then(|lesson| catalogue.next_lesson(&lesson.id));
    let all = catalogue.courses().iter().flat_map(Course::lessons);
    let open = |lesson: &&std::sync::Arc<Lesson>| {
        !state.path.done(&lesson.id) && lesson::missing(state, lesson).next().is_none()
    };
    after.into_iter().chain(all).find(open).map_or(Next::AllDone, |lesson| Next::Lesson(lesson))
}

/// Goes on where the learner stands.
pub fn carry_on(state: &State, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    match next(state, scene.catalogue) {
        Next::Quiz(lesson) => quiz::enter(state, lesson, scene),
        Next::Lesson(lesson) => lesson::open(state, &lesson.id, scene),
        Next::AllDone => Ok(Decision::go(courses::start(scene))),
    }
}

pub fn screen(state: &State, scene: &Scene<'_>) -> Screen {
    let texts = scene.texts(state);
    let mut html = texts.html("home-hello", &[("name", (&state.learner.first_name).into())]);
    html.paragraph(&standing(state, &texts, scene));
    // Before the first lesson is done there is nothing to review.
    let reviews = state.path.lessons.values().any(|lesson| lesson.completed_at.is_some() || lesson.attempts > 0);
    let open = interview::continue_button(state, &texts, scene);
    let offered = if open.is_some() { None } else { interview::button(&texts, scene) };
    Screen::new(html)
        .row(open)
        .row([continue_button(state, &texts, scene)])
        .row(reviews.then(|| Button::press(texts.plain("review-open", &[]), review::open())))
        .row(placement::offer(state, &texts, scene))
        .row(offered)
        .row([
            Button::press(texts.plain("lessons", &[]), courses::open()),
            Button::press(texts.plain("progress", &[]), progress::open()),
        ])
        .row([
            Button::press(texts.plain("settings", &[]), settings::open()),
            Button::mini_app(texts.plain("mini-app", &[])),
        ])
}

/// "Continue", naming what comes.
pub fn continue_button(state: &State, texts: &Texts, scene: &Scene<'_>) -> Button {
    let token = Token::new(CODE, "c");
    let locale = state.learner.locale;
    let label = match next(state, scene.catalogue) {
        Next::AllDone => texts.plain("home-all-done", &[]),
        Next::Quiz(lesson) => texts.plain("home-continue-quiz", &[("lesson", lesson.title.get(locale).into())]),
        Next::Lesson(lesson) if state.path.lessons.is_empty() => {
            texts.plain("home-begin", &[("lesson", lesson.title.get(locale).into())])
        }
        Next::Lesson(lesson) => texts.plain("home-continue", &[("lesson", lesson.title.get(locale).into())]),
    };
    Button::press(label, token)
}

/// Streak, today's minutes against the goal, and the course of the last step.
pub fn standing(state: &State, texts: &Texts, scene: &Scene<'_>) -> crate::markup::Html {
    let day = scene.day(state);
    let streak = state.learner.streak_days(day);
    let minutes = state.path.seconds_on(day) / 60;
    let goal = state.learner.daily_goal.unwrap_or(GOALS[0]);
    let mut html = texts.html("standing-streak", &[("days", streak.into())]);
    html.line(&texts.html("standing-today", &[("minutes", minutes.into()), ("goal", goal.into())]));
    let course = courses::current(state, scene);
    if let Some(course) = course {
        let (done, all) = courses::count(state, course);
        html.line(&texts.html(
            "standing-course",
            &[
                ("course", course.title.get(state.learner.locale).into()),
                ("done", done.into()),
                ("all", all.into()),
                ("bar", (&bar::draw(done, all)).into()),
            ],
        ));
    }
    html
}
