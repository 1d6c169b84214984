//! The write side: one statement that stores, for each of some batches, its key and its events, or nothing.

use chrono::{DateTime, Utc};
use dialogues::kernel::ids::LearnerId;
use metrics::counter;
use serde::Deserialize as _;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{EventStore, NewEvent, storable};
use crate::platform::telemetry::metric;
use crate::platform::vault::VaultError;

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
    Database(sqlx::Error),
}

impl AppendError {
    /// Unique violation, deadlock, serialisation failure: another writer was first, and trying again is right.
    pub(super) fn of(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
        if matches!(code.as_deref(), Some("23505" | "40P01" | "40001")) {
            Self::Conflict
        } else {
            Self::Database(error)
        }
    }
}

/// Begins the keys of updates and messages: a message's has its chat's number, which is a person's.
const OF_TELEGRAM: &str = "tg:";

/// What becomes of a batch.
pub(super) type Outcome = Result<Appended, AppendError>;

/// Makes event ids follow from stream and version, so that whoever relays an event twice sends one id.
const EVENT_IDS: Uuid = Uuid::from_u128(0x3d1c_52a0_6f1b_4f0e_8a75_90c1_5e2b_7f44);

/// The parts are explained in their order:
/// - `batch` and `input` are what is to be stored; `input` gives positions in the caller's order.
/// - `gap` finds batches with an event whose predecessor is not there. A predecessor of a younger transaction counts as
///   missing too (only a caller's own long transaction meets one): its follower would come before it in the log's order.
/// - `fresh` waits for a concurrent writer of the same key, which is how the second of two becomes a duplicate. A key may
///   have been stored under its `former` name by a program that hashed none.
/// - `stored` inserts by stream and version, so that two statements over the same streams cannot deadlock. A version that
///   exists raises a unique violation, which takes everything back.
const APPEND: &str = "
    WITH batch AS MATERIALIZED (
        SELECT * FROM UNNEST($1::text[], $2::timestamptz[], $3::jsonb[], $11::text[])
            WITH ORDINALITY AS given(key, at, metadata, former, number)
    ), input AS MATERIALIZED (
        SELECT nextval('event_position') AS position, given.*
        FROM UNNEST($4::int[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::jsonb[], $10::int[])
            AS given(batch, event_id, stream, aggregate_type, event_type, data, version)
    ), gap AS MATERIALIZED (
        SELECT batch FROM input
        WHERE version > 1
          AND NOT EXISTS (SELECT FROM input before
                          WHERE before.stream = input.stream AND before.version = input.version - 1)
          AND NOT EXISTS (SELECT FROM event_store before
                          WHERE before.aggregate_id = input.stream AND before.event_version = input.version - 1
                            AND before.tx <= pg_current_xact_id())
    ), fresh AS (
        INSERT INTO idempotency_keys (key, created_at)
        SELECT key, at FROM batch
        WHERE key IS NOT NULL AND number NOT IN (SELECT batch FROM gap)
          AND NOT EXISTS (SELECT FROM idempotency_keys known WHERE known.key = batch.former)
        ORDER BY key
        ON CONFLICT DO NOTHING
        RETURNING key
    ), stored AS (
        INSERT INTO event_store (event_id, aggregate_id, aggregate_type, event_type, event_data, event_version,
                                 created_at, position, metadata)
        SELECT event_id, stream, aggregate_type, event_type, data, version, at, position, metadata
        FROM input JOIN batch ON batch.number = input.batch
        WHERE number NOT IN (SELECT batch FROM gap) AND (key IS NULL OR key IN (SELECT key FROM fresh))
        ORDER BY stream, version
    )
    SELECT CASE
        WHEN number IN (SELECT batch FROM gap) THEN
            CASE WHEN EXISTS (SELECT FROM idempotency_keys known WHERE known.key IN (batch.key, batch.former))
            THEN 'duplicate' ELSE 'conflict' END
        WHEN key IS NOT NULL AND key NOT IN (SELECT key FROM fresh) THEN 'duplicate'
        ELSE 'stored'
    END
    FROM batch ORDER BY number";

impl EventStore {
    /// Stores the batch, perhaps together with others that wait, then wakes the subscriptions. Once begun it goes on
    /// when the caller goes away.
    pub async fn append(&self, batch: Batch<'_>) -> Result<Appended, AppendError> {
        // Whoever closes the pool means the database.
        if self.pool.is_closed() {
            return Err(AppendError::Database(sqlx::Error::PoolClosed));
        }
        let order = self.order(&batch).await.map_err(|error| AppendError::Database(error.into()))?;
        let outcome = self.writer.append(order).await;
        if outcome.is_ok() {
            self.wake(batch.events.len());
        }
        count(&outcome);
        outcome
    }

    /// Stores the batch within the caller's transaction, which must be rolled back after an error: PostgreSQL has
    /// ended it. The subscriptions find it at their next poll.
    pub async fn append_in(&self, connection: &mut PgConnection, batch: Batch<'_>) -> Result<Appended, AppendError> {
        let order = self.order(&batch).await.map_err(|error| AppendError::Database(error.into()))?;
        let outcome = store(connection, &[order]).await;
        let outcome = match outcome {
            Ok(mut outcomes) => outcomes.pop().unwrap_or(Ok(Appended::Stored)),
            Err(error) => Err(AppendError::of(error)),
        };
        count(&outcome);
        outcome
    }

    /// The batch as it is stored: what is a person's own is sealed, and a key that may have their number in it is hashed.
    async fn order(&self, batch: &Batch<'_>) -> Result<Order, VaultError> {
        let mut order = Order::of(batch);
        if let Some(learner) = order.metadata.get("learner").and_then(|learner| LearnerId::deserialize(learner).ok()) {
            self.vault.seal(learner, &mut order.events).await?;
        }
        if let Some(key) = order.key.take_if(|key| key.starts_with(OF_TELEGRAM)) {
            order.key = Some(format!("{OF_TELEGRAM}{}", self.vault.hashed(&key).await?));
            order.former = Some(key);
        }
        Ok(order)
    }

    /// Forgets keys that no redelivery can bring back. Returns how many.
    pub async fn purge_keys(&self, older_than: DateTime<Utc>) -> sqlx::Result<u64> {
        let purged = sqlx::query("DELETE FROM idempotency_keys WHERE created_at < $1");
        Ok(purged.bind(older_than).execute(&self.pool).await?.rows_affected())
    }
}

fn count(outcome: &Outcome) {
    if matches!(outcome, Err(AppendError::Conflict)) {
        counter!(metric::EVENT_APPEND_CONFLICTS).increment(1);
    }
}

/// A batch that is its own: it waits for its turn when its caller may be gone.
#[derive(Debug)]
pub(super) struct Order {
    pub key: Option<String>,
    /// What the key was called before keys were hashed.
    former: Option<String>,
    pub events: Vec<NewEvent>,
    at: DateTime<Utc>,
    metadata: Value,
}

impl Order {
    fn of(batch: &Batch<'_>) -> Self {
        Self {
            key: batch.key.map(str::to_owned),
            former: None,
            events: batch.events.iter().map(storable_event).collect(),
            at: batch.at,
            metadata: storable(&batch.metadata),
        }
    }
}

fn storable_event(event: &NewEvent) -> NewEvent {
    NewEvent { data: storable(&event.data), event_type: event.event_type.clone(), ..*event }
}

/// Stores all of them or, with an error, none. No two may have a stream or a key in common.
pub(super) async fn store(connection: &mut PgConnection, orders: &[Order]) -> sqlx::Result<Vec<Outcome>> {
    let events = || orders.iter().zip(1..).flat_map(|(order, number)| order.events.iter().map(move |e| (number, e)));
    let outcomes: Vec<String> = sqlx::query_scalar(APPEND)
        .bind(orders.iter().map(|order| order.key.as_deref()).collect::<Vec<_>>())
        .bind(orders.iter().map(|order| order.at).collect::<Vec<_>>())
        .bind(orders.iter().map(|order| &order.metadata).collect::<Vec<_>>())
        .bind(events().map(|(number, _)| number).collect::<Vec<i32>>())
        .bind(events().map(|(_, event)| event_id(event.stream, event.version)).collect::<Vec<_>>())
        .bind(events().map(|(_, event)| event.stream).collect::<Vec<_>>())
        .bind(events().map(|(_, event)| event.aggregate_type).collect::<Vec<_>>())
        .bind(events().map(|(_, event)| event.event_type.as_str()).collect::<Vec<_>>())
        .bind(events().map(|(_, event)| &event.data).collect::<Vec<_>>())
        .bind(events().map(|(_, event)| event.version as i32).collect::<Vec<_>>())
        .bind(orders.iter().map(|order| order.former.as_deref()).collect::<Vec<_>>())
        .fetch_all(connection)
        .await?;
    Ok(outcomes.iter().map(|outcome| read(outcome)).collect())
}

fn read(outcome: &str) -> Outcome {
    match outcome {
        "stored" => Ok(Appended::Stored),
        "duplicate" => Ok(Appended::Duplicate),
        _ => Err(AppendError::Conflict),
    }
}

/// The id of a stream's event of that version.
pub fn event_id(stream: Uuid, version: u32) -> Uuid {
    Uuid::new_v5(&EVENT_IDS, format!("{stream}:{version}").as_bytes())
}
