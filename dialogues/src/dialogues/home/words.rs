//! What the buttons and places of this dialogue are called.

use crate::kernel::words::words;

/// Begins the tokens of its buttons.
pub const CODE: &str = "h";

/// The command that leads here and that deep links carry.
pub const START: &str = "start";

/// The command that frees from wherever one is.
pub const CANCEL: &str = "cancel";

words! {
    /// What its buttons ask for.
    pub enum Verb {
        /// Goes on where the learner stands.
        CarryOn = "c",
        Home = "h",
    }

    /// What it shows.
    pub enum View {
        Home = "home",
        /// After a session was lost.
        Lost = "lost",
    }
}
