//! A question of an interview that is dealt with, and what was made of the answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::kernel::ids::{AskId, ConceptId, PointId};

/// A question or follow-up that is dealt with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    pub ask: AskId,
    pub follow: Option<AskId>,
    pub concept: ConceptId,
    pub messages: Vec<String>,
    /// 0..=1; none: skipped.
    pub share: Option<f64>,
    pub hits: Vec<PointId>,
    pub missed: Vec<PointId>,
    pub hinted: bool,
    pub seconds: u32,
    /// The learner's words for what a second look has found; none: there was no second look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<BTreeMap<PointId, String>>,
    /// Points that the learner says they made, with the words that they say it by.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub claims: BTreeMap<PointId, String>,
}

impl Exchange {
    /// The whole answer. Its messages are sentences of their own.
    pub fn answer(&self) -> String {
        self.messages.join("\n")
    }

    pub fn question(&self) -> &AskId {
        self.follow.as_ref().unwrap_or(&self.ask)
    }

    pub(super) fn correct(&mut self, share: f64, said: &BTreeMap<PointId, String>, unsaid: &[PointId]) {
        self.share = Some(share);
        self.missed.retain(|point| !said.contains_key(point));
        self.missed.extend(unsaid.iter().filter(|point| self.hits.contains(point)).cloned());
        self.hits.retain(|point| !unsaid.contains(point));
        self.hits.extend(said.keys().cloned());
        self.found = Some(said.clone());
    }
}
