//! Question kinds: what each asks, how its answer is entered, what it is worth, how it is drawn; and, apart from that in
//! `written`, how authors write it. A kind is a folder here and a line in [`kinds!`]: its `mod.rs` implements `Kind` and
//! knows no markdown, its `written.rs` implements `Written`. Knows nothing of quizzes or learners. Start at [`Body`].

/// Hands the list of kinds to a macro: the folder, the type, and the words that begin such a question.
macro_rules! kinds {
    ($with:ident) => {
        $with! {
            fill: Fill ["fill"],
            matching: Matching ["match"],
            multiple: Multiple ["multiple"],
            order: Order ["order"],
            output: Output ["output"],
            single: Single ["single"],
            text: Text ["text"],
            truth: Truth ["true", "false"],
            write: Write ["write"],
        }
    };
}

macro_rules! folders {
    ($($module:ident: $kind:ident [$($keyword:literal),+],)+) => {
        $(mod $module;)+
    };
}

kinds!(folders);

mod answer;
mod body;
mod choice;
mod entry;
mod kind;
mod sequence;
mod takes;
mod telling;
mod typed;
mod wording;
pub(super) mod written;

pub(crate) use answer::Typed;
pub use answer::{Grade, Response, TEXT_LIMIT};
pub use body::Body;
pub use entry::{Act, Asked, Ballot, Choice, Form, Votable};
pub(crate) use telling::tells;
pub use wording::{OptionText, QuestionText};

#[cfg(test)]
mod tests;
