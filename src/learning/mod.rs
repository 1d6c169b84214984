//! Where a learner stands in courses and lessons. Decided in `dialogues`; here are the read models. Start at [`progress`].

use std::sync::Arc;

use crate::module::Module;

mod learning_progress;
mod question_difficulty;

pub use learning_progress::queries::{
    Enrolment, MODEL as LEARNING_PROGRESS, ProgressRow, ProgressSummary, activity, enrolments, progress, seconds,
    summary, tested_out,
};
pub use question_difficulty::difficulties;

/// What this context adds to the program.
pub fn module() -> Module {
    Module {
        name: "learning",
        subscriptions: vec![
            Arc::new(learning_progress::LearningProgress),
            Arc::new(question_difficulty::QuestionDifficulty),
        ],
        works: Vec::new(),
    }
}
