//! What the buttons and places of this dialogue are called.

use crate::kernel::words::words;

/// Begins the tokens of its buttons.
pub const CODE: &str = "o";

words! {
    /// What its buttons ask for.
    pub enum Verb {
        Goal = "g",
        Language = "i",
        Level = "l",
    }

    /// What it shows.
    pub enum View {
        Welcome = "welcome",
    }
}
