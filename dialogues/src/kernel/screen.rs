//! What a learner sees: a text and its buttons. Knows nothing of how it is drawn.

use serde::{Deserialize, Serialize};

use crate::kernel::markup::Html;
use crate::kernel::poll::Poll;
use crate::kernel::token::Token;

pub use crate::kernel::button::{Button, Target};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Screen {
    pub html: Html,
    /// Rows, the primary action first.
    pub buttons: Vec<Vec<Button>>,
    /// It shall stay in the chat: what comes next gets a message of its own.
    pub keep: bool,
    /// The same as a quiz poll, for a learner who prefers those. Who cannot draw it draws the rest.
    pub poll: Option<Poll>,
    /// Words are waited for as well: a chat has its message field for them, other windows draw one.
    pub entry: Option<Entry>,
    /// The same for whoever can draw more than one text; who cannot draws the rest.
    pub roomy: Option<Roomy>,
}

/// A screen where there is room for its parts: buttons say all that they stand for, and progress is drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roomy {
    pub title: String,
    /// The text, without its heading and without what the buttons say.
    pub html: Html,
    pub progress: Option<Progress>,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub done: usize,
    pub all: usize,
}

/// What may be written while a screen is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Characters that are read, from 1.
    pub limit: usize,
}

/// A word beside the screen: on a press the callback's answer, on a message a line above the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub text: String,
}

/// UTF-16 units of a callback's answer. Source: Bot API, answerCallbackQuery.
pub const NOTICE_LIMIT: usize = 200;

impl Screen {
    pub fn new(html: Html) -> Self {
        Self { html, ..Self::default() }
    }

    /// With what is drawn where there is room.
    #[must_use]
    pub(crate) fn with_room(self, title: &str, html: Html, progress: Option<(usize, usize)>) -> Self {
        let progress = progress.map(|(done, all)| Progress { done, all });
        Self { roomy: Some(Roomy { title: title.to_owned(), html, progress }), ..self }
    }

    #[must_use]
    pub fn row(mut self, buttons: impl IntoIterator<Item = Button>) -> Self {
        let row: Vec<_> = buttons.into_iter().collect();
        if !row.is_empty() {
            self.buttons.push(row);
        }
        self
    }

    /// The tokens of all its buttons.
    pub fn tokens(&self) -> impl Iterator<Item = &Token> {
        self.buttons.iter().flatten().filter_map(|button| match &button.target {
            Target::Press(token) => Some(token),
            Target::MiniApp => None,
        })
    }
}
