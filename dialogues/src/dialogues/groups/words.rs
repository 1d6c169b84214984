//! What the buttons and places of this dialogue are called.

use crate::kernel::words::words;

/// Begins the tokens of its buttons.
pub const CODE: &str = "g";

words! {
    /// What its buttons ask for.
    pub enum Verb {
        List = "l",
        /// With the group.
        Share = "s",
        /// With the group.
        Withdraw = "w",
    }

    /// What it shows.
    pub enum View {
        /// With the group.
        Ask = "ask",
        List = "list",
    }
}
