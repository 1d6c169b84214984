//! What the buttons and places of this dialogue are called.

use crate::kernel::words::words;

/// Begins the tokens of its buttons.
pub const CODE: &str = "q";

words! {
    /// What its buttons ask for.
    pub enum Verb {
        Answer = "a",
        /// To the result.
        End = "e",
        Hint = "h",
        /// To the question that waits.
        Next = "n",
        /// Something is wrong with a question.
        Report = "p",
        /// What it is.
        ReportReason = "w",
        /// What was missed.
        Retry = "r",
        Start = "s",
        Tick = "t",
        /// Back to a verdict.
        Verdict = "v",
    }

    /// What it shows.
    pub enum View {
        Question = "question",
        Report = "report",
        Result = "result",
        Verdict = "verdict",
    }
}
