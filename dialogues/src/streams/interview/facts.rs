//! What happens in an interview: the facts of its own stream. What the learner's path keeps of it stands in
//! [`crate::streams::PathFact`].

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::catalogue::Level;
use crate::kernel::ids::{AskId, ConceptId, CourseId, InterviewId, LearnerId, PointId, Revision};
use crate::kernel::locale::Locale;
use crate::streams::path::mastery::ConceptScore;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum InterviewFact {
    InterviewStarted {
        learner: LearnerId,
        course: CourseId,
        interview: InterviewId,
        /// The content that this interview is pinned to.
        revision: Revision,
        level: Level,
        /// What the learner chose to be asked about.
        topics: Vec<ConceptId>,
        /// 10, 20 or 40.
        minutes: u32,
        /// The language that it is held in.
        locale: Locale,
        /// From 1.
        number: u32,
        seed: u64,
        /// What will be asked, in this order.
        asks: Vec<AskId>,
        started_at: DateTime<Utc>,
        deadline: DateTime<Utc>,
    },
    /// A part of the answer to the current question; an answer may be many messages.
    MessageAdded {
        text: String,
    },
    HintRevealed {
        /// The question or follow-up.
        question: AskId,
    },
    QuestionSkipped {
        interview: InterviewId,
        ask: AskId,
        /// The follow-up that was skipped; none: the question itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        follow: Option<AskId>,
        concept: ConceptId,
        /// All points that say something right: none of them was heard.
        missed: Vec<PointId>,
        seconds: u32,
        /// The learner's local date.
        day: NaiveDate,
    },
    AnswerScored {
        /// Names the missed points in full, without a look at the beginning of the stream.
        interview: InterviewId,
        ask: AskId,
        /// The follow-up that was answered; none: the question itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        follow: Option<AskId>,
        concept: ConceptId,
        /// 0..=1.
        share: f64,
        /// Points that were said, also wrong claims.
        hits: Vec<PointId>,
        /// Points that say something right and were not heard.
        missed: Vec<PointId>,
        seconds: u32,
        /// The learner's local date.
        day: NaiveDate,
    },
    /// Somebody else, a language model, has looked at an answer that was scored, within the bounds that its rubric gives.
    AnswerReviewed {
        interview: InterviewId,
        /// The number of the exchange, from 0.
        exchange: usize,
        ask: AskId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        follow: Option<AskId>,
        /// 0..=1, in the place of the one before.
        share: f64,
        /// Points that were said all the same, with the learner's words.
        said: BTreeMap<PointId, String>,
        /// Points that were not said after all.
        unsaid: Vec<PointId>,
        /// The learner's local date.
        day: NaiveDate,
    },
    /// The learner says that they made a point which was not found. It changes no score.
    PointClaimed {
        interview: InterviewId,
        /// The content that the answer was scored by.
        revision: Revision,
        /// The number of the exchange, from 0.
        exchange: usize,
        ask: AskId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        follow: Option<AskId>,
        point: PointId,
        /// The learner's own words that they say it by.
        words: String,
    },
    FollowUpAsked {
        ask: AskId,
        follow: AskId,
    },
    InterviewPaused {
        /// The one that no longer holds.
        deadline: DateTime<Utc>,
    },
    InterviewResumed {
        /// The new one: later by the pause.
        deadline: DateTime<Utc>,
    },
    InterviewCompleted {
        /// 0..=1.
        share: f64,
        per_topic: BTreeMap<ConceptId, ConceptScore>,
        recommendation: Recommendation,
        reason: EndReason,
    },
}

/// What an interviewer would tell the team, see [`super::score::recommend`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Recommendation {
    Hire,
    Lean,
    NotYet,
    /// Too little was answered to say anything.
    TooLittle,
}

/// Why an interview is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum EndReason {
    Done,
    TimeUp,
    /// By the learner, or because its questions are lost.
    Stopped,
}
