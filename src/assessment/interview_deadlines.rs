//! The end of an interview's time, as a job: survives restarts, moves with pauses. Whether the moment counts is decided
//! by the interview's own state.

use dialogues::dialogues::interview;
use dialogues::streams::InterviewFact;
use dialogues::streams::{Aggregate, InterviewRun};

use crate::platform::eventstore::StoredEvent;
use crate::platform::eventstore::codec::{self, CodecError};
use crate::platform::jobs::{JobChange, Policy};

pub struct InterviewDeadlines;

const NAME: &str = "interview_deadlines";

impl Policy for InterviewDeadlines {
    fn name(&self) -> &'static str {
        NAME
    }

    fn handles(&self, event: &StoredEvent) -> bool {
        event.aggregate_type == InterviewRun::TYPE
            && ["InterviewStarted", "InterviewPaused", "InterviewResumed"].contains(&event.event_type.as_str())
    }

    /// Each deadline is a job of its own: one that has run meanwhile must not stand in the way of the next. What is left
    /// of an interview that ended early comes to a dialogue that no longer waits for it.
    fn on(&self, event: &StoredEvent) -> Result<Vec<JobChange>, CodecError> {
        let key = |deadline: &chrono::DateTime<chrono::Utc>| {
            format!("{NAME}:{}:{}", event.stream, deadline.timestamp_millis())
        };
        Ok(match codec::decode::<InterviewRun>(event)? {
            InterviewFact::InterviewStarted { deadline, .. } | InterviewFact::InterviewResumed { deadline } => {
                let learner = event.learner()?;
                let detail = event.stream.to_string();
                vec![JobChange::due(key(&deadline), learner, deadline, interview::CODE, detail)]
            }
            InterviewFact::InterviewPaused { deadline } => vec![JobChange::Cancel { key: key(&deadline) }],
            _ => Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests;
