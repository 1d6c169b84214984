//! Attempts at quizzes, interviews and review sessions: when an interview's time is over, and what learners remember. How
//! they go is decided in `dialogues`.

use std::sync::Arc;

use crate::module::Module;
use crate::platform::jobs::Acting;

mod interview_deadlines;
mod parameter_fits;
mod review_items;
mod second_looks;

pub use review_items::queries::{MODEL as REVIEW_ITEMS, remembered};
pub use second_looks::{Answer, LOOK};

/// What this context adds to the program.
pub fn module() -> Module {
    Module {
        name: "assessment",
        subscriptions: vec![
            Arc::new(Acting(interview_deadlines::InterviewDeadlines)),
            Arc::new(Acting(parameter_fits::ParameterFits)),
            Arc::new(review_items::ReviewItems),
            Arc::new(Acting(second_looks::SecondLooks)),
        ],
        works: vec![parameter_fits::FIT],
    }
}
