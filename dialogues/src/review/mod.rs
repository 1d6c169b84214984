//! Spaced review: cards and quiz questions come back when they are about to be forgotten. When that is, [`crate::memory`]
//! knows; here is the session that asks. Start at [`ReviewFact`] and its fold, [`Review`].

mod facts;
mod remember;
mod state;

pub use facts::{Memories, Picked, QuizReview, ReviewFact};
pub use remember::{rating_of_answer, rating_of_score, remember};
pub use state::{Last, Review};
