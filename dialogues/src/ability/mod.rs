//! What answers tell of a learner's ability and of a question's difficulty: the numbers behind placement. Knows no
//! dialogue. Start at [`estimate`]; [`model`] is the chance of an answer, [`level`] the belief about a learner.

pub mod difficulty;
pub mod estimate;
pub mod level;
pub mod model;
#[cfg(test)]
mod simulation;

pub use difficulty::{Difficulties, Evidence, Learned};
pub use model::Reply;
