//! Keys wrapped anew, and values sealed that were stored before there was a vault. Both go on beside an academy at work,
//! a piece at a time, and may be broken off and begun again.

use dialogues::streams::personal;
use serde_json::Value;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{Vault, VaultError, Wrapped, sealed};
use crate::platform::eventstore::{StoredEvent, letter, sealable};

/// Rows that are looked at together.
const PIECE: i64 = 200;

/// How many keys were wrapped anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rotated {
    pub own: u64,
    pub persons: u64,
}

impl Vault {
    /// Wraps all keys by the first key-encryption key that there is.
    pub async fn rotate(&self) -> Result<Rotated, VaultError> {
        Ok(Rotated {
            own: self.rewrap("vault_keys", "name").await?,
            persons: self.rewrap("person_keys", "learner").await?,
        })
    }

    async fn rewrap(&self, table: &str, column: &str) -> Result<u64, VaultError> {
        let select = format!(
            "SELECT {column}::text AS name, kek, wrapped FROM {table} WHERE kek <> $1 ORDER BY {column} LIMIT $2 FOR UPDATE"
        );
        let update = format!("UPDATE {table} SET kek = $2, wrapped = $3 WHERE {column}::text = $1");
        let mut done = 0;
        loop {
            let ring = self.0.keks.ring()?;
            let mut tx = self.0.pool.begin().await?;
            let rows: Vec<Wrapped> = sqlx::query_as(AssertSqlSafe(select.clone()))
                .bind(ring.first())
                .bind(PIECE)
                .fetch_all(&mut *tx)
                .await?;
            if rows.is_empty() {
                return Ok(done);
            }
            for Wrapped { name, kek, wrapped } in &rows {
                let key = self.unwrap(name, kek, wrapped)?;
                let Some((kek, wrapped)) = ring.wrap(name, &key) else { continue };
                let update = sqlx::query(AssertSqlSafe(update.clone())).bind(name).bind(kek).bind(wrapped);
                update.execute(&mut *tx).await?;
            }
            tx.commit().await?;
            done += rows.len() as u64;
        }
    }

    /// Seals what was stored in clear before there was a vault. Facts stay what they are: an event whose values would not
    /// open to what they were is left alone. Returns how many events were sealed.
    pub async fn seal_stored(&self) -> Result<u64, VaultError> {
        // Folds that an earlier program has saved beside this one: the log has it all.
        sqlx::query("DELETE FROM snapshots WHERE learner IS NULL").execute(&self.0.pool).await?;
        self.seal_letters().await?;
        let (mut stream, mut version, mut done) = (Uuid::nil(), 0, 0);
        loop {
            let events = sealable(&self.0.pool, stream, version, PIECE).await?;
            let Some(last) = events.last() else { return Ok(done) };
            (stream, version) = (last.stream, last.version);
            for event in events.iter().filter(|event| is_open(event)) {
                done += u64::from(self.seal_one(event).await?);
            }
        }
    }

    /// Letters of an earlier program are whole updates, in clear; whose they are is not looked for.
    async fn seal_letters(&self) -> Result<(), VaultError> {
        let letters = "SELECT key, payload FROM dead_letters WHERE source = 'telegram' AND NOT payload ? '$sealed'";
        let letters: Vec<(String, Value)> = sqlx::query_as(letters).fetch_all(&self.0.pool).await?;
        for (key, payload) in letters {
            let sealed = self.close_own(&letter(&key), &payload).await?;
            let update = sqlx::query("UPDATE dead_letters SET payload = $2 WHERE key = $1");
            update.bind(key).bind(sealed).execute(&self.0.pool).await?;
        }
        Ok(())
    }

    async fn seal_one(&self, event: &StoredEvent) -> Result<bool, VaultError> {
        let Ok(learner) = event.learner() else { return Ok(false) };
        let own = personal(&event.aggregate_type, &event.event_type);
        let mut after = event.clone();
        let key = self.key(learner).await?.cipher();
        sealed::close_fields(&key, own, (event.stream, event.version), &mut after.data);
        let mut opened = [after.clone()];
        self.unseal(&mut opened).await?;
        if opened[0].data != event.data {
            return Ok(false);
        }
        let update =
            "UPDATE event_store SET event_data = $3 WHERE aggregate_id = $1 AND event_version = $2 AND event_data = $4";
        let updated = sqlx::query(update)
            .bind(event.stream)
            .bind(event.version as i32)
            .bind(&after.data)
            .bind(&event.data)
            .execute(&self.0.pool)
            .await?;
        Ok(updated.rows_affected() > 0)
    }
}

/// Is something of a person's own in clear in it?
pub fn is_open(event: &StoredEvent) -> bool {
    let own = personal(&event.aggregate_type, &event.event_type);
    own.iter().any(|own| event.data.pointer(own.at).is_some_and(|value| !value.is_null() && !sealed::is_sealed(value)))
}
