//! Attempts at quizzes and interviews: their stored form, and when an interview's time is over. How they go is decided in
//! `dialogues`.

use std::sync::Arc;

use crate::platform::jobs::Policy;

pub mod events;
mod interview_deadlines;
pub mod interview_events;

/// This context's policies, in alphabetical order.
pub fn policies() -> Vec<Arc<dyn Policy>> {
    vec![Arc::new(interview_deadlines::InterviewDeadlines)]
}
