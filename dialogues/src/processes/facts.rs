//! What happens to a process. Events of its stream.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::plan::PlannedStep;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum ProcessFact {
    ProcessStarted {
        kind: String,
        /// Tells it from others of its kind.
        key: String,
        /// Whom it is about.
        subject: Uuid,
        steps: Vec<PlannedStep>,
        /// Whoever has not come to the point of no return by then goes back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deadline: Option<DateTime<Utc>>,
    },
    StepDone {
        step: String,
        /// How much it was, in the step's own unit.
        #[serde(default)]
        count: u64,
    },
    /// It may not be done, and nothing of it was.
    StepRefused {
        step: String,
        why: String,
    },
    /// Its tries are exhausted, or the deadline has come; perhaps it was done in part.
    StepGaveUp {
        step: String,
        why: String,
    },
    /// It was taken back.
    Compensated {
        step: String,
    },
    /// It could not be taken back, and is put aside for somebody to look at.
    CompensationParked {
        step: String,
        why: String,
    },
    ProcessEnded {
        outcome: Outcome,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    Done,
    TakenBack,
}
