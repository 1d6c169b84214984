//! What people type, taken apart: words and their stems, sentences and clauses, small typos, tokens of code. English
//! and Russian, told apart by script, so that one text may mix them. Knows nothing of questions and rubrics.
//!
//! Start at [`words`] for prose, at [`code_tokens`] for code in prose and at [`swift_tokens`] for code alone.

mod code;
mod phrases;
mod sentences;
mod swift;
mod typo;
mod vocabulary;
mod words;

pub(crate) use code::{CodeToken, SWIFT_KEYWORDS, code_tokens, is_swift_keyword, prose_tokens, same_tokens};
pub(crate) use phrases::{contrasts, phrases_in};
pub(crate) use sentences::{clauses, clauses_of, sentences};
pub(crate) use swift::{Sort, SwiftToken, swift_tokens};
pub(crate) use typo::{is_near, is_typo_of};
pub(crate) use vocabulary::{is_known, synonyms_of};
pub use words::{Word, words};
pub(crate) use words::{fold, stem};

#[cfg(test)]
mod tests;
