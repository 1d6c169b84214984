//! The stream of one attempt at a quiz.

pub mod facts;
mod state;

pub use facts::{AttemptFact, Carried, ReportReason};
pub use state::{Answer, Attempt, Outcome};
