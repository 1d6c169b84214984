//! Where a learner stands in courses and lessons. Decided in `dialogues`; here are the stored form of a path and the
//! read models. Start at [`progress`].

use std::sync::Arc;

use crate::platform::eventstore::ReadModel;

mod learning_progress;
mod question_difficulty;

pub use learning_progress::queries::{
    Enrolment, ProgressRow, ProgressSummary, activity, enrolments, progress, summary, tested_out,
};
pub use question_difficulty::difficulties;

/// This context's read models, in alphabetical order.
pub fn read_models() -> Vec<Arc<dyn ReadModel>> {
    vec![Arc::new(learning_progress::LearningProgress), Arc::new(question_difficulty::QuestionDifficulty)]
}
