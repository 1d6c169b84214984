//! What a question takes for an answer, whatever its kind: how an answer is tapped, and which ones are answers at all.

use super::answer::Response;
use super::{choice, sequence, typed};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// One of so many options, or several. `may_move`: they may be shown in another order.
    Options { count: usize, many: bool, may_move: bool },
    /// So many items, one after the other.
    Sequence { count: usize },
    /// A message.
    Text,
}

impl Takes {
    /// The order in which options are shown, as the author's numbers. `seed`: none where the author keeps theirs.
    pub fn order(self, seed: Option<u64>) -> Vec<usize> {
        match self {
            Self::Options { count, may_move, .. } => choice::order(count, seed.filter(|_| may_move)),
            Self::Sequence { count } => sequence::order(count, seed),
            Self::Text => Vec::new(),
        }
    }

    /// The answer that a tapped entry stands for.
    pub fn entered(self, order: &[usize], entry: &str) -> Option<Response> {
        match self {
            Self::Options { .. } => choice::entered(entry),
            Self::Sequence { .. } => sequence::entered(order, entry),
            Self::Text => typed::entered(entry),
        }
    }

    /// The entry that stands for an answer; none for what has to be typed.
    pub fn entry(self, order: &[usize], response: &Response) -> Option<String> {
        match self {
            Self::Options { .. } => choice::entry(response),
            Self::Sequence { .. } => sequence::entry(order, response),
            Self::Text => typed::entry(response),
        }
    }

    /// Is it an answer to such a question at all?
    pub fn well_formed(self, response: &Response) -> bool {
        match self {
            Self::Options { count, many, .. } => choice::well_formed(response, count, many),
            Self::Sequence { count } => sequence::well_formed(response, count),
            Self::Text => typed::well_formed(response),
        }
    }
}
