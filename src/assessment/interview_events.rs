//! The facts of an interview as stored events. The stream's id is the interview's.

use dialogues::facts::InterviewFact;
use dialogues::ids::InterviewRunId;

use crate::platform::eventstore::codec::{Codec, CodecError};
use crate::platform::eventstore::{NewEvent, StoredEvent};

pub const AGGREGATE: &str = "interview";

/// Old shapes go into `upcasters`, oldest first.
const CODEC: Codec = Codec { aggregate_type: AGGREGATE, upcasters: &[] };

pub fn encode(run: InterviewRunId, fact: &InterviewFact, version: u32) -> Result<NewEvent, CodecError> {
    CODEC.encode(run.as_uuid(), fact, version)
}

pub fn decode(event: &StoredEvent) -> Result<InterviewFact, CodecError> {
    CODEC.decode(event)
}
