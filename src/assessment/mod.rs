//! Attempts at quizzes, interviews and review sessions: when an interview's time is over, and what learners remember. How
//! they go is decided in `dialogues`.

use std::sync::Arc;

use crate::module::Module;
use crate::platform::jobs::Acting;

mod interview_deadlines;
mod parameter_fits;
mod review_items;

pub use review_items::queries::{NAME as REVIEW_ITEMS, remembered};

/// What this context adds to the program.
pub fn module() -> Module {
    Module {
        name: "assessment",
        subscriptions: vec![
            Arc::new(Acting(interview_deadlines::InterviewDeadlines)),
            Arc::new(Acting(parameter_fits::ParameterFits)),
            Arc::new(review_items::ReviewItems),
        ],
        works: vec![parameter_fits::FIT],
    }
}
