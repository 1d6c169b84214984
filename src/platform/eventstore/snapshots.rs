//! Folded states, to save reading long streams. The log wins: a snapshot that does not fit it is as good as none.

use dialogues::streams::Snapshot;
use dialogues::streams::golden::shape_of;
use serde_json::Value;
use uuid::Uuid;

use super::{EventStore, storable};

impl EventStore {
    /// The stream's snapshot: its version and state. None where there is none, where it has another shape than `schema`,
    /// and where it claims a version that the log does not have.
    pub(super) async fn load_snapshot(&self, stream: Uuid, schema: i32) -> sqlx::Result<Option<(u32, Value)>> {
        let row: Option<(i32, Value)> = sqlx::query_as(
            "SELECT version, state FROM snapshots
             WHERE aggregate_id = $1 AND schema = $2
               AND EXISTS (SELECT FROM event_store WHERE aggregate_id = $1 AND event_version = snapshots.version)",
        )
        .bind(stream)
        .bind(schema)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|(version, state)| (version as u32, state)))
    }

    /// Replaces the stream's snapshot. The latest writer wins; an older state costs only reading a few more events. A kind
    /// without a shape has none: nobody could tell whether they still fit.
    pub async fn save_snapshot(&self, snapshot: &Snapshot) -> sqlx::Result<()> {
        let Some(shape) = shape_of(snapshot.kind) else { return Ok(()) };
        sqlx::query(
            "INSERT INTO snapshots (aggregate_id, aggregate_type, version, state, schema) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (aggregate_id) DO UPDATE SET
                 version = excluded.version, state = excluded.state, schema = excluded.schema, created_at = now()",
        )
        .bind(snapshot.stream)
        .bind(snapshot.kind)
        .bind(snapshot.version as i32)
        .bind(storable(&snapshot.state))
        .bind(shape)
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
