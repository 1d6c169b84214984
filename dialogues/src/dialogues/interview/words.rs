//! What the buttons and places of this dialogue are called.

use crate::kernel::words::words;

/// Begins the tokens of its buttons.
pub const CODE: &str = "i";

words! {
    /// What its buttons ask for.
    pub enum Verb {
        Begin = "b",
        /// To the scorecard; with a number, to that of an earlier interview.
        Card = "c",
        /// I said this.
        Claim = "o",
        /// That's all.
        Done = "d",
        Hint = "h",
        /// All interviews, or the open one.
        List = "l",
        /// The model answer.
        Model = "m",
        /// To what waits.
        Next = "n",
        Pause = "p",
        /// Asks whether to stop.
        Quit = "q",
        Resume = "r",
        Setup = "s",
        Skip = "k",
        Stop = "x",
        Topics = "t",
        /// The feedback on an answer.
        Verdict = "v",
    }

    /// What it shows.
    pub enum View {
        Card = "card",
        Claim = "claim",
        Model = "model",
        /// What was said has arrived; the question stands above.
        Noted = "noted",
        Paused = "paused",
        Question = "question",
        Setup = "setup",
        Start = "start",
        Stop = "stop",
        Topics = "topics",
        Verdict = "verdict",
    }
}
