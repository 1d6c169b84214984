//! An interview simulation: one question at a time, answered in as many messages as the learner likes, scored against
//! the author's rubric, within a time. Start at [`run::InterviewRun`].

pub mod facts;
pub mod history;
pub mod run;

/// Begins the tokens of its buttons.
pub const CODE: &str = "i";
