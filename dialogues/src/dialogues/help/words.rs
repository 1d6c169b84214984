//! What the buttons and places of this dialogue are called.

use crate::kernel::words::words;

/// Begins the tokens of its buttons.
pub const CODE: &str = "e";

/// The command that leads here.
pub const HELP: &str = "help";

words! {
    /// What it shows.
    pub enum View {
        Help = "help",
    }
}
