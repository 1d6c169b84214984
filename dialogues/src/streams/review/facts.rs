//! What happens in a review session, as stored events of its stream.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::kernel::ids::{LearnerId, LessonId, Revision};
use crate::memory::{ItemId, Memory, Params, Rating, Reason};
use crate::questions::Response;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum ReviewFact {
    ReviewStarted {
        learner: LearnerId,
        /// From 1.
        number: u32,
        /// The learner's local date.
        day: NaiveDate,
        /// Orders the options of questions.
        seed: u64,
        /// The learner's own; none: the defaults.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        params: Option<Params>,
        /// In the order in which they are asked.
        items: Vec<Picked>,
        /// What could be asked today besides.
        more: u32,
        /// The next day on which something else is due; none: there is nothing else.
        next: Option<NaiveDate>,
    },
    /// A card's back or a question's hint was shown.
    ItemRevealed { item: ItemId },
    ItemReviewed {
        item: ItemId,
        rating: Rating,
        /// The learner's local date.
        day: NaiveDate,
        /// The answer to a question; none for cards.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        response: Option<Response>,
        /// What that was worth, 0..=1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        score: Option<f64>,
        seconds: u32,
    },
    ReviewEnded {
        /// Ratings that were given.
        reviewed: u32,
    },
}

/// An item of a session, with what is needed to say why it is asked and what each rating leads to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Picked {
    pub item: ItemId,
    pub reason: Reason,
    /// None: the learner has not met it yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
    /// Of a question's lesson: a question that has changed meanwhile is not asked any more in this session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<Revision>,
}

/// How an answer to a quiz counts as a review of its question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuizReview {
    pub lesson: LessonId,
    pub rating: Rating,
    /// The learner's local date.
    pub day: NaiveDate,
}
