//! Something is wrong with a question: one tap on its verdict, one word, and back. The report is a fact of the attempt
//! and counts for nothing else; whoever looks after the content reads it.

use super::places::{lost, verdict_on};
use super::view::{heading, seen};
use super::words::{CODE, Verb, View};
use crate::catalogue::Lesson;
use crate::dialogues::contract::{Decision, Refusal};
use crate::kernel::place::Place;
use crate::kernel::screen::{Button, Screen};
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::{Attempt, State};
use crate::streams::{AttemptFact, Fact, ReportReason};

/// In the order shown; the word travels in the button and ends the text's key.
const REASONS: [(ReportReason, &str); 4] = [
    (ReportReason::Wrong, "wrong"),
    (ReportReason::Unclear, "unclear"),
    (ReportReason::Typo, "typo"),
    (ReportReason::Outdated, "outdated"),
];

/// A press on "something is wrong", on one of the words, or back. Its step only says which attempt is meant: reporting twice is
/// reporting once.
pub fn decide(state: &State, verb: Verb, token: &Token, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let meant = |attempt: &&Attempt| token.step.is_some_and(|step| step.is_of(attempt.id.as_uuid()));
    let attempt = state.attempt.as_ref().filter(meant).ok_or_else(|| Refusal::Spent(lost(state)))?;
    let number: usize = token.argument(0).and_then(|number| number.parse().ok()).ok_or(Refusal::Unknown)?;
    let answer = attempt.answers.get(number).ok_or(Refusal::Unknown)?;
    match verb {
        Verb::Report => return Ok(Decision::go(Place::new(CODE, View::Report).with(number))),
        Verb::Verdict => return Ok(Decision::go(verdict_on(number))),
        _ => {}
    }
    let word = token.argument(1).unwrap_or_default();
    let (reason, _) = REASONS.iter().find(|(_, known)| *known == word).ok_or(Refusal::Unknown)?;
    let texts = scene.texts(state);
    if attempt.reports.contains(&answer.question) {
        return Ok(Decision::go(verdict_on(number)).saying(texts.plain("quiz-report-known", &[])));
    }
    let reported = AttemptFact::QuestionReported {
        question: answer.question.clone(),
        revision: Some(attempt.revision.clone()),
        response: Some(answer.response.clone()),
        reason: *reason,
    };
    let decision = Decision::go(verdict_on(number)).because([Fact::Attempt(attempt.id, reported)]);
    Ok(decision.saying(texts.plain("quiz-report-thanks", &[])))
}

/// What is wrong with it?
pub fn screen(state: &State, attempt: &Attempt, lesson: &Lesson, number: usize, scene: &Scene<'_>) -> Option<Screen> {
    let texts = scene.texts(state);
    let answer = attempt.answers.get(number)?;
    let question = lesson.quiz.as_ref()?.question(&answer.question)?;
    let mut html = seen(state, attempt, question, &texts).prompt().clone();
    html.paragraph(&texts.html("quiz-report-why", &[]));
    let words = REASONS.iter().map(|(_, word)| {
        let token = Token::new(CODE, Verb::ReportReason).with(number).with(word).at(attempt.step());
        Button::press(texts.plain(&format!("quiz-reason-{word}"), &[]), token)
    });
    let words: Vec<Button> = words.collect();
    let screen = words
        .chunks(2)
        .fold(heading(state, attempt, lesson, number).screen(html), |screen, row| screen.row(row.iter().cloned()));
    let back = Token::new(CODE, Verb::Verdict).with(number).at(attempt.step());
    Some(screen.row([Button::press(texts.plain("back", &[]), back)]))
}
