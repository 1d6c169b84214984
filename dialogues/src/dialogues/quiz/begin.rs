//! How an attempt begins: which questions it takes, and with which points. Answers nothing.

use super::places::asking;
use crate::catalogue::{Lesson, Quiz};
use crate::dialogues::contract::{Decision, Refusal};
use crate::dialogues::question::weight;
use crate::dialogues::{links, progression};
use crate::kernel::ids::{AttemptId, LessonId, QuestionId};
use crate::kernel::seed;
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::{Attempt, State};
use crate::streams::{AttemptFact, Carried, Fact, PathFact};

/// What was asked in the last attempt weighs this many times less.
const SEEN: u32 = 4;

/// Goes on with the lesson's open attempt; where there is none, or its content is lost, begins another.
pub fn enter(state: &State, lesson: &Lesson, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let open = state.path.lesson(&lesson.id).and_then(|progress| progress.open_attempt);
    let resumable = state.attempt.as_ref().filter(|attempt| Some(attempt.id) == open && attempt.finished.is_none());
    if resumable.is_some_and(|attempt| scene.lesson_of(attempt).is_some()) {
        return Ok(Decision::go(asking(None)));
    }
    let quiz = lesson.quiz.as_ref().ok_or(Refusal::Gone)?;
    begin(state, lesson, pick(state, lesson, quiz, scene.seed), Carried::default(), scene)
}

/// A press on "begin the quiz" or "retry what was missed": `how` says which.
pub fn start(
    state: &State,
    token: &Token,
    how: fn(&State, &Lesson, &Scene<'_>) -> Result<Decision, Refusal>,
    scene: &Scene<'_>,
) -> Result<Decision, Refusal> {
    let id = LessonId::new(token.argument(0).unwrap_or_default());
    let lesson = scene.catalogue.lesson(&id).ok_or(Refusal::Gone)?;
    if token.step != Some(state.path_step()) {
        let open = state.path.lesson(&id).is_some_and(|progress| progress.open_attempt.is_some());
        return Err(Refusal::Spent(if open { asking(None) } else { links::lesson(&id) }));
    }
    how(state, lesson, scene)
}

/// The questions of an attempt: rather those about weak concepts, and rather others than the last time.
fn pick(state: &State, lesson: &Lesson, quiz: &Quiz, seed: u64) -> Vec<QuestionId> {
    let last = state.attempt.as_ref().filter(|attempt| attempt.lesson == lesson.id);
    let weights: Vec<u32> = quiz
        .questions
        .iter()
        .map(|question| {
            let mastery = question.concept.as_ref().map(|concept| state.path.mastery(&lesson.course, concept));
            let weight = weight(mastery.unwrap_or_default().weakness());
            let is_new = !last.is_some_and(|last| last.questions.contains(&question.id));
            if is_new { weight * SEEN } else { weight }
        })
        .collect();
    let drawn = seed::draw(&weights, quiz.pick.max(1), seed::derive(seed, "pick"));
    let mut questions: Vec<QuestionId> =
        drawn.into_iter().filter_map(|number| Some(quiz.questions.get(number)?.id.clone())).collect();
    seed::shuffle(&mut questions, seed);
    questions
}

/// Another attempt at only what was missed. The points that were right stay right.
pub fn retry(state: &State, lesson: &Lesson, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let quiz = lesson.quiz.as_ref().ok_or(Refusal::Gone)?;
    let last = state.attempt.as_ref().filter(|attempt| attempt.lesson == lesson.id && attempt.finished.is_some());
    let Some(last) = last else {
        return enter(state, lesson, scene);
    };
    // What the author has removed since cannot be asked again: it stays missed by the count, never in the way.
    let missed: Vec<QuestionId> = last.missed().filter(|id| quiz.question(id).is_some()).cloned().collect();
    if missed.is_empty() {
        return enter(state, lesson, scene);
    }
    begin(state, lesson, missed, carried(last), scene)
}

fn carried(last: &Attempt) -> Carried {
    let right = last.answers.iter().filter(|answer| answer.correct);
    Carried {
        points: last.carried.points + right.clone().map(|answer| answer.score).sum::<f64>(),
        questions: last.carried.questions + right.count() as u32,
    }
}

fn begin(
    state: &State,
    lesson: &Lesson,
    questions: Vec<QuestionId>,
    carried: Carried,
    scene: &Scene<'_>,
) -> Result<Decision, Refusal> {
    let mut facts = progression::begin(state, lesson, scene)?;
    let quiz = lesson.quiz.as_ref().ok_or(Refusal::Gone)?;
    let number = state.path.lesson(&lesson.id).map_or(0, |progress| progress.attempts) + 1;
    let id = AttemptId::of(state.id, &lesson.id, number);
    let (course, revision) = (lesson.course.clone(), lesson.revision.clone());
    let started = PathFact::QuizStarted { course: course.clone(), lesson: lesson.id.clone(), attempt: id, number };
    facts.push(started.into());
    let started = AttemptFact::AssessmentStarted {
        learner: state.id,
        course,
        lesson: lesson.id.clone(),
        revision,
        number,
        seed: seed::derive(scene.seed, "options"),
        questions,
        carried,
        pass: quiz.pass,
    };
    facts.push(Fact::Attempt(id, started));
    Ok(Decision::go(asking(None)).because(facts))
}
