//! Where somebody looks: a dialogue and one of its views.

use serde::{Deserialize, Serialize};

/// Where the learner is looking: a dialogue and one of its views. Kept in the session only; its loss shows home.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub dialogue: String,
    pub view: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Place {
    pub fn new(dialogue: &str, view: impl AsRef<str>) -> Self {
        Self { dialogue: dialogue.to_owned(), view: view.as_ref().to_owned(), detail: None }
    }

    #[must_use]
    pub fn with(mut self, detail: impl std::fmt::Display) -> Self {
        self.detail = Some(detail.to_string());
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
