//! The stream of one review session.

pub mod facts;
pub mod remember;
pub mod state;

pub use facts::{Picked, QuizReview, ReviewFact};
pub use state::{Last, Review};
