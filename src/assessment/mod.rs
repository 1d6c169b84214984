//! Attempts at quizzes and review sessions: their stored form, and what learners remember. How a quiz or a review goes
//! is decided in `dialogues`.

use std::sync::Arc;

use crate::platform::eventstore::ReadModel;

pub mod events;
pub mod review_events;
mod review_items;

pub use review_items::queries::{NAME as REVIEW_ITEMS, remembered};

/// This context's read models, in alphabetical order.
pub fn read_models() -> Vec<Arc<dyn ReadModel>> {
    vec![Arc::new(review_items::ReviewItems)]
}
