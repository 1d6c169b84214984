//! What could not be handled is kept here, whole, for people to look at.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgExecutor;

use super::{EventStore, storable};

/// What failed for good.
#[derive(Clone, Copy, Debug)]
pub(in crate::platform) struct Letter<'a> {
    /// Where it came from, such as `telegram`.
    pub source: &'a str,
    /// Of all sources.
    pub key: &'a str,
    pub payload: &'a Value,
    pub error: &'a str,
    pub attempts: u32,
}

impl Letter<'_> {
    /// Keeps it. The same key again only updates the error and the count.
    pub async fn keep(self, executor: impl PgExecutor<'_>) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO dead_letters (source, key, payload, error, attempts) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (key) DO UPDATE SET error = excluded.error, attempts = excluded.attempts",
        )
        .bind(self.source)
        .bind(self.key)
        .bind(storable(self.payload))
        .bind(self.error.replace('\0', "\u{fffd}"))
        .bind(self.attempts as i32)
        .execute(executor)
        .await?;
        Ok(())
    }
}

impl EventStore {
    /// Forgets what people have had so long to look at. A job that was put aside goes with its letter: nobody could have it
    /// tried again. Returns how many.
    pub async fn purge_dead_letters(&self, before: DateTime<Utc>) -> sqlx::Result<u64> {
        let purged = sqlx::query(
            "WITH old AS (DELETE FROM dead_letters WHERE created_at < $1 AND source NOT LIKE 'subscription:%' RETURNING key),
                  parked AS (DELETE FROM jobs WHERE parked_at IS NOT NULL AND key NOT LIKE 'process:%'
                                 AND 'job:' || id IN (SELECT key FROM old))
             SELECT count(*) FROM old",
        );
        let purged: i64 = sqlx::Row::try_get(&purged.bind(before).fetch_one(&self.pool).await?, 0)?;
        Ok(purged.unsigned_abs())
    }

    /// Keeps a message that failed for good. The same key again only updates the error and the count.
    pub async fn dead_letter(
        &self,
        source: &str,
        key: &str,
        payload: &Value,
        error: &str,
        attempts: u32,
    ) -> sqlx::Result<()> {
        Letter { source, key, payload, error, attempts }.keep(&self.pool).await
    }
}
