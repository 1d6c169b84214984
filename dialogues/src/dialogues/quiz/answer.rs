//! What follows from an answer: its verdict and, after the last one, the end of the attempt. Draws nothing.

use std::collections::BTreeMap;

use super::places::verdict_on;
use crate::catalogue::{Lesson, Question};
use crate::dialogues::contract::Decision;
use crate::dialogues::{progression, question};
use crate::kernel::ids::{ConceptId, QuestionId};
use crate::questions::Response;
use crate::scene::Scene;
use crate::streams::review::facts::QuizReview;
use crate::streams::{Attempt, AttemptFact, ConceptScore, Fact, PathFact, State};

pub fn answer(
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
            rating: question::rating_of_answer(
                question,
                state.learner.locale,
                grade,
                is_hinted(attempt, question),
                seconds,
            ),
            day: scene.day(state),
        }),
    };
    let mut facts = vec![Fact::Attempt(attempt.id, submitted)];
    if attempt.answers.len() + 1 >= attempt.questions.len() {
        facts.extend(finish(state, attempt, lesson, (&question.id, grade.score, seconds), scene));
    }
    facts.extend(state.learner.step(scene.now).map(Fact::from));
    Decision::go(verdict_on(attempt.answers.len())).because(facts)
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

pub fn hint(attempt: &Attempt, question: &Question) -> Option<Fact> {
    let news = question.text.original.hint.is_some() && !is_hinted(attempt, question);
    news.then(|| Fact::Attempt(attempt.id, AttemptFact::HintRevealed { question: question.id.clone() }))
}

pub fn is_hinted(attempt: &Attempt, question: &Question) -> bool {
    attempt.hints.contains(&question.id)
}
