//! From the log to a fold: from a snapshot where there is one that fits, a page of events at a time. What a learner has
//! behind them costs no more than the events since the last snapshot.

use crate::platform::telemetry::who;
use dialogues::streams::golden::shape_of;
use dialogues::streams::{Aggregate, Snapshot, Source};
use tracing::warn;

use super::codec::{CodecError, decode};
use super::{EventStore, StoredEvent};

/// A stream's snapshot is renewed after so many events.
pub const SNAPSHOT_EVERY: u32 = 100;
/// Events that are in memory at a time.
const PAGE: u32 = 500;

#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Unreadable(CodecError),
    /// A newer program has stored an event of a type that this one does not know. What follows from it cannot be known here.
    #[error("a newer program has stored it: {0}")]
    Newer(CodecError),
}

impl Source for EventStore {
    type Error = ReadError;

    async fn fold<A: Aggregate>(&self, id: A::Id) -> Result<Option<A>, ReadError> {
        let stream = A::stream(id);
        let mut folded: Option<A> = self.snapshot_of(id).await?;
        let mut version = folded.as_ref().map_or(0, A::version);
        let since = version;
        let mut whose = None;
        loop {
            let page = self.read_page(stream, version, PAGE).await?;
            for event in &page {
                folded = A::fold(folded, id, &known::<A>(event)?, event.at);
                version = event.version;
            }
            whose = page.last().and_then(|event| event.learner().ok()).or(whose);
            if page.len() < PAGE as usize {
                break;
            }
        }
        // A long way from the last snapshot, as after a change of shape: the next one shall be shorter.
        if version - since > SNAPSHOT_EVERY
            && shape_of(A::TYPE).is_some()
            && let Some(folded) = &folded
            && let Some(learner) = whose
            && let Ok(state) = serde_json::to_value(folded)
        {
            self.remember(vec![Snapshot { kind: A::TYPE, learner, stream, version, state }]);
        }
        Ok(folded)
    }
}

fn known<A: Aggregate>(event: &StoredEvent) -> Result<A::Fact, ReadError> {
    decode::<A>(event).map_err(|error| {
        if A::knows(&event.event_type, &event.data) { ReadError::Unreadable(error) } else { ReadError::Newer(error) }
    })
}

impl EventStore {
    /// Saves snapshots beside whatever goes on: their loss costs nothing but a longer fold.
    pub fn remember(&self, snapshots: Vec<Snapshot>) {
        if snapshots.is_empty() {
            return;
        }
        let store = self.clone();
        tokio::spawn(async move {
            for snapshot in snapshots {
                if let Err(error) = store.save_snapshot(&snapshot).await {
                    let stream = snapshot.stream;
                    warn!(%error, stream = who(stream), "a snapshot could not be saved; the stream is folded from further back");
                }
            }
        });
    }

    async fn snapshot_of<A: Aggregate>(&self, id: A::Id) -> sqlx::Result<Option<A>> {
        let Some(shape) = shape_of(A::TYPE) else { return Ok(None) };
        let snapshot = self.load_snapshot(A::stream(id), shape).await?;
        // What does not read, or reads as another version than it stands for, is as good as none.
        Ok(snapshot.and_then(|(version, state)| {
            serde_json::from_value(state).ok().filter(|folded: &A| folded.version() == version)
        }))
    }
}
