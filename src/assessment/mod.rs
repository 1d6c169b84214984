//! Attempts at quizzes, interviews and review sessions: their stored form, when an interview's time is over, and what
//! learners remember. How they go is decided in `dialogues`.

use std::sync::Arc;

use crate::platform::eventstore::ReadModel;
use crate::platform::jobs::Policy;

mod interview_deadlines;
mod parameter_fits;
mod review_items;

pub use parameter_fits::{FIT, Fits};
pub use review_items::queries::{NAME as REVIEW_ITEMS, remembered};

/// This context's read models, in alphabetical order.
pub fn read_models() -> Vec<Arc<dyn ReadModel>> {
    vec![Arc::new(review_items::ReviewItems)]
}

/// This context's policies, in alphabetical order.
pub fn policies() -> Vec<Arc<dyn Policy>> {
    vec![Arc::new(interview_deadlines::InterviewDeadlines), Arc::new(parameter_fits::ParameterFits)]
}
