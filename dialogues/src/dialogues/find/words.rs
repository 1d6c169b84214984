//! What the buttons and places of this dialogue are called.

use crate::kernel::words::words;

/// Begins the tokens of its buttons.
pub const CODE: &str = "f";

words! {
    /// What its buttons ask for.
    pub enum Verb {
        /// To where the learner looked before.
        Back = "b",
        Card = "c",
        Concept = "k",
        /// A screen of a lesson.
        Screen = "s",
    }

    /// What it shows.
    pub enum View {
        Card = "card",
        Concept = "concept",
        /// What is kept of the learner, and what can be done about it.
        Data = "data",
        /// What is found about a topic.
        Found = "found",
        /// More about what the learner has just looked at.
        More = "more",
        /// When the bot writes, and how to stop that.
        Silence = "silence",
    }
}
