//! What learners have done in a run, in the log's words, and their own where it says nothing: a sample that leaves something out proves nothing of it.

use std::collections::BTreeSet;

use super::material::Material;
use super::outcome::Event;
use super::person::Account;
use super::product::QUESTION_KINDS;

/// An answer in a quiz by a vote whose verdict was seen. The log does not tell it from a press.
pub const VOTE: &str = "quiz vote";
/// Something was written in a group: of that the log says nothing.
pub const GROUP: &str = "group message";

/// What every sample must have in it besides a quiz question of every kind, in alphabetical order.
const WANTED: [&str; 14] = [
    "erasure",
    GROUP,
    "interview answer",
    "interview follow-up",
    "interview hint",
    "interview objection",
    "interview pause",
    "interview skip",
    "interview stop",
    "placement",
    "quiz hint",
    VOTE,
    "review of cards",
    "review of questions",
];

/// What was done.
pub fn of(log: &[Event], accounts: &[Account], material: &Material) -> BTreeSet<String> {
    let besides = accounts.iter().flat_map(|account| &account.besides).map(|done| (*done).to_owned());
    log.iter().filter_map(|event| done(event, material)).chain(besides).collect()
}

/// What was not done.
pub fn missing(done: &BTreeSet<String>) -> Vec<String> {
    let quizzes = QUESTION_KINDS.iter().map(|kind| format!("quiz {kind}"));
    let wanted = WANTED.into_iter().map(str::to_owned).chain(quizzes);
    wanted.filter(|wanted| !done.contains(wanted)).collect()
}

fn done(event: &Event, material: &Material) -> Option<String> {
    let data = &event.event_data;
    let is_interview = event.aggregate_type.contains("interview");
    let words = match event.event_type.as_str() {
        "AnswerScored" => "interview answer",
        "AnswerSubmitted" => {
            let lesson = data["review"]["lesson"].as_str()?;
            let kind = material.kind(lesson, data["question"].as_str()?)?;
            return Some(format!("quiz {kind}"));
        }
        "FollowUpAsked" => "interview follow-up",
        "HintRevealed" if is_interview => "interview hint",
        "HintRevealed" => "quiz hint",
        "InterviewCompleted" if data["reason"] == "stopped" => "interview stop",
        "InterviewPaused" => "interview pause",
        "LearnerErased" => "erasure",
        "ItemReviewed" if data.get("score").is_some() => "review of questions",
        "ItemReviewed" => "review of cards",
        "PlacementFinished" => "placement",
        "PointClaimed" => "interview objection",
        "QuestionSkipped" => "interview skip",
        _ => return None,
    };
    Some(words.to_owned())
}
