//! The audit log: who did what to whom. Whoever does such a thing calls [`record`] in the same transaction; the doctor
//! [`verify`]s the chain.
//!
//! The chain shows that a row was changed or taken from the middle. Rows taken from the end leave a whole chain: for
//! roles the event log tells of them, and whoever wants more notes the last hash elsewhere.

#[cfg(test)]
mod tests;
mod verify;

use std::fmt;

use chrono::{DateTime, Utc};
use dialogues::kernel::ids::LearnerId;
use serde_json::Value;
use sqlx::{PgConnection, PgPool};

pub use verify::{Chain, verify};

/// Any number will do, as long as all who write lock the same.
const LOCK: i64 = 0x6175_6469;

/// One thing that was done.
#[derive(Clone, Debug)]
pub struct Entry {
    pub at: DateTime<Utc>,
    pub actor: Actor,
    pub action: &'static str,
    /// The learner whom it is about.
    pub subject: Option<LearnerId>,
    /// Without personal data: it is never erased.
    pub detail: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// What the academy does by itself, such as what a time that was set brings about.
    Academy,
    CommandLine,
    Learner(LearnerId),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Academy => f.write_str("academy"),
            Self::CommandLine => f.write_str("cli"),
            Self::Learner(id) => id.fmt(f),
        }
    }
}

/// What a row's hash is of, besides the hash before: unambiguous whatever the texts hold.
macro_rules! row {
    () => {
        "jsonb_build_array(position, (extract(epoch FROM at) * 1000000)::bigint, actor, action, subject, detail)::text"
    };
}
use row;

const INSERT: &str = concat!(
    "WITH last AS (
         SELECT position, hash FROM audit_log ORDER BY position DESC LIMIT 1
     ), new AS (
         SELECT coalesce((SELECT position FROM last), 0) + 1 AS position, $1::timestamptz AS at, $2::text AS actor,
                $3::text AS action, $4::uuid AS subject, $5::jsonb AS detail
     )
     INSERT INTO audit_log (position, at, actor, action, subject, detail, hash)
     SELECT position, at, actor, action, subject, detail,
            sha256(coalesce((SELECT hash FROM last), ''::bytea) || convert_to(",
    row!(),
    ", 'UTF8')) FROM new"
);

/// Writes it down by itself, for what is stored nowhere else.
pub async fn note(pool: &PgPool, entry: &Entry) -> sqlx::Result<()> {
    let mut tx = pool.begin().await?;
    record(&mut tx, entry).await?;
    tx.commit().await
}

/// Writes it down within the caller's transaction. Whoever else records something waits for that one's end, so it
/// belongs near it.
pub async fn record(connection: &mut PgConnection, entry: &Entry) -> sqlx::Result<()> {
    // A statement of its own: the next one then sees what the one before has written.
    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *connection).await?;
    let Entry { at, actor, action, subject, detail } = entry;
    let insert = sqlx::query(INSERT).bind(at).bind(actor.to_string()).bind(action);
    insert.bind(subject.map(LearnerId::as_uuid)).bind(detail).execute(connection).await?;
    Ok(())
}
