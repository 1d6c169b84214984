//! Sessions with the API: who is signed in, on what device, until when. A table of its own and no read model, so that what
//! is ended is ended for every instance with the next call, whether workers run or not. See `docs/HTTP.md`.
//!
//! Start at [`open`] and [`verify`]. That a learner signs out, or blocks the bot, is a fact; [`follow`] ends the rows before
//! it is stored, and [`SessionEnds`] once more after it, whoever stored it. Others call [`end_all`].

pub mod device;
mod end;
mod follow;
mod open;
#[cfg(test)]
mod tests;
pub mod token;
mod verify;

use chrono::{DateTime, TimeDelta, Utc};
use dialogues::kernel::ids::{LearnerId, SessionId};
use dialogues::scene::Device;
use sqlx::PgPool;
use uuid::Uuid;

pub use end::{Reason, end_all, end_everybodys};
pub use follow::{SessionEnds, follow};
pub use open::{Launch, Opened, Refused, open};
pub use verify::{Session, still_good, verify};

/// A session that nobody uses ends after this.
pub const IDLE: TimeDelta = TimeDelta::hours(24);
/// Every session ends after this.
pub const LONGEST: TimeDelta = TimeDelta::days(30);
/// Open sessions of a learner; the one that was used longest ago makes room.
pub const MOST: i64 = 20;
/// Ended and expired rows are kept so long. They say which launch data is spent, which is longer than that is good for.
pub const KEPT: TimeDelta = TimeDelta::days(7);

/// The open sessions of a learner, what was used last first.
pub async fn list(pool: &PgPool, learner: LearnerId, now: DateTime<Utc>) -> sqlx::Result<Vec<Device>> {
    let rows: Vec<(Uuid, String, DateTime<Utc>, DateTime<Utc>)> = sqlx::query_as(
        "SELECT id, device, created_at, last_used_at FROM sessions
         WHERE learner = $1 AND ended_at IS NULL AND expires_at > $2 ORDER BY last_used_at DESC, created_at DESC, id",
    )
    .bind(learner.as_uuid())
    .bind(now)
    .fetch_all(pool)
    .await?;
    let device =
        |(id, name, opened_at, used_at)| Device { session: SessionId::from_uuid(id), name, opened_at, used_at };
    Ok(rows.into_iter().map(device).collect())
}

/// Forgets what ended or expired before. Returns how many rows that were.
pub async fn purge(pool: &PgPool, before: DateTime<Utc>) -> sqlx::Result<u64> {
    let sessions = sqlx::query("DELETE FROM sessions WHERE expires_at < $1 OR ended_at < $1");
    let sessions = sessions.bind(before).execute(pool).await?.rows_affected();
    let learners = sqlx::query(
        "DELETE FROM session_learners
         WHERE opened_at < $1 AND (not_before IS NULL OR not_before < $1)
           AND NOT EXISTS (SELECT FROM sessions WHERE sessions.learner = session_learners.learner)",
    );
    Ok(sessions + learners.bind(before).execute(pool).await?.rows_affected())
}
