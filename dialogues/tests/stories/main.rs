//! The dialogues as a learner goes through them: one test crate, a module per dialogue.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

mod basics;
mod due;
mod kinds;
mod lessons;
mod picks;
mod polls;
mod properties;
mod quizzes;
mod reports;
mod texts;
