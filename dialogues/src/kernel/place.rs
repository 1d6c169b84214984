//! Where somebody looks: a dialogue and one of its views.

use serde::{Deserialize, Serialize};

use crate::kernel::token::Step;

/// Where the learner is looking: a dialogue and one of its views. Kept in the session only; its loss shows home.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    pub dialogue: String,
    pub view: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// An answer that was begun and not given, wherever the learner looks meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<Draft>,
}

/// What was tapped of an answer so far.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Draft {
    /// Of the question: it is worth nothing for another one.
    step: Step,
    entry: String,
}

impl Place {
    pub fn new(dialogue: &str, view: impl AsRef<str>) -> Self {
        Self { dialogue: dialogue.to_owned(), view: view.as_ref().to_owned(), detail: None, draft: None }
    }

    #[must_use]
    pub fn with(mut self, detail: impl std::fmt::Display) -> Self {
        self.detail = Some(detail.to_string());
        self
    }

    /// Is it the same view of the same thing, whatever is begun besides?
    pub fn shows(&self, other: &Self) -> bool {
        (&self.dialogue, &self.view, &self.detail) == (&other.dialogue, &other.view, &other.detail)
    }

    /// With the answer that was begun at another place, unless one was begun here.
    #[must_use]
    pub(crate) fn keeping(mut self, other: &Self) -> Self {
        self.draft = self.draft.or_else(|| other.draft.clone());
        self
    }

    /// A question whose detail is what was tapped of it, drawn at a step: keeps that, and has it back after a look at
    /// something else.
    #[must_use]
    pub(crate) fn recalled(mut self, step: Step) -> Self {
        match (&self.detail, &self.draft) {
            (Some(entry), _) => self.draft = Some(Draft { step, entry: entry.clone() }),
            (None, Some(draft)) if draft.step == step => self.detail = Some(draft.entry.clone()),
            (None, _) => {}
        }
        self
    }

    #[must_use]
    pub(crate) fn with_any(self, detail: Option<impl std::fmt::Display>) -> Self {
        match detail {
            Some(detail) => self.with(detail),
            None => self,
        }
    }
}
