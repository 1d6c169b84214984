//! The read side: a stream, several, or everything after a cursor.

use dialogues::streams::KINDS;
use futures::stream::BoxStream;
use sqlx::{PgConnection, PgExecutor, PgPool};
use uuid::Uuid;

use super::event::select_events;
use super::{Cursor, EventStore, StoredEvent};
use crate::platform::vault::Vault;

impl EventStore {
    /// The stream's events after a version (0: all), ascending.
    pub async fn read(&self, stream: Uuid, after_version: u32) -> sqlx::Result<Vec<StoredEvent>> {
        let query = select_events!("WHERE aggregate_id = $1 AND event_version > $2 ORDER BY event_version");
        let events = sqlx::query_as(query).bind(stream).bind(after_version as i32).fetch_all(&self.pool).await?;
        self.opened(events).await
    }

    /// At most `limit` of the stream's events after a version, ascending.
    pub async fn read_page(&self, stream: Uuid, after_version: u32, limit: u32) -> sqlx::Result<Vec<StoredEvent>> {
        let query = select_events!("WHERE aggregate_id = $1 AND event_version > $2 ORDER BY event_version LIMIT $3");
        let page = sqlx::query_as(query).bind(stream).bind(after_version as i32).bind(i64::from(limit));
        self.opened(page.fetch_all(&self.pool).await?).await
    }

    /// All events of several streams in one round trip, ordered by stream, then version.
    pub async fn read_streams(&self, streams: &[Uuid]) -> sqlx::Result<Vec<StoredEvent>> {
        let query = select_events!("WHERE aggregate_id = ANY($1) ORDER BY aggregate_id, event_version");
        self.opened(sqlx::query_as(query).bind(streams).fetch_all(&self.pool).await?).await
    }

    /// All events of a type, in the log's order.
    pub async fn read_type(&self, event_type: &str) -> sqlx::Result<Vec<StoredEvent>> {
        let query = select_events!("WHERE event_type = $1 ORDER BY event_store.tx, position");
        self.opened(sqlx::query_as(query).bind(event_type).fetch_all(&self.pool).await?).await
    }

    /// At most `limit` events after the cursor, in the log's order, see [`read_after`].
    pub async fn read_after(&self, cursor: Cursor, limit: u32) -> sqlx::Result<Vec<StoredEvent>> {
        let mut connection = self.pool.acquire().await?;
        read_after(&mut connection, &self.vault, cursor, limit).await
    }

    /// The same, and what is sealed in them is left so.
    pub async fn read_after_closed(&self, cursor: Cursor, limit: u32) -> sqlx::Result<Vec<StoredEvent>> {
        closed_after(&mut *self.pool.acquire().await?, cursor, limit).await
    }

    /// At most `limit` of these streams' events after a cursor, up to another that is [settled](Self::settled), in the log's
    /// order. What is sealed in them is left so.
    pub async fn read_between(
        &self,
        streams: &[Uuid],
        after: Cursor,
        until: Cursor,
        limit: u32,
    ) -> sqlx::Result<Vec<StoredEvent>> {
        let query = select_events!(
            "WHERE aggregate_id = ANY($1) AND (event_store.tx, position) > ($2::xid8, $3)
               AND (event_store.tx, position) <= ($4::xid8, $5)
             ORDER BY event_store.tx, position LIMIT $6"
        );
        let query = sqlx::query_as(query).bind(streams).bind(after.tx_text()).bind(after.position);
        query.bind(until.tx_text()).bind(until.position).bind(i64::from(limit)).fetch_all(&self.pool).await
    }

    /// The place behind all that is settled: whatever commits later comes later in the log's order, too.
    pub async fn settled(&self) -> sqlx::Result<Cursor> {
        settled(&self.pool).await
    }

    async fn opened(&self, mut events: Vec<StoredEvent>) -> sqlx::Result<Vec<StoredEvent>> {
        self.vault.unseal(&mut events).await?;
        Ok(events)
    }

    /// The place of the last committed event. Events of transactions that still run may come before it.
    pub async fn head(&self) -> sqlx::Result<Cursor> {
        let query =
            "SELECT tx::text AS tx, position FROM event_store ORDER BY event_store.tx DESC, position DESC LIMIT 1";
        Ok(sqlx::query_as(query).fetch_optional(&self.pool).await?.unwrap_or_default())
    }
}

/// The whole log as one statement sees it, ordered by stream, then version. Events come as they are asked for, so that a
/// log of any length fits. What is sealed in them is left so.
pub fn stream_by_stream(connection: &mut PgConnection) -> BoxStream<'_, sqlx::Result<StoredEvent>> {
    sqlx::query_as(select_events!("ORDER BY aggregate_id, event_version")).fetch(connection)
}

/// At most `limit` events after the cursor. Only those below the oldest running transaction: whatever commits later
/// comes later in this order too, so a reader that keeps the last cursor misses nothing and sees nothing twice.
pub(super) async fn read_after(
    connection: &mut PgConnection,
    vault: &Vault,
    cursor: Cursor,
    limit: u32,
) -> sqlx::Result<Vec<StoredEvent>> {
    let mut events = closed_after(&mut *connection, cursor, limit).await?;
    vault.unseal_on(connection, &mut events).await?;
    Ok(events)
}

async fn closed_after(connection: &mut PgConnection, cursor: Cursor, limit: u32) -> sqlx::Result<Vec<StoredEvent>> {
    let query = select_events!(
        "WHERE (event_store.tx, position) > ($1::xid8, $2) AND event_store.tx < pg_snapshot_xmin(pg_current_snapshot())
         ORDER BY event_store.tx, position LIMIT $3"
    );
    let query = sqlx::query_as(query).bind(cursor.tx_text()).bind(cursor.position).bind(i64::from(limit));
    query.fetch_all(connection).await
}

/// See [`EventStore::settled`].
pub(super) async fn settled(executor: impl PgExecutor<'_>) -> sqlx::Result<Cursor> {
    let query = "SELECT tx::text AS tx, position FROM event_store WHERE tx < pg_snapshot_xmin(pg_current_snapshot())
                 ORDER BY event_store.tx DESC, position DESC LIMIT 1";
    Ok(sqlx::query_as(query).fetch_optional(executor).await?.unwrap_or_default())
}

/// At most `limit` events behind a place in the order of streams and versions in which something may be a person's own, as
/// they are stored.
pub(in crate::platform) async fn sealable(
    pool: &PgPool,
    stream: Uuid,
    version: u32,
    limit: i64,
) -> sqlx::Result<Vec<StoredEvent>> {
    let query = select_events!(
        "WHERE (aggregate_id, event_version) > ($1, $2) AND aggregate_type = ANY($3) ORDER BY aggregate_id, event_version LIMIT $4"
    );
    sqlx::query_as(query).bind(stream).bind(version as i32).bind(KINDS).bind(limit).fetch_all(pool).await
}
