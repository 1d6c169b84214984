//! What answers tell of a learner's ability and of a question's difficulty: the numbers behind placement. Knows no
//! dialogue. Start at [`estimate`]; [`model`] is the chance of an answer, [`level`] the belief about a learner.

pub(crate) mod difficulty;
pub(crate) mod estimate;
pub(crate) mod level;
pub(crate) mod model;
#[cfg(test)]
mod simulation;

pub use difficulty::{Difficulties, Evidence, Learned};
pub use model::Reply;
