//! The facts of a learner's path as stored events. The stream's id follows from the learner's; whose it is stands in
//! the event's metadata, see [`crate::user::events::metadata`].

use dialogues::facts::LearningFact;
use dialogues::ids::LearnerId;

use crate::platform::eventstore::codec::{Codec, CodecError};
use crate::platform::eventstore::{NewEvent, StoredEvent};

pub const AGGREGATE: &str = "learning_path";

/// Old shapes go into `upcasters`, oldest first.
const CODEC: Codec = Codec { aggregate_type: AGGREGATE, upcasters: &[] };

pub fn encode(learner: LearnerId, fact: &LearningFact, version: u32) -> Result<NewEvent, CodecError> {
    CODEC.encode(learner.path_stream(), fact, version)
}

pub fn decode(event: &StoredEvent) -> Result<LearningFact, CodecError> {
    CODEC.decode(event)
}
