//! What a rubric makes of an answer.

use std::ops::Range;

/// What became of a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The answer says it, in these words: ranges of bytes in the answer, ascending.
    Hit(Vec<Range<usize>>),
    /// The words are there, and the answer says that it is not so.
    Denied(Vec<Range<usize>>),
    /// The words are there, and the answer says them of something else: what is true of a struct is said of a class.
    Swapped(Vec<Range<usize>>),
    Missed,
}

impl Outcome {
    pub const fn is_hit(&self) -> bool {
        matches!(self, Self::Hit(_))
    }
}

/// What an answer is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// As many as the rubric has points, in its order.
    pub points: Vec<Outcome>,
    /// Weights of the hits by the sum of the positive weights, 0..=1.
    pub share: f64,
    /// Was the share lowered because points are only named in a list of keywords? [`CAP_OF_A_LIST`](super::CAP_OF_A_LIST)
    pub is_list: bool,
}
