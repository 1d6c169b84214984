//! Facts to events and back. How a kind of stream is written, and which old shapes are still read, its
//! [`Aggregate`] says.

use std::collections::HashSet;
use std::sync::LazyLock;

use dialogues::kernel::ids::LearnerId;
use dialogues::streams::{self, Aggregate, Fact, Recorded, Stored, Unstorable, golden};
use serde::de::{Deserialize, Error};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{NewEvent, StoredEvent};

#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    #[error(transparent)]
    Encode(#[from] Unstorable),
    #[error("event {event_type} (version {version} of {aggregate_type} {stream}) is unreadable: {source}")]
    Decode { event_type: String, aggregate_type: String, stream: Uuid, version: u32, source: serde_json::Error },
}

/// A read model's way to report what it cannot read.
impl From<CodecError> for sqlx::Error {
    fn from(error: CodecError) -> Self {
        Self::Decode(Box::new(error))
    }
}

/// A fact of one of a learner's streams, as the event of that version.
pub fn encode(learner: LearnerId, fact: &Fact, version: u32) -> Result<NewEvent, CodecError> {
    let Stored { kind, stream, event_type, data } = fact.encode(learner)?;
    Ok(NewEvent { stream, aggregate_type: kind, event_type, data, version })
}

/// The facts of a turn.
pub fn encode_all(learner: LearnerId, facts: &[Recorded]) -> Result<Vec<NewEvent>, CodecError> {
    facts.iter().map(|recorded| encode(learner, &recorded.fact, recorded.version)).collect()
}

/// A fact of any stream, also of one that belongs to no learner.
pub fn encode_as<A: Aggregate>(id: A::Id, fact: &A::Fact, version: u32) -> Result<NewEvent, CodecError> {
    let (event_type, data) = A::encode(fact)?;
    Ok(NewEvent { stream: A::stream(id), aggregate_type: A::TYPE, event_type, data, version })
}

/// The fact behind an event, whatever shape it was stored in. The event must be of the kind.
pub fn decode<A: Aggregate>(event: &StoredEvent) -> Result<A::Fact, CodecError> {
    A::decode(&event.event_type, &event.data).map_err(|source| unreadable(event, source))
}

/// The fact behind an event of the kind; none for an event of another one, or one that cannot be read.
pub fn fact_of<A: Aggregate>(event: &StoredEvent) -> Option<A::Fact> {
    (event.aggregate_type == A::TYPE).then(|| decode::<A>(event).ok()).flatten()
}

/// Metadata that every batch of a learner's turn carries: most facts name no learner. More fields may be put beside it.
pub fn metadata(learner: LearnerId) -> Value {
    json!({ "learner": learner })
}

impl StoredEvent {
    /// The learner whose turn stored the event.
    pub fn learner(&self) -> Result<LearnerId, CodecError> {
        let learner =
            self.metadata.get("learner").ok_or_else(|| serde_json::Error::custom("its metadata names no learner"));
        learner.and_then(LearnerId::deserialize).map_err(|source| unreadable(self, source))
    }
}

/// Has a newer program stored it? Its type is none that this one's streams of the kind know; of other kinds only those
/// know who handle them.
pub fn is_newer(event: &StoredEvent) -> bool {
    static KNOWN: LazyLock<HashSet<(String, String)>> = LazyLock::new(|| {
        golden::logs().flat_map(|log| log.events).map(|event| (event.aggregate_type, event.event_type)).collect()
    });
    // The golden log has all that are written today; what was written once is looked at more closely.
    let kind = (event.aggregate_type.clone(), event.event_type.clone());
    !KNOWN.contains(&kind) && streams::knows(&event.aggregate_type, &event.event_type, &event.data) == Some(false)
}

fn unreadable(event: &StoredEvent, source: serde_json::Error) -> CodecError {
    CodecError::Decode {
        event_type: event.event_type.clone(),
        aggregate_type: event.aggregate_type.clone(),
        stream: event.stream,
        version: event.version,
        source,
    }
}
