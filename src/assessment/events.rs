//! The facts of an attempt as stored events. The stream's id is the attempt's.

use dialogues::facts::AssessmentFact;
use dialogues::ids::AttemptId;

use crate::platform::eventstore::codec::{Codec, CodecError};
use crate::platform::eventstore::{NewEvent, StoredEvent};

pub const AGGREGATE: &str = "assessment";

/// Old shapes go into `upcasters`, oldest first.
const CODEC: Codec = Codec { aggregate_type: AGGREGATE, upcasters: &[] };

pub fn encode(attempt: AttemptId, fact: &AssessmentFact, version: u32) -> Result<NewEvent, CodecError> {
    CODEC.encode(attempt.as_uuid(), fact, version)
}

pub fn decode(event: &StoredEvent) -> Result<AssessmentFact, CodecError> {
    CODEC.decode(event)
}
