//! A learner's facts as stored events, and who caused an event. The stream's id is the learner's.

use dialogues::facts::UserFact;
use dialogues::ids::LearnerId;
use serde::de::{Deserialize, Error};
use serde_json::{Value, json};

use crate::platform::eventstore::codec::{Codec, CodecError};
use crate::platform::eventstore::{NewEvent, StoredEvent};

pub const AGGREGATE: &str = "user";

/// Old shapes go into `upcasters`, oldest first.
const CODEC: Codec = Codec { aggregate_type: AGGREGATE, upcasters: &[] };

pub fn encode(learner: LearnerId, fact: &UserFact, version: u32) -> Result<NewEvent, CodecError> {
    CODEC.encode(learner.as_uuid(), fact, version)
}

pub fn decode(event: &StoredEvent) -> Result<UserFact, CodecError> {
    CODEC.decode(event)
}

/// Metadata that every batch of a learner's turn carries: the facts of a path and an attempt name no learner.
/// More fields may be put beside it.
pub fn metadata(learner: LearnerId) -> Value {
    json!({ "learner": learner })
}

/// The learner whose turn stored the event.
pub fn learner_of(event: &StoredEvent) -> Result<LearnerId, CodecError> {
    let learner =
        event.metadata.get("learner").ok_or_else(|| serde_json::Error::custom("its metadata names no learner"));
    learner.and_then(LearnerId::deserialize).map_err(|source| CodecError::Decode {
        event_type: event.event_type.clone(),
        aggregate_type: event.aggregate_type.clone(),
        stream: event.stream,
        version: event.version,
        source,
    })
}
