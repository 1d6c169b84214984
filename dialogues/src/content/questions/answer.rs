//! What a learner answers, and what that is worth. Stored in the log: variants are added, never changed.

use serde::{Deserialize, Serialize};

/// What a learner answered. Numbers are the author's, from 0, whatever order was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Response {
    /// The chosen options, ascending, without repetition.
    Options(Vec<usize>),
    /// All items in the learner's order; or, for each row of a table, what belongs to it.
    Sequence(Vec<usize>),
    /// The learner's own words, at most [`TEXT_LIMIT`] characters.
    Text(String),
}

/// Characters of a typed answer that are kept.
pub const TEXT_LIMIT: usize = 4000;

/// What an answer is worth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grade {
    /// 0..=1.
    pub score: f64,
    /// Counts as right.
    pub correct: bool,
}

impl Grade {
    /// All or nothing.
    pub const fn whole(correct: bool) -> Self {
        Self { score: if correct { 1.0 } else { 0.0 }, correct }
    }

    /// All, a part of it if the author `pays` for parts, or nothing.
    pub(super) fn parts(right: usize, all: usize, pays: bool) -> Self {
        let correct = right == all;
        Self { score: if pays && all > 0 { right as f64 / all as f64 } else { Self::whole(correct).score }, correct }
    }
}

/// What a message is to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    Answer(Response),
    /// The question is answered by buttons.
    ButtonsOnly,
    /// Nothing that could be an answer: no letter, no digit, no sign.
    Empty,
    /// A part of what has so many lines: the rest may be on its way.
    Part {
        lines: usize,
    },
}
