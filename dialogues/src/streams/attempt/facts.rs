//! What happens in an attempt at a quiz. Events of its own stream.

use serde::{Deserialize, Serialize};

use crate::kernel::ids::{CourseId, LearnerId, LessonId, QuestionId, Revision};
use crate::questions::Response;
use crate::streams::review::facts::QuizReview;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum AttemptFact {
    AssessmentStarted {
        learner: LearnerId,
        course: CourseId,
        lesson: LessonId,
        /// The content that this attempt is pinned to.
        revision: Revision,
        number: u32,
        /// Orders the options.
        seed: u64,
        questions: Vec<QuestionId>,
        /// Points brought from the attempt whose missed questions are retried, and out of how many.
        #[serde(default)]
        carried: Carried,
        /// Share of the points that passes, 0..=1.
        pass: f64,
    },
    HintRevealed {
        question: QuestionId,
    },
    AnswerSubmitted {
        question: QuestionId,
        response: Response,
        /// 0..=1.
        score: f64,
        correct: bool,
        seconds: u32,
        /// What it says of the learner's memory; none in answers from before this was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        review: Option<QuizReview>,
    },
    AssessmentCompleted {
        /// 0..=1.
        score: f64,
        passed: bool,
    },
    /// The learner says that something is wrong with a question. Once for each question of an attempt, also after its
    /// end; counts for nothing else.
    QuestionReported {
        question: QuestionId,
        /// The content that the question was asked from.
        revision: Option<Revision>,
        /// The learner's answer to it.
        response: Option<Response>,
        reason: ReportReason,
    },
}

/// What may be wrong with a question, in a learner's eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ReportReason {
    /// What counts as right is wrong.
    Wrong,
    /// It can be understood in more than one way.
    Unclear,
    Typo,
    /// It was right once.
    Outdated,
}

/// Points that a retry of missed questions starts from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Carried {
    pub points: f64,
    pub questions: u32,
}
