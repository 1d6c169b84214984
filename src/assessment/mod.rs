//! Attempts at quizzes: their stored form. How a quiz goes is decided in `dialogues`.

pub mod events;
