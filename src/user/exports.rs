//! A learner has asked for a copy of all that is kept of them: it is made at once, as a job of whoever has the chats.

use dialogues::streams::learner::ExportTo;
use dialogues::streams::{Aggregate, Learner, LearnerFact};
use serde_json::json;

use crate::platform::eventstore::StoredEvent;
use crate::platform::eventstore::codec::{self, CodecError};
use crate::platform::jobs::{JobChange, NewJob, Policy};

/// The kind of job.
pub const EXPORT: &str = "export";

pub struct Exports;

const NAME: &str = "exports";

impl Policy for Exports {
    fn name(&self) -> &'static str {
        NAME
    }

    fn handles(&self, event: &StoredEvent) -> bool {
        event.aggregate_type == Learner::TYPE && event.event_type == "ExportRequested"
    }

    /// Whoever calls the API has theirs in the answer.
    fn on(&self, event: &StoredEvent) -> Result<Vec<JobChange>, CodecError> {
        let LearnerFact::ExportRequested { to: ExportTo::Chat } = codec::decode::<Learner>(event)? else {
            return Ok(Vec::new());
        };
        let key = format!("{NAME}:{}:{}", event.stream, event.version);
        let (subject, due_at, payload) = (event.stream, event.at, json!({}));
        Ok(vec![JobChange::Schedule(NewJob { key, kind: EXPORT, subject, due_at, payload })])
    }
}
