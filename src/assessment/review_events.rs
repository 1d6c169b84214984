//! The facts of a review session as stored events. The stream's id is the session's.

use dialogues::ids::ReviewId;
use dialogues::review::ReviewFact;

use crate::platform::eventstore::codec::{Codec, CodecError};
use crate::platform::eventstore::{NewEvent, StoredEvent};

pub const AGGREGATE: &str = "review";

/// Old shapes go into `upcasters`, oldest first.
const CODEC: Codec = Codec { aggregate_type: AGGREGATE, upcasters: &[] };

pub fn encode(review: ReviewId, fact: &ReviewFact, version: u32) -> Result<NewEvent, CodecError> {
    CODEC.encode(review.as_uuid(), fact, version)
}

pub fn decode(event: &StoredEvent) -> Result<ReviewFact, CodecError> {
    CODEC.decode(event)
}
