//! What the buttons and places of this dialogue are called.

use crate::kernel::words::words;

/// Begins the tokens of its buttons.
pub const CODE: &str = "c";

/// The command that goes on where the learner stands.
pub const LEARN: &str = "learn";

words! {
    /// What its buttons ask for.
    pub enum Verb {
        /// A course.
        Course = "c",
        /// All there is, or the only course of it.
        List = "l",
        /// A page of a module.
        Module = "m",
    }

    /// What it shows.
    pub enum View {
        Course = "course",
        List = "list",
        Module = "module",
    }
}
