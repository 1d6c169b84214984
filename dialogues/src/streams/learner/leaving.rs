//! How far somebody is who leaves: asked because they seem to be gone, or by their own wish, until nothing is kept of them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::facts::LearnerFact;

/// What is known of an erasure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Leaving {
    pub stage: Stage,
    /// When all is erased, or since when it is.
    pub due: DateTime<Utc>,
    /// When it was asked for.
    pub since: DateTime<Utc>,
    /// The stream's version with that: tells one request from the next.
    pub request: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Stage {
    /// Without a sign of life, and asked. Learning goes on at once.
    Absent,
    /// Wanted; it may be withdrawn.
    Asked,
    /// Under way, and not to be stopped.
    Begun,
    /// Done.
    Erased,
}

impl Leaving {
    /// With one fact more. `version`: the stream's, with it.
    pub(super) fn evolve(before: Option<Self>, fact: &LearnerFact, version: u32, at: DateTime<Utc>) -> Option<Self> {
        let begins = |stage, due| Some(Self { stage, due, since: at, request: version });
        let on = |stage, due| Some(Self { stage, due, ..before.or_else(|| begins(stage, due))? });
        match fact {
            LearnerFact::InactivityNoticed { due } => begins(Stage::Absent, *due),
            LearnerFact::ErasureRequested { due } => begins(Stage::Asked, *due),
            LearnerFact::LearnerReturned { .. } | LearnerFact::ErasureWithdrawn { .. } => None,
            LearnerFact::ErasureBegun {} => on(Stage::Begun, before.map_or(at, |leaving| leaving.due)),
            LearnerFact::LearnerErased {} => on(Stage::Erased, at),
            _ => before,
        }
    }
}
