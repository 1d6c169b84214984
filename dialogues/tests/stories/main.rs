//! The dialogues as a learner goes through them: one test crate, a module per dialogue.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod candidates;
mod catalogues;
mod support;

mod access;
mod basics;
mod bounds;
mod days;
mod devices;
mod due;
mod finding;
mod flights;
mod groups;
mod interview_content;
mod interview_walks;
mod interviews;
mod kinds;
mod lessons;
mod my_data;
mod objections;
mod picks;
mod placement;
mod polls;
mod properties;
mod quizzes;
mod reports;
mod reviews;
mod second_looks;
mod team;
mod texts;
mod windows;
mod writing;
mod zones;
