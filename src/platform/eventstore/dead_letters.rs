//! What could not be handled is kept here, whole, for people to look at.

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
