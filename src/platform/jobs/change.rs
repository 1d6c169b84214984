//! What a policy says about jobs, and how that is written: always within the policy's own transaction.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::SOURCE;
use crate::platform::eventstore::storable;

/// What follows from an event.
#[derive(Clone, Debug, PartialEq)]
pub enum JobChange {
    /// Makes the job, or moves the one with the same key. One that is done stays done.
    Schedule(NewJob),
    /// Takes it back; one that is done or was never made is no matter.
    Cancel { key: String },
}

/// A job to be. The same one again changes nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct NewJob {
    /// What it is about, over all policies: begins with the policy's name.
    pub key: String,
    /// Who can do it: the name of a [`super::Kind`].
    pub kind: &'static str,
    /// Whom it is for: a learner's id.
    pub subject: Uuid,
    pub due_at: DateTime<Utc>,
    pub payload: Value,
}

/// A job that is moved is another one from then on, with all tries before it; what was put aside is taken up again.
const SCHEDULE: &str = "
    WITH before AS (
        SELECT id FROM jobs WHERE key = $1 AND parked_at IS NOT NULL
    ), scheduled AS (
        INSERT INTO jobs AS known (key, kind, subject, payload, due_at, free_at) VALUES ($1, $2, $3, $4, $5, $5)
        ON CONFLICT (key) DO UPDATE SET
            id = DEFAULT, kind = excluded.kind, subject = excluded.subject, payload = excluded.payload,
            due_at = excluded.due_at, free_at = excluded.free_at, attempts = 0, parked_at = NULL
        WHERE known.done_at IS NULL
          AND (known.kind, known.subject, known.payload, known.due_at)
              IS DISTINCT FROM (excluded.kind, excluded.subject, excluded.payload, excluded.due_at)
        RETURNING id
    )
    DELETE FROM dead_letters
    WHERE source = $6 AND key IN (SELECT 'job:' || id FROM before) AND EXISTS (SELECT FROM scheduled)";

const CANCEL: &str = "
    WITH gone AS (
        DELETE FROM jobs WHERE key = $1 AND done_at IS NULL RETURNING id
    )
    DELETE FROM dead_letters WHERE source = $2 AND key IN (SELECT 'job:' || id FROM gone)";

impl JobChange {
    /// Also beside any policy, for what follows from no event.
    pub async fn write(&self, connection: &mut PgConnection) -> sqlx::Result<()> {
        let query = match self {
            Self::Schedule(job) => sqlx::query(SCHEDULE)
                .bind(&job.key)
                .bind(job.kind)
                .bind(job.subject)
                .bind(storable(&job.payload))
                .bind(job.due_at)
                .bind(SOURCE),
            Self::Cancel { key } => sqlx::query(CANCEL).bind(key).bind(SOURCE),
        };
        query.execute(connection).await.map(drop)
    }
}
