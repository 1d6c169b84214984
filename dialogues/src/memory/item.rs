//! What is remembered. A card, a quiz question and a missed interview point are one kind of thing here: they differ in
//! where their text stands and who grades them, not in how they are forgotten.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::schedule::Memory;
use crate::kernel::ids::{ConceptId, LessonId, QuestionId};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ItemKind {
    /// Graded by the learner, with four buttons.
    Card,
    /// A point of a rubric that an answer in an interview missed; graded like a card.
    Point,
    /// A question of a quiz; grades itself, see [`super::rating`].
    Question,
}

/// Names an item for ever: its kind, the lesson or interview that it stands in, and its id there. As text
/// `c:<lesson>:<card>`, `q:<lesson>:<question>` or `p:<interview>:<question>/<point>`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ItemId {
    kind: ItemKind,
    source: String,
    local: String,
}

/// A text that names no item.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0:?} is no item: expected c:, p: or q:, a lesson or interview, a colon, and an id")]
pub struct MalformedItemId(String);

/// An item as the queue looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    pub id: &'a ItemId,
    /// What it is about. Items of one lesson and concept are siblings: one gives the other away.
    pub concept: &'a ConceptId,
    /// None: the learner has not met it yet.
    pub memory: Option<&'a Memory>,
}

impl ItemId {
    pub fn card(lesson: &LessonId, card: &str) -> Self {
        Self { kind: ItemKind::Card, source: lesson.to_string(), local: card.to_owned() }
    }

    pub fn question(lesson: &LessonId, question: &QuestionId) -> Self {
        Self { kind: ItemKind::Question, source: lesson.to_string(), local: question.to_string() }
    }

    /// A point of a question's rubric; `source` is the interview or, for a question of kind `text`, the lesson.
    pub fn point(source: &str, question: &str, point: &str) -> Self {
        Self { kind: ItemKind::Point, source: source.to_owned(), local: format!("{question}/{point}") }
    }

    pub fn kind(&self) -> ItemKind {
        self.kind
    }

    /// The id of the lesson or interview that it stands in.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The card's or question's id there; of a point, the question's and its own with a `/` between.
    pub fn local(&self) -> &str {
        &self.local
    }
}

impl ItemKind {
    const ALL: [Self; 3] = [Self::Card, Self::Point, Self::Question];

    const fn letter(self) -> &'static str {
        match self {
            Self::Card => "c",
            Self::Point => "p",
            Self::Question => "q",
        }
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.kind.letter(), self.source, self.local)
    }
}

impl FromStr for ItemId {
    type Err = MalformedItemId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parsed = || {
            let (letter, rest) = text.split_once(':')?;
            let (source, local) = rest.split_once(':')?;
            let kind = ItemKind::ALL.into_iter().find(|kind| kind.letter() == letter)?;
            let whole = !source.is_empty() && !local.is_empty();
            whole.then(|| Self { kind, source: source.to_owned(), local: local.to_owned() })
        };
        parsed().ok_or_else(|| MalformedItemId(text.to_owned()))
    }
}

impl TryFrom<String> for ItemId {
    type Error = MalformedItemId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ItemId> for String {
    fn from(id: ItemId) -> Self {
        id.to_string()
    }
}
