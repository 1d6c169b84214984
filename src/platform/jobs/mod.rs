//! What is to happen at its time: a policy schedules it when an event says so, and whoever can do it does it, once it is
//! due. Knows no context and does nothing itself.
//!
//! Start at [`Policy`] to schedule, at [`Work`] to do, and at [`run`] for how one of them gets to the other.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

mod change;
mod due;
mod overview;
mod policy;
mod queue;
mod run;
#[cfg(test)]
mod tests;

pub use change::{JobChange, NewJob};
pub use due::{DUE, Due};
pub use overview::{OVERDUE, Overview, overview, watch};
pub use policy::{Acting, Policy};
pub use queue::{RETRY, purge};
pub use run::{FINISH, Failure, Kind, Work, run};

/// What dead letters of jobs name as their source; their keys are [`Job::name`]s.
pub const SOURCE: &str = "jobs";

/// A job that somebody is at.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Job {
    /// Of this schedule of the job: another one, once it is moved.
    pub id: i64,
    pub key: String,
    pub kind: String,
    /// Whom it is for: a learner's id.
    pub subject: Uuid,
    pub payload: Value,
    pub due_at: DateTime<Utc>,
    /// Times that it was taken, with this one: from 1.
    pub attempts: i32,
}

impl Job {
    /// The same at every try of this schedule, and no other's: what is stored under it is stored once.
    pub fn name(&self) -> String {
        format!("job:{}", self.id)
    }
}
