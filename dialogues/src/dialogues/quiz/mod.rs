//! A quiz attempt: one question at a time, graded at once, pinned to the content that it was begun with.
//! Knows no Telegram and no clock. Start at [`QuizDialogue::decide`]; the views are in [`view`].

mod answer;
mod begin;
mod places;
mod report;
mod view;
mod which;
pub mod words;

use chrono::TimeDelta;
use uuid::Uuid;

use crate::catalogue::{Lesson, Pin, Question};
use crate::dialogues::contract::{Decision, Dialogue, Needs, Refusal};
use crate::dialogues::question::{self, Waiting};
use crate::input::Input;
use crate::kernel::place::Place;
use crate::kernel::screen::Screen;
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::{Attempt, State, Stream};
use answer::{answer, hint};
use places::{asking, lost, shown, shown_before, verdict_on};
use words::{CODE, Verb, View};

pub use begin::enter;

/// A message so long after the last step may be about anything.
const MEANT: TimeDelta = TimeDelta::hours(2);

pub struct QuizDialogue;

impl Dialogue for QuizDialogue {
    fn code(&self) -> &'static str {
        CODE
    }

    fn verbs(&self) -> &'static [&'static str] {
        Verb::WORDS
    }

    fn needs(&self, state: &State, _: &Place, input: &Input) -> Needs {
        let content = state.attempt.as_ref().map(|attempt| Pin::to::<Lesson>(&attempt.lesson, &attempt.revision));
        Needs::stream(which::wanted(state, input).map(Stream::Attempt)).with(content)
    }

    fn decide(&self, state: &State, _: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        let Input::Press(token) = input else {
            return Err(Refusal::Unknown);
        };
        let verb = Verb::read(&token.verb).ok_or(Refusal::Unknown)?;
        match verb {
            Verb::Start => begin::start(state, token, begin::enter, scene),
            Verb::Retry => begin::start(state, token, begin::retry, scene),
            Verb::Report | Verb::ReportReason | Verb::Verdict => report::decide(state, verb, token, scene),
            Verb::Next => Ok(Decision::go(asking(None))),
            Verb::End => Ok(Decision::go(Place::new(CODE, View::Result))),
            Verb::Answer | Verb::Hint | Verb::Tick => pressed(state, verb, token, scene),
        }
    }

    /// A message answers the question that is shown, if that one waits for words.
    fn hear(&self, state: &State, place: &Place, input: &Input, scene: &Scene<'_>) -> Option<Decision> {
        let attempt = state.attempt.as_ref()?;
        let lesson = scene.lesson_of(attempt)?;
        let texts = scene.texts(state);
        match View::read(&place.view)? {
            View::Question if place.detail.is_some() && place.detail == shown_before(attempt) => {
                Some(question::answered(verdict_on(attempt.answers.len().saturating_sub(1)), &texts))
            }
            View::Question => {
                let question = current_question(attempt, lesson)?;
                let waiting = Waiting { question, shown: shown(attempt), here: asking(None) };
                waiting.hear(place, input, &texts, |response| answer(state, attempt, lesson, question, response, scene))
            }
            View::Verdict => {
                let last = attempt.answers.last().and_then(|answer| lesson.quiz.as_ref()?.question(&answer.question));
                last.filter(|question| question.body.is_typed()).map(|_| question::answered(place.clone(), &texts))
            }
            View::Report | View::Result => None,
        }
    }

    fn resolve(&self, state: &State, place: Place, scene: &Scene<'_>) -> Place {
        let attempt = state.attempt.as_ref().filter(|_| View::read(&place.view) == Some(View::Question));
        if attempt.is_some_and(|attempt| attempt.finished.is_some()) {
            return Place::new(CODE, View::Result);
        }
        let typed = attempt.filter(|attempt| {
            let lesson = scene.lesson_of(attempt);
            lesson.and_then(|lesson| current_question(attempt, lesson)).is_some_and(|question| question.body.is_typed())
        });
        match (typed, attempt) {
            (Some(attempt), _) => asking(Some(&shown(attempt))).keeping(&place),
            (None, Some(attempt)) => place.recalled(attempt.step()),
            (None, None) => place,
        }
    }

    /// At the last verdict if the chat shows it, else at what waits: a question or the result.
    fn resume(&self, state: &State, looking: &Place) -> Place {
        let last = state.attempt.as_ref().and_then(|attempt| attempt.answers.len().checked_sub(1)).map(verdict_on);
        last.filter(|last| last.shows(looking)).unwrap_or_else(|| asking(None))
    }

    fn owns(&self, state: &State, stream: Uuid) -> bool {
        state.attempt.as_ref().is_some_and(|attempt| attempt.id.as_uuid() == stream)
    }

    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Option<Screen> {
        let attempt = state.attempt.as_ref()?;
        let lesson = scene.lesson_of(attempt)?;
        let number = || place.detail.as_deref().and_then(|number| number.parse().ok());
        match View::read(&place.view) {
            Some(View::Report) => report::screen(state, attempt, lesson, number()?, scene),
            Some(View::Verdict) => view::verdict(state, attempt, lesson, number()?, scene),
            _ if attempt.finished.is_some() => Some(view::result(state, attempt, lesson, scene)),
            _ => view::question(state, attempt, lesson, place.detail.as_deref().unwrap_or_default(), scene),
        }
    }
}

/// A message at home, while a question waits for one. If the session was lost a moment after the last step, it is the
/// answer: without Redis every session is lost, and nobody must be asked for ever. Otherwise the question is shown again,
/// since a chat at home may be about anything.
pub fn missed(state: &State, lost: bool, input: &Input, scene: &Scene<'_>) -> Option<Decision> {
    let attempt = state.attempt.as_ref().filter(|attempt| attempt.finished.is_none())?;
    let is_open = state.path.lesson(&attempt.lesson)?.open_attempt == Some(attempt.id);
    let question = current_question(attempt, scene.lesson_of(attempt)?)?;
    if !is_open || !question.body.is_typed() {
        return None;
    }
    if lost && scene.now - attempt.last_step_at < MEANT {
        return QuizDialogue.hear(state, &asking(None).with(shown(attempt)), input, scene);
    }
    Some(question::again(asking(None), &scene.texts(state)))
}

/// A press that belongs to the question that waits.
fn pressed(state: &State, verb: Verb, token: &Token, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let attempt = state.attempt.as_ref().ok_or_else(|| Refusal::Spent(lost(state)))?;
    if token.step != Some(attempt.step()) {
        let again = verb == Verb::Answer && token.step.is_some() && token.step == attempt.step_before_answer();
        let last = attempt.answers.len().saturating_sub(1);
        return Err(Refusal::Spent(if again { verdict_on(last) } else { asking(None) }));
    }
    let lesson = scene.lesson_of(attempt).ok_or(Refusal::Gone)?;
    let question = current_question(attempt, lesson).ok_or(Refusal::Gone)?;
    let entry = token.argument(0);
    let here = asking(entry);
    match verb {
        Verb::Answer => {
            let response = question::entered(question, attempt.seed, entry, here)?;
            Ok(answer(state, attempt, lesson, question, response, scene))
        }
        Verb::Hint => Ok(Decision::go(here).because(hint(attempt, question))),
        _ => Ok(Decision::go(here)),
    }
}

fn current_question<'a>(attempt: &Attempt, lesson: &'a Lesson) -> Option<&'a Question> {
    let (_, id) = attempt.current()?;
    lesson.quiz.as_ref()?.question(id)
}
