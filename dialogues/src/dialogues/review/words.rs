//! What the buttons and places of this dialogue are called.

use crate::kernel::words::words;

/// Begins the tokens of its buttons.
pub const CODE: &str = "r";

/// The command that begins or goes on.
pub const COMMAND: &str = "review";

words! {
    /// What its buttons ask for.
    pub enum Verb {
        Answer = "a",
        /// Reviews a day.
        Cap = "pc",
        /// To the date to be ready on.
        Date = "pd",
        SetDate = "sd",
        SetVacation = "sv",
        /// The learner's own rating.
        Grade = "g",
        Hint = "h",
        /// To the item that waits.
        Next = "n",
        Start = "s",
        Tick = "t",
        /// Shows the answer.
        Turn = "v",
        /// To the vacation.
        Vacation = "pv",
        Why = "w",
        Wishes = "pm",
    }

    /// What it shows.
    pub enum View {
        End = "end",
        Item = "item",
        Nothing = "nothing",
        Verdict = "verdict",
        Why = "why",
        Wishes = "wishes",
        Date = "date",
        Vacation = "vacation",
    }
}
