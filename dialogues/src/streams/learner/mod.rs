//! The stream of a learner: who they are.

pub mod facts;
mod state;

pub use facts::{LearnerFact, ProfileChange};
pub use state::{GOALS, Learner, Streak};
