//! What could not be handled is kept here, whole and sealed, for people to look at.

use chrono::{DateTime, Utc};
use dialogues::kernel::ids::LearnerId;
use serde_json::Value;
use sqlx::PgExecutor;
use uuid::Uuid;

use super::{EventStore, storable};
use crate::platform::vault::is_sealed;

/// What failed for good.
#[derive(Clone, Copy, Debug)]
pub(in crate::platform) struct Letter<'a> {
    /// Where it came from, such as `telegram`.
    pub source: &'a str,
    /// Of all sources.
    pub key: &'a str,
    pub payload: &'a Value,
    /// Whom it is of, where it is sealed for them.
    pub learner: Option<LearnerId>,
    pub error: &'a str,
    pub attempts: u32,
}

impl Letter<'_> {
    /// Keeps it. The same key again only updates the error and the count.
    pub async fn keep(self, executor: impl PgExecutor<'_>) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO dead_letters (source, key, payload, error, attempts, learner) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (key) DO UPDATE SET error = excluded.error, attempts = excluded.attempts",
        )
        .bind(self.source)
        .bind(self.key)
        .bind(storable(self.payload))
        .bind(self.error.replace('\0', "\u{fffd}"))
        .bind(self.attempts as i32)
        .bind(self.learner.map(LearnerId::as_uuid))
        .execute(executor)
        .await?;
        Ok(())
    }
}

/// A letter, opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    pub key: String,
    pub error: String,
    pub at: DateTime<Utc>,
    /// Null: whose it was has been erased.
    pub payload: Value,
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

    /// Keeps a message that failed for good, sealed for whom it is of, or by the academy's own key where that is not known.
    /// The same key again only updates the error and the count.
    pub async fn dead_letter(
        &self,
        source: &str,
        key: &str,
        (payload, of): (&Value, Option<LearnerId>),
        error: &str,
        attempts: u32,
    ) -> sqlx::Result<()> {
        let (name, payload) = (letter(key), storable(payload));
        let payload = match of {
            Some(learner) => self.vault.close(learner, &name, &payload).await?,
            None => self.vault.close_own(&name, &payload).await?,
        };
        Letter { source, key, payload: &payload, learner: of, error, attempts }.keep(&self.pool).await
    }

    /// What was put aside by a source, oldest first, for people to look at.
    pub async fn letters(&self, source: &str) -> sqlx::Result<Vec<Opened>> {
        type Kept = (String, String, DateTime<Utc>, Value, Option<Uuid>);
        let rows: Vec<Kept> = sqlx::query_as(
            "SELECT key, error, created_at, payload, learner FROM dead_letters WHERE source = $1 ORDER BY created_at, id",
        )
        .bind(source)
        .fetch_all(&self.pool)
        .await?;
        let mut letters = Vec::new();
        for (key, error, at, payload, learner) in rows {
            let opened = match learner.map(LearnerId::from_uuid) {
                _ if !is_sealed(&payload) => Some(payload),
                Some(learner) => self.vault.open(learner, &letter(&key), &payload).await?,
                None => self.vault.open_own(&letter(&key), &payload).await?,
            };
            letters.push(Opened { key, error, at, payload: opened.unwrap_or_default() });
        }
        Ok(letters)
    }
}

/// What a letter is sealed as.
pub(in crate::platform) fn letter(key: &str) -> String {
    format!("letter:{key}")
}
