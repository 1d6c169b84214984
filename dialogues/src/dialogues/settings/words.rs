//! What the buttons and places of this dialogue are called.

use crate::kernel::words::words;

/// Begins the tokens of its buttons.
pub const CODE: &str = "s";

words! {
    /// What its buttons ask for.
    pub enum Verb {
        Goal = "g",
        Language = "l",
        Menu = "m",
        SetGoal = "sg",
        SetLanguage = "sl",
        SetPolls = "sp",
    }

    /// What it shows.
    pub enum View {
        Goal = "goal",
        Language = "language",
        Menu = "menu",
    }
}
