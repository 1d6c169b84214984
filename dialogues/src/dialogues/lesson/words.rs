//! What the buttons and places of this dialogue are called.

use crate::kernel::words::words;

/// Begins the tokens of its buttons.
pub const CODE: &str = "l";

words! {
    /// What its buttons ask for.
    pub enum Verb {
        Finish = "f",
        /// To a screen.
        Go = "g",
        Open = "o",
    }

    /// What it shows.
    pub enum View {
        Done = "done",
        Locked = "locked",
        Read = "read",
    }
}
