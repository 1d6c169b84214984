//! How a question is shown and tapped: the form under it, and the letters that stand for long texts.

use super::wording::{OptionText, QuestionText};
use crate::kernel::markup::Html;
use crate::kernel::texts::Texts;

pub use crate::kernel::poll::{Ballot, Votable};

/// A question as one learner sees it in one attempt.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    pub text: &'a QuestionText,
    pub texts: &'a Texts,
    /// The author's numbers in the order shown.
    pub order: Vec<usize>,
    /// Does a letter stand for each text? Not where the buttons say it all.
    pub lettered: bool,
}

/// What stands under a question and on its buttons.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    pub html: Html,
    /// The same where the buttons say all that they stand for.
    pub brief: Html,
    pub rows: Vec<Vec<Choice>>,
    /// What has been tapped so far, for buttons that must keep it.
    pub entry: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub label: String,
    /// All that it stands for, if the label is a letter.
    pub says: Option<Html>,
    /// Of something to be ticked: is it ticked?
    pub pressed: Option<bool>,
    pub act: Act,
    /// Travels in the button: at most 16 bytes of `0-9` and `-`.
    pub entry: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The entry is the answer.
    Answer,
    /// The entry so far: nothing is answered yet.
    Tap,
}

impl Choice {
    pub(super) fn answer(label: impl Into<String>, entry: impl Into<String>) -> Self {
        Self { label: label.into(), says: None, pressed: None, act: Act::Answer, entry: entry.into() }
    }

    pub(super) fn tap(label: impl Into<String>, entry: impl Into<String>) -> Self {
        Self { act: Act::Tap, ..Self::answer(label, entry) }
    }

    /// With all that its letter stands for.
    pub(super) fn saying(self, says: Option<Html>) -> Self {
        Self { says, ..self }
    }
}

impl Asked<'_> {
    /// The text of an author's number; none where a translation has fewer.
    pub(super) fn option(&self, number: usize) -> Option<&OptionText> {
        self.text.options.get(number)
    }

    /// The letter of a position, if there are letters.
    pub(super) fn letter_at(&self, shown: usize) -> String {
        if self.lettered { letter(shown) } else { String::new() }
    }

    /// The letter under which an author's number is shown.
    pub(super) fn letter(&self, number: usize) -> String {
        let shown = self.order.iter().position(|other| *other == number);
        shown.map_or_else(|| "?".to_owned(), letter)
    }
}

/// The letter of a position, from 0: what stands on a button where the text is too long for it.
pub(super) fn letter(shown: usize) -> String {
    char::from(b'A' + (shown as u8).min(25)).to_string()
}

/// `A. text`, or without the letter.
pub(super) fn line(letter: &str, text: &Html) -> Html {
    let mut line = Html::new();
    if !letter.is_empty() {
        line.push(&Html::bold(&Html::text(&format!("{letter}."))));
        line.push(&Html::text(" "));
    }
    line.push(text);
    line
}
