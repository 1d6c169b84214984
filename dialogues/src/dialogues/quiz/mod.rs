//! A quiz attempt: one question at a time, graded at once, pinned to the content that it was begun with.
//! Knows no Telegram and no clock. Start at [`QuizDialogue::decide`]; the views are in [`view`].

mod begin;
mod report;
mod view;
mod which;
pub mod words;

use crate::dialogues::links;
use crate::dialogues::progression;
use crate::streams::review::remember::rating_of_answer;
use std::collections::BTreeMap;

use chrono::TimeDelta;
use uuid::Uuid;

use crate::catalogue::{Lesson, Pin, Question};
use crate::dialogues::contract::{Decision, Dialogue, Needs, Refusal};
use crate::input::Input;
use crate::kernel::ids::{ConceptId, QuestionId};
use crate::kernel::place::Place;
use crate::kernel::screen::Screen;
use crate::questions::{Response, Typed};
use crate::scene::Scene;
use crate::streams::review::facts::QuizReview;
use crate::streams::{Attempt, State, Stream};
use crate::streams::{AttemptFact, ConceptScore, Fact, PathFact};

use words::CODE;

pub use begin::enter;

/// A message so long after the last step may be about anything.
const MEANT: TimeDelta = TimeDelta::hours(2);

pub struct QuizDialogue;

impl Dialogue for QuizDialogue {
    fn code(&self) -> &'static str {
        CODE
    }

    fn needs(&self, state: &State, _: &Place, input: &Input) -> Needs {
        let content = state.attempt.as_ref().map(|attempt| Pin::to::<Lesson>(&attempt.lesson, &attempt.revision));
        Needs::stream(which::wanted(state, input).map(Stream::Attempt)).with(content)
    }

    fn decide(&self, state: &State, _: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        let Input::Press(token) = input else {
            return Err(Refusal::Unknown);
        };
        match token.verb.as_str() {
            "s" | "r" => return begin::start(state, token, scene),
            "p" | "v" | "w" => return report::decide(state, token, scene),
            "n" => return Ok(Decision::go(asking(None))),
            "e" => return Ok(Decision::go(Place::new(CODE, "result"))),
            _ => {}
        }
        let attempt = state.attempt.as_ref().ok_or_else(|| Refusal::Spent(lost(state)))?;
        if token.step != Some(attempt.step()) {
            let again = token.verb == "a" && token.step.is_some() && token.step == attempt.step_before_answer();
            return Err(Refusal::Spent(if again {
                told(attempt.answers.len().saturating_sub(1))
            } else {
                asking(None)
            }));
        }
        let lesson = scene.lesson_of(attempt).ok_or(Refusal::Gone)?;
        let question = current_question(attempt, lesson).ok_or(Refusal::Gone)?;
        match token.verb.as_str() {
            "a" => {
                let entry = token.argument(0).unwrap_or_default();
                let response = question.entered(attempt.seed, entry).filter(|answer| question.body.well_formed(answer));
                let response = response.ok_or_else(|| Refusal::NothingChosen(asking(token.argument(0))))?;
                Ok(answer(state, attempt, lesson, question, response, scene))
            }
            "h" => Ok(Decision::go(asking(token.argument(0))).because(hint(attempt, question))),
            "t" => Ok(Decision::go(asking(token.argument(0)))),
            _ => Err(Refusal::Unknown),
        }
    }

    /// A message answers the question that is shown, if that one waits for words.
    fn hear(&self, state: &State, place: &Place, input: &Input, scene: &Scene<'_>) -> Option<Decision> {
        let attempt = state.attempt.as_ref()?;
        let lesson = scene.lesson_of(attempt)?;
        let say = |key: &str| Some(Decision::go(place.clone()).saying(scene.texts(state).plain(key, &[])));
        // The same message once more, or one from a window that has not seen the verdict.
        if place.view == "question" && place.detail.is_some() && place.detail == shown_before(attempt) {
            let verdict = Decision::go(told(attempt.answers.len().saturating_sub(1)));
            return Some(verdict.saying(scene.texts(state).plain("quiz-answered", &[])));
        }
        if place.view == "verdict" {
            let last = attempt.answers.last().and_then(|answer| lesson.quiz.as_ref()?.question(&answer.question));
            return last.filter(|question| question.body.is_typed()).and_then(|_| say("quiz-answered"));
        }
        let question = current_question(attempt, lesson).filter(|_| place.view == "question")?;
        let Input::Text(text) = input else {
            return question.body.is_typed().then(|| say("quiz-words-please"))?;
        };
        match question.body.typed(text) {
            // It was written to an earlier question, which another turn has answered meanwhile.
            Typed::Answer(_) if place.detail != Some(shown(attempt)) => Some(again(state, scene)),
            Typed::Answer(response) => Some(answer(state, attempt, lesson, question, response, scene)),
            Typed::ButtonsOnly => say("quiz-buttons-please"),
            Typed::Empty => say("quiz-words-please"),
        }
    }

    fn settle(&self, state: &State, place: Place, scene: &Scene<'_>) -> Place {
        let attempt = state.attempt.as_ref().filter(|_| place.view == "question");
        if attempt.is_some_and(|attempt| attempt.finished.is_some()) {
            return Place::new(CODE, "result");
        }
        let typed = attempt.filter(|attempt| {
            let lesson = scene.lesson_of(attempt);
            lesson.and_then(|lesson| current_question(attempt, lesson)).is_some_and(|question| question.body.is_typed())
        });
        match typed {
            Some(attempt) => asking(Some(&shown(attempt))),
            None => place,
        }
    }

    /// At the last verdict if the chat shows it, else at what waits: a question or the result.
    fn resume(&self, state: &State, looking: &Place) -> Place {
        let last = state.attempt.as_ref().and_then(|attempt| attempt.answers.len().checked_sub(1)).map(told);
        last.filter(|last| last == looking).unwrap_or_else(|| asking(None))
    }

    fn owns(&self, state: &State, stream: Uuid) -> bool {
        state.attempt.as_ref().is_some_and(|attempt| attempt.id.as_uuid() == stream)
    }

    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Option<Screen> {
        let attempt = state.attempt.as_ref()?;
        let lesson = scene.lesson_of(attempt)?;
        let number = || place.detail.as_deref().and_then(|number| number.parse().ok());
        match place.view.as_str() {
            "report" => report::screen(state, attempt, lesson, number()?, scene),
            "verdict" => view::verdict(state, attempt, lesson, number()?, scene),
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
    Some(again(state, scene))
}

fn again(state: &State, scene: &Scene<'_>) -> Decision {
    Decision::go(asking(None)).saying(scene.texts(state).plain("quiz-answer-again", &[]))
}

/// Which question is shown: a message that answers it has no step of its own, unlike a button.
fn shown(attempt: &Attempt) -> String {
    nth(attempt, attempt.answers.len())
}

/// The same for the question that was answered last.
fn shown_before(attempt: &Attempt) -> Option<String> {
    attempt.answers.len().checked_sub(1).map(|number| nth(attempt, number))
}

fn nth(attempt: &Attempt, number: usize) -> String {
    format!("{}.{number}", attempt.id)
}

fn answer(
    state: &State,
    attempt: &Attempt,
    lesson: &Lesson,
    question: &Question,
    response: Response,
    scene: &Scene<'_>,
) -> Decision {
    let grade = question.body.grade(&response);
    let seconds = attempt.seconds_since_step(scene.now);
    let submitted = AttemptFact::AnswerSubmitted {
        question: question.id.clone(),
        response,
        score: grade.score,
        correct: grade.correct,
        seconds,
        review: Some(QuizReview {
            lesson: attempt.lesson.clone(),
            rating: rating_of_answer(
                question,
                state.learner.locale,
                grade,
                attempt.hints.contains(&question.id),
                seconds,
            ),
            day: scene.day(state),
        }),
    };
    let mut facts = vec![Fact::Attempt(attempt.id, submitted)];
    if attempt.answers.len() + 1 >= attempt.questions.len() {
        facts.extend(finish(state, attempt, lesson, (&question.id, grade.score, seconds), scene));
    }
    facts.extend(state.learner.first_step(scene.day(state)).map(Fact::from));
    Decision::go(told(attempt.answers.len())).because(facts)
}

/// The facts of the last answer, to a question with so many points after so many seconds: the attempt ends and, if it
/// passed, the lesson is complete.
fn finish(
    state: &State,
    attempt: &Attempt,
    lesson: &Lesson,
    last: (&QuestionId, f64, u32),
    scene: &Scene<'_>,
) -> Vec<Fact> {
    let (question, points, seconds) = last;
    let concepts = concepts(attempt, lesson, question, points);
    let seconds = attempt.seconds() + seconds;
    let points = attempt.points() + points;
    let score = attempt.score(points);
    // 4 of 5 must pass at 0.8, whatever a float makes of it.
    let passed = score + 1e-9 >= attempt.pass;
    let finished = PathFact::QuizFinished {
        course: attempt.course.clone(),
        lesson: attempt.lesson.clone(),
        attempt: attempt.id,
        score,
        passed,
        seconds,
        day: scene.day(state),
        concepts,
    };
    let news = passed && !state.path.completed(&attempt.lesson);
    let completed = news.then(|| progression::completed(state, lesson, Some(score), seconds));
    let ended = Fact::Attempt(attempt.id, AttemptFact::AssessmentCompleted { score, passed });
    [ended, finished.into()].into_iter().chain(completed).collect()
}

/// What the attempt says of each concept, with the points of its last question.
fn concepts(attempt: &Attempt, lesson: &Lesson, last: &QuestionId, points: f64) -> BTreeMap<ConceptId, ConceptScore> {
    let answers = attempt.answers.iter().map(|answer| (&answer.question, answer.score)).chain([(last, points)]);
    let mut concepts: BTreeMap<ConceptId, ConceptScore> = BTreeMap::new();
    for (question, points) in answers {
        let question = lesson.quiz.as_ref().and_then(|quiz| quiz.question(question));
        if let Some(concept) = question.and_then(|question| question.concept.as_ref()) {
            let score = concepts.entry(concept.clone()).or_default();
            score.asked += 1;
            score.points += points;
        }
    }
    concepts
}

fn hint(attempt: &Attempt, question: &Question) -> Option<Fact> {
    let news = question.text.original.hint.is_some() && !attempt.hints.contains(&question.id);
    news.then(|| Fact::Attempt(attempt.id, AttemptFact::HintRevealed { question: question.id.clone() }))
}

fn current_question<'a>(attempt: &Attempt, lesson: &'a Lesson) -> Option<&'a Question> {
    let (_, id) = attempt.current()?;
    lesson.quiz.as_ref()?.question(id)
}

/// The question that waits, with what has been tapped so far: that travels in the buttons.
fn asking(entry: Option<&str>) -> Place {
    let place = Place::new(CODE, "question");
    match entry {
        Some(entry) => place.with(entry),
        None => place,
    }
}

/// The verdict on an answer, from 0.
fn told(number: usize) -> Place {
    Place::new(CODE, "verdict").with(number)
}

/// Where a learner goes whose button belongs to no attempt that is known.
fn lost(state: &State) -> Place {
    state.path.at.as_ref().map_or_else(Place::home, links::lesson)
}
