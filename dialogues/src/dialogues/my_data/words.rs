//! What the buttons and places of this dialogue are called.

use crate::kernel::words::words;

/// Begins the tokens of its buttons.
pub const CODE: &str = "d";

/// The command that leads here, and what a deep link to it carries.
pub const MY_DATA: &str = "mydata";

/// The moment at which somebody is asked who has not been here for long, with the version of their stream.
pub const ABSENT: &str = "absent";

words! {
    /// What its buttons ask for.
    pub enum Verb {
        /// Asks for the first time.
        Ask = "a",
        Erase = "e",
        Export = "x",
        Keep = "k",
        Menu = "m",
        /// Asks for the second time.
        Sure = "s",
    }

    /// What it shows.
    pub enum View {
        Absent = "absent",
        Ask = "ask",
        Leaving = "leaving",
        Menu = "menu",
        Sure = "sure",
    }
}
