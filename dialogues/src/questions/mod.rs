//! Question kinds: how one is written, what answers it, how it is graded. A kind is a folder here and a line in
//! [`kinds!`]. Knows nothing of quizzes, order or learners.

use serde::{Deserialize, Serialize};

mod multiple;
mod single;
mod truth;

/// What a learner answered. Option numbers are the author's, from 0, whatever order was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Response {
    /// The chosen options, ascending, without repetition.
    Options(Vec<usize>),
}

/// What an answer is worth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grade {
    /// 0..=1.
    pub score: f64,
    /// Fully right.
    pub correct: bool,
}

#[derive(Clone, Debug)]
pub enum Body {
    Single(single::Single),
}
