//! The stream of one interview.

mod exchange;
pub mod facts;
pub mod run;
pub mod score;
mod second_look;

pub use facts::{EndReason, InterviewFact, Recommendation};
pub use run::InterviewRun;
pub use second_look::SecondLook;
