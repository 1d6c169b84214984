//! Folded states, to save reading long streams. The log wins: a snapshot that does not fit it is as good as none.

use dialogues::kernel::ids::LearnerId;
use dialogues::streams::Snapshot;
use dialogues::streams::golden::shape_of;
use serde_json::Value;
use uuid::Uuid;

use super::{EventStore, storable};
use crate::platform::vault::is_sealed;

impl EventStore {
    /// The stream's snapshot: its version and state. None where there is none, where it has another shape than `schema`,
    /// where it claims a version that the log does not have, and where it is sealed and the key is gone.
    pub(super) async fn load_snapshot(&self, stream: Uuid, schema: i32) -> sqlx::Result<Option<(u32, Value)>> {
        let row: Option<(i32, Value, Option<Uuid>)> = sqlx::query_as(
            "SELECT version, state, learner FROM snapshots
             WHERE aggregate_id = $1 AND schema = $2
               AND EXISTS (SELECT FROM event_store WHERE aggregate_id = $1 AND event_version = snapshots.version)",
        )
        .bind(stream)
        .bind(schema)
        .fetch_optional(&self.pool)
        .await?;
        let Some((version, state, learner)) = row else { return Ok(None) };
        // What an earlier program has saved beside this one is not sealed.
        let state = match learner.map(LearnerId::from_uuid).filter(|_| is_sealed(&state)) {
            Some(learner) => self.vault.open(learner, &name(stream, version), &state).await?,
            None => Some(state),
        };
        Ok(state.map(|state| (version as u32, state)))
    }

    /// Replaces the stream's snapshot. The latest writer wins; an older state costs only reading a few more events. A kind
    /// without a shape has none: nobody could tell whether they still fit.
    pub async fn save_snapshot(&self, snapshot: &Snapshot) -> sqlx::Result<()> {
        let Some(shape) = shape_of(snapshot.kind) else { return Ok(()) };
        let name = name(snapshot.stream, snapshot.version as i32);
        let state = self.vault.close(snapshot.learner, &name, &storable(&snapshot.state)).await?;
        sqlx::query(
            "INSERT INTO snapshots (aggregate_id, aggregate_type, version, state, schema, learner)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (aggregate_id) DO UPDATE SET
                 version = excluded.version, state = excluded.state, schema = excluded.schema,
                 learner = excluded.learner, created_at = now()",
        )
        .bind(snapshot.stream)
        .bind(snapshot.kind)
        .bind(snapshot.version as i32)
        .bind(state)
        .bind(shape)
        .bind(snapshot.learner.as_uuid())
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}

/// What a snapshot is sealed as.
fn name(stream: Uuid, version: i32) -> String {
    format!("snapshot:{stream}:{version}")
}
