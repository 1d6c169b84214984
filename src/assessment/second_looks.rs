//! A second look at every answer of an interview that was scored, as a job: it survives restarts. Whether anybody looks,
//! and what comes of it, is decided when it is due.

use dialogues::kernel::ids::{AskId, InterviewRunId, LearnerId};
use dialogues::streams::InterviewFact;
use dialogues::streams::{Aggregate, InterviewRun};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::platform::eventstore::StoredEvent;
use crate::platform::eventstore::codec::{self, CodecError};
use crate::platform::jobs::{Job, JobChange, NewJob, Policy};

/// The kind of its jobs. They end in a chat, so that the role `bot` does them.
pub const LOOK: &str = "look";

const NAME: &str = "second_looks";

pub struct SecondLooks;

/// Which answer is to be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub run: InterviewRunId,
    pub ask: AskId,
    /// The follow-up that it answers; none: the question itself.
    pub follow: Option<AskId>,
}

impl Policy for SecondLooks {
    fn name(&self) -> &'static str {
        NAME
    }

    fn handles(&self, event: &StoredEvent) -> bool {
        event.aggregate_type == InterviewRun::TYPE && event.event_type == "AnswerScored"
    }

    fn on(&self, event: &StoredEvent) -> Result<Vec<JobChange>, CodecError> {
        let InterviewFact::AnswerScored { ask, follow, .. } = codec::decode::<InterviewRun>(event)? else {
            return Ok(Vec::new());
        };
        let payload = json!(Answer { run: InterviewRunId::from_uuid(event.stream), ask, follow });
        let (key, subject) = (format!("{NAME}:{}:{}", event.stream, event.version), event.learner()?.as_uuid());
        Ok(vec![JobChange::Schedule(NewJob { key, kind: LOOK, subject, due_at: event.at, payload })])
    }
}

impl Answer {
    /// Whose answer the job is about, and which; an error is the job's own, whenever it is tried.
    pub fn of(job: &Job) -> Result<(LearnerId, Self), serde_json::Error> {
        Ok((LearnerId::from_uuid(job.subject), Self::deserialize(&job.payload)?))
    }
}

#[cfg(test)]
mod tests;
