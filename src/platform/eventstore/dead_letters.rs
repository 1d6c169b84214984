//! What could not be handled is kept here, whole, for people to look at.

use serde_json::Value;

use super::{EventStore, storable};

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
        sqlx::query(
            "INSERT INTO dead_letters (source, key, payload, error, attempts) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (key) DO UPDATE SET error = excluded.error, attempts = excluded.attempts",
        )
        .bind(source)
        .bind(key)
        .bind(storable(payload))
        .bind(error.replace('\0', "\u{fffd}"))
        .bind(attempts as i32)
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
