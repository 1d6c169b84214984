//! What the buttons and places of this dialogue are called.

use crate::kernel::words::words;

/// Begins the tokens of its buttons.
pub const CODE: &str = "p";

words! {
    /// What its buttons ask for.
    pub enum Verb {
        Progress = "p",
    }

    /// What it shows.
    pub enum View {
        Progress = "progress",
    }
}
