//! Events as they go into the log and come out of it.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::postgres::PgRow;
use sqlx::{FromRow, Row};
use uuid::Uuid;

/// An event to append. `version` is the stream's version with it: 1 for the first, then without a gap.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEvent {
    pub stream: Uuid,
    pub aggregate_type: &'static str,
    pub event_type: String,
    pub data: Value,
    pub version: u32,
}

/// An event of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredEvent {
    pub event_id: Uuid,
    pub stream: Uuid,
    pub aggregate_type: String,
    pub event_type: String,
    pub data: Value,
    pub version: u32,
    /// When it happened, by the writer's clock.
    pub at: DateTime<Utc>,
    pub cursor: Cursor,
    pub metadata: Value,
}

/// A place in the log's total order. Ordered by transaction first, since positions commit out of order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    pub tx: u64,
    pub position: i64,
}

impl Cursor {
    /// Before every event.
    pub const START: Self = Self { tx: 0, position: 0 };

    /// The transaction number as PostgreSQL's text, which is the only way an `xid8` is bound.
    pub(super) fn tx_text(self) -> String {
        self.tx.to_string()
    }
}

/// Expects `tx::text AS tx, position`.
impl FromRow<'_, PgRow> for Cursor {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        let tx: String = row.try_get("tx")?;
        let tx =
            tx.parse().map_err(|error| sqlx::Error::ColumnDecode { index: "tx".into(), source: Box::new(error) })?;
        Ok(Self { tx, position: row.try_get("position")? })
    }
}

/// Expects the columns of [`select_events!`].
impl FromRow<'_, PgRow> for StoredEvent {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            event_id: row.try_get("event_id")?,
            stream: row.try_get("aggregate_id")?,
            aggregate_type: row.try_get("aggregate_type")?,
            event_type: row.try_get("event_type")?,
            data: row.try_get("event_data")?,
            version: row.try_get::<i32, _>("event_version")? as u32,
            at: row.try_get("created_at")?,
            cursor: Cursor::from_row(row)?,
            metadata: row.try_get("metadata")?,
        })
    }
}

/// A query for whole events: the columns are listed here once, the tail says which.
macro_rules! select_events {
    ($tail:literal) => {
        concat!(
            "SELECT event_id, aggregate_id, aggregate_type, event_type, event_data, event_version, created_at, ",
            "tx::text AS tx, position, metadata FROM event_store ",
            $tail
        )
    };
}
pub(super) use select_events;
