//! What the buttons and places of this dialogue are called.

use crate::kernel::words::words;

/// Begins the tokens of its buttons.
pub const CODE: &str = "tm";

/// The command that leads here.
pub const TEAM: &str = "team";

words! {
    /// What its buttons ask for.
    pub enum Verb {
        /// To give somebody a role.
        Add = "a",
        /// Whether to take the role of that number.
        Ask = "q",
        /// With the learner's id.
        Author = "c",
        List = "l",
        /// With the learner's id.
        Member = "m",
        /// With the learner's id.
        Mentor = "g",
        /// With the learner's id.
        Operator = "o",
        /// With the role's number.
        Revoke = "r",
    }

    /// What it shows.
    pub enum View {
        Add = "add",
        /// With the role's number.
        Ask = "ask",
        /// With the learner's id; waits for courses.
        Author = "author",
        List = "list",
        /// With the learner's id.
        Member = "member",
        /// With the learner's id; waits for a group.
        Mentor = "mentor",
    }
}
