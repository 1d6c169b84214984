//! Words of the API that stand for ours. They are the clients': a new one of ours does not become theirs unnoticed.

use dialogues::catalogue;
use dialogues::dialogues::progression::Standing;
use dialogues::streams;
use serde::Serialize;
use utoipa::ToSchema;

/// Whom something is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Level {
    Junior,
    Middle,
    Senior,
}

/// How a lesson stands for a learner. `testedOut`: they know it without having read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum LessonState {
    Locked,
    Open,
    Started,
    TestedOut,
    Completed,
}

/// What an interviewer would tell the team. `tooLittle`: too little was answered to say anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Recommendation {
    Hire,
    Lean,
    NotYet,
    TooLittle,
}

/// Where the learner goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum CurrentKind {
    Lesson,
    Quiz,
}

impl From<catalogue::Level> for Level {
    fn from(level: catalogue::Level) -> Self {
        match level {
            catalogue::Level::Junior => Self::Junior,
            catalogue::Level::Middle => Self::Middle,
            catalogue::Level::Senior => Self::Senior,
        }
    }
}

impl From<Standing> for LessonState {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Locked => Self::Locked,
            Standing::Open => Self::Open,
            Standing::Started => Self::Started,
            Standing::TestedOut => Self::TestedOut,
            Standing::Completed => Self::Completed,
        }
    }
}

impl From<streams::Recommendation> for Recommendation {
    fn from(recommendation: streams::Recommendation) -> Self {
        match recommendation {
            streams::Recommendation::Hire => Self::Hire,
            streams::Recommendation::Lean => Self::Lean,
            streams::Recommendation::NotYet => Self::NotYet,
            streams::Recommendation::TooLittle => Self::TooLittle,
        }
    }
}
