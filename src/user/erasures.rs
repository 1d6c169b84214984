//! When the erasure of a learner begins, as a job: at the end of the grace that they have to change their mind, or of the
//! time in which somebody who was away might have answered. What it does, `privacy::erasure` says.

use dialogues::streams::{Aggregate, Learner, LearnerFact};
use uuid::Uuid;

use crate::platform::eventstore::StoredEvent;
use crate::platform::eventstore::codec::{self, CodecError};
use crate::platform::jobs::{JobChange, Policy};
use crate::platform::processes;

/// The kind of process.
pub const ERASURE: &str = "erasure";

/// The key of the process that a request leads to. `request`: the version of the learner's stream with it.
pub fn erasure_key(learner: Uuid, request: u32) -> String {
    format!("{learner}:{request}")
}

pub struct Erasures;

pub const NAME: &str = "erasures";

impl Policy for Erasures {
    fn name(&self) -> &'static str {
        NAME
    }

    fn handles(&self, event: &StoredEvent) -> bool {
        event.aggregate_type == Learner::TYPE
            && ["ErasureRequested", "ErasureWithdrawn", "InactivityNoticed", "LearnerReturned"]
                .contains(&event.event_type.as_str())
    }

    /// Whoever withdraws in time has it not begin; what has begun meanwhile finds it withdrawn.
    fn on(&self, event: &StoredEvent) -> Result<Vec<JobChange>, CodecError> {
        let learner = event.stream;
        Ok(match codec::decode::<Learner>(event)? {
            LearnerFact::ErasureRequested { due } | LearnerFact::InactivityNoticed { due } => {
                let key = erasure_key(learner, event.version);
                vec![JobChange::Schedule(processes::start(ERASURE, &key, learner, due))]
            }
            LearnerFact::ErasureWithdrawn { request } | LearnerFact::LearnerReturned { request } => {
                vec![JobChange::Cancel { key: processes::start_key(ERASURE, &erasure_key(learner, request)) }]
            }
            _ => Vec::new(),
        })
    }
}
