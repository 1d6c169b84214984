//! The kind of job that is a moment in a dialogue: it comes back to its learner as an [`Input`].

use chrono::{DateTime, Utc};
use dialogues::input::Input;
use dialogues::kernel::ids::LearnerId;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Job, JobChange, NewJob};

/// The kind.
pub const DUE: &str = "due";

/// What such a job carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The code of the dialogue that waits for the moment.
    pub dialogue: String,
    /// Which moment, in that dialogue's own words.
    pub detail: String,
}

impl JobChange {
    /// At `at`, or moved to it: `Input::Due` for the learner. `key` as in [`NewJob::key`].
    pub fn due(
        key: impl Into<String>,
        learner: LearnerId,
        at: DateTime<Utc>,
        dialogue: &str,
        detail: impl Into<String>,
    ) -> Self {
        let payload = json!({ "dialogue": dialogue, "detail": detail.into() });
        Self::Schedule(NewJob { key: key.into(), kind: DUE, subject: learner.as_uuid(), due_at: at, payload })
    }
}

impl Due {
    /// What the job is about; an error is the job's own, whenever it is tried.
    pub fn of(job: &Job) -> Result<Self, serde_json::Error> {
        Self::deserialize(&job.payload)
    }

    pub fn input(self) -> Input {
        Input::Due { dialogue: self.dialogue, detail: self.detail }
    }
}
