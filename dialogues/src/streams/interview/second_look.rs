//! What somebody else, a language model, has found in an answer that was scored.

use crate::kernel::ids::{InterviewRunId, PointId};

/// What a second look has come to.
#[derive(Clone, Debug, PartialEq)]
pub struct SecondLook {
    pub run: InterviewRunId,
    /// The number of the exchange, from 0.
    pub exchange: usize,
    /// 0..=1.
    pub share: f64,
    /// Points that were said all the same, with the learner's words.
    pub said: Vec<(PointId, String)>,
    /// Points that were not said after all.
    pub unsaid: Vec<PointId>,
}
