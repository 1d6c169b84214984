//! The log against a real PostgreSQL.

mod append;
mod codec;
mod conflicts;
mod group;
mod lag;
mod newer;
mod order;
mod parked;
mod readers;
mod replay;
mod snapshots;
mod subscription;
mod tally;
mod together;
mod upcasting;

use chrono::{DateTime, Utc};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use serde_json::json;
use uuid::Uuid;

use super::{AppendError, Appended, Batch, Cursor, EventStore, NewEvent, StoredEvent};

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap()
}

fn event(stream: Uuid, version: u32) -> NewEvent {
    NewEvent { stream, aggregate_type: "test", event_type: "Tested".into(), data: json!({ "n": version }), version }
}

async fn append(store: &EventStore, key: Option<&str>, events: &[NewEvent]) -> Result<Appended, AppendError> {
    store.append(Batch { key, events, at: at(), metadata: json!({ "learner": "l" }) }).await
}

/// The log from its start once `count` events have settled: other databases' transactions may hold the horizon back.
async fn followed(store: &EventStore, count: usize) -> Vec<StoredEvent> {
    loop {
        let events = store.read_after(Cursor::START, count as u32 + 1).await.unwrap();
        if events.len() >= count {
            return events;
        }
    }
}

/// A recorder for the calling test alone: `let (recorder, metrics) = recorder(); let _guard = …(&recorder);` in a test
/// whose runtime has one thread.
fn recorder() -> (PrometheusRecorder, PrometheusHandle) {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    (recorder, handle)
}

/// The value of a metric, by its name and labels as they are rendered.
fn metric_value(metrics: &PrometheusHandle, name: &str) -> Option<f64> {
    metrics.render().lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}
