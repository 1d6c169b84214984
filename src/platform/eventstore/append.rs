//! The write side: one statement that stores a key and its events, or nothing.

use chrono::{DateTime, Utc};
use metrics::counter;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{EventStore, NewEvent, storable};
use crate::platform::telemetry::metric;

/// What one turn appends, to one stream or several: all of it or nothing.
#[derive(Clone, Debug)]
pub struct Batch<'a> {
    /// Stored with the events; a key that is known already makes the batch a duplicate.
    pub key: Option<&'a str>,
    /// Streams may be mixed. Within a stream versions ascend by one.
    pub events: &'a [NewEvent],
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Cause and trace; the same for all the batch's events.
    pub metadata: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    Stored,
    /// The key is known: the same thing was stored before, and nothing was stored now.
    Duplicate,
}

#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// A stream has moved on (or has not come as far as the batch expects): read again, decide again.
    #[error("a stream of the batch is not at the expected version")]
    Conflict,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Makes event ids follow from stream and version, so that whoever relays an event twice sends one id.
const EVENT_IDS: Uuid = Uuid::from_u128(0x3d1c_52a0_6f1b_4f0e_8a75_90c1_5e2b_7f44);

/// The parts are explained in their order:
/// - `input` gives positions in the batch's own order.
/// - `gap` finds events whose predecessor is not there. A predecessor of a younger transaction counts as missing too
///   (only a caller's own long transaction meets one): its follower would come before it in the log's order.
/// - `fresh` waits for a concurrent writer of the same key, which is how the second of two becomes a duplicate.
/// - `stored` inserts by stream and version, so that two batches over the same streams cannot deadlock. A version that
///   exists raises a unique violation, which takes the key back with it.
const APPEND: &str = "
    WITH input AS MATERIALIZED (
        SELECT nextval('event_position') AS position, given.*
        FROM UNNEST($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::jsonb[], $6::int[])
            AS given(event_id, stream, aggregate_type, event_type, data, version)
    ), gap AS MATERIALIZED (
        SELECT FROM input
        WHERE version > 1
          AND NOT EXISTS (SELECT FROM input before
                          WHERE before.stream = input.stream AND before.version = input.version - 1)
          AND NOT EXISTS (SELECT FROM event_store before
                          WHERE before.aggregate_id = input.stream AND before.event_version = input.version - 1
                            AND before.tx <= pg_current_xact_id())
    ), fresh AS (
        INSERT INTO idempotency_keys (key, created_at)
        SELECT $7, $8 WHERE $7::text IS NOT NULL AND NOT EXISTS (SELECT FROM gap)
        ON CONFLICT DO NOTHING
        RETURNING key
    ), stored AS (
        INSERT INTO event_store (event_id, aggregate_id, aggregate_type, event_type, event_data, event_version,
                                 created_at, position, metadata)
        SELECT event_id, stream, aggregate_type, event_type, data, version, $8, position, $9
        FROM input
        WHERE NOT EXISTS (SELECT FROM gap) AND ($7::text IS NULL OR EXISTS (SELECT FROM fresh))
        ORDER BY stream, version
    )
    SELECT CASE
        WHEN EXISTS (SELECT FROM gap) AND EXISTS (SELECT FROM idempotency_keys WHERE key = $7) THEN 'duplicate'
        WHEN EXISTS (SELECT FROM gap) THEN 'conflict'
        WHEN $7::text IS NOT NULL AND NOT EXISTS (SELECT FROM fresh) THEN 'duplicate'
        ELSE 'stored'
    END";

impl EventStore {
    /// Stores the batch in one round trip and a transaction of its own, then wakes the subscriptions.
    pub async fn append(&self, batch: Batch<'_>) -> Result<Appended, AppendError> {
        // Whoever closes the pool means the database.
        if self.pool.is_closed() {
            return Err(AppendError::Database(sqlx::Error::PoolClosed));
        }
        let mut lease = self.direct.lease().await?;
        let appended = Self::append_in(&mut lease.connection, batch).await;
        lease.give_back(match &appended {
            Err(AppendError::Database(error)) => Some(error),
            _ => None,
        });
        if appended.is_ok() {
            self.wake();
        }
        appended
    }

    /// Stores the batch within the caller's transaction, which must be rolled back after an error: PostgreSQL has
    /// ended it. After the commit, [`EventStore::wake`] saves the subscriptions a poll.
    pub async fn append_in(connection: &mut PgConnection, batch: Batch<'_>) -> Result<Appended, AppendError> {
        let rows = Rows::of(batch.events);
        let outcome = sqlx::query_scalar::<_, String>(APPEND)
            .bind(rows.ids)
            .bind(rows.streams)
            .bind(rows.aggregate_types)
            .bind(rows.event_types)
            .bind(rows.data)
            .bind(rows.versions)
            .bind(batch.key)
            .bind(batch.at)
            .bind(storable(&batch.metadata))
            .fetch_one(connection)
            .await;
        let result = match outcome.as_deref() {
            Ok("stored") => Ok(Appended::Stored),
            Ok("duplicate") => Ok(Appended::Duplicate),
            Ok(_) => Err(AppendError::Conflict),
            Err(error) if lost_a_race(error) => Err(AppendError::Conflict),
            Err(_) => outcome.map(|_| Appended::Stored).map_err(AppendError::Database),
        };
        if matches!(result, Err(AppendError::Conflict)) {
            counter!(metric::EVENT_APPEND_CONFLICTS).increment(1);
        }
        result
    }

    /// Forgets keys that no redelivery can bring back. Returns how many.
    pub async fn purge_keys(&self, older_than: DateTime<Utc>) -> sqlx::Result<u64> {
        let purged = sqlx::query("DELETE FROM idempotency_keys WHERE created_at < $1");
        Ok(purged.bind(older_than).execute(&self.pool).await?.rows_affected())
    }
}

/// Unique violation, deadlock, serialisation failure: another writer was first, and trying again is right.
fn lost_a_race(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    matches!(code.as_deref(), Some("23505" | "40P01" | "40001"))
}

/// The events by column, as `UNNEST` takes them.
struct Rows<'a> {
    ids: Vec<Uuid>,
    streams: Vec<Uuid>,
    aggregate_types: Vec<&'static str>,
    event_types: Vec<&'a str>,
    data: Vec<Value>,
    versions: Vec<i32>,
}

impl<'a> Rows<'a> {
    fn of(events: &'a [NewEvent]) -> Self {
        let id = |event: &NewEvent| Uuid::new_v5(&EVENT_IDS, format!("{}:{}", event.stream, event.version).as_bytes());
        Self {
            ids: events.iter().map(id).collect(),
            streams: events.iter().map(|event| event.stream).collect(),
            aggregate_types: events.iter().map(|event| event.aggregate_type).collect(),
            event_types: events.iter().map(|event| event.event_type.as_str()).collect(),
            data: events.iter().map(|event| storable(&event.data)).collect(),
            versions: events.iter().map(|event| event.version as i32).collect(),
        }
    }
}
