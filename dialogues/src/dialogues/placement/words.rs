//! What the buttons and places of this dialogue are called.

use crate::kernel::words::words;

/// Begins the tokens of its buttons.
pub const CODE: &str = "t";

words! {
    /// What its buttons ask for.
    pub enum Verb {
        Answer = "a",
        DontKnow = "d",
        End = "e",
        Intro = "i",
        Resume = "r",
        Start = "s",
        Tick = "t",
    }

    /// What it shows.
    pub enum View {
        Intro = "intro",
        Question = "question",
        Result = "result",
    }
}
