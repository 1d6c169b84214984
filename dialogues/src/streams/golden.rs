//! A log that an earlier version has written: every event type on every kind of stream. All versions must read it; what
//! it folds to is how a version shows its shape. Caches and snapshots carry the [shape] that wrote them, so that nobody
//! has to say when a fold has changed.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::aggregate::Aggregate;
use crate::kernel::ids::LearnerId;

/// A line for each learner.
pub const LOG: &str = include_str!("golden.jsonl");

#[derive(Clone, Debug, Deserialize)]
pub struct Log {
    pub learner: LearnerId,
    /// In the order in which they were stored.
    pub events: Vec<Event>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    pub stream: Uuid,
    pub aggregate_type: String,
    pub version: u32,
    #[serde(rename = "type")]
    pub event_type: String,
    pub data: Value,
    pub at: DateTime<Utc>,
}

/// The logs of all learners.
pub fn logs() -> impl Iterator<Item = Log> {
    LOG.lines().filter_map(|line| serde_json::from_str(line).ok())
}

impl Log {
    /// What each stream folds to, as it is cached; none for one that this version cannot read.
    pub fn states(&self) -> Vec<(&str, Uuid, Option<Value>)> {
        let mut streams: BTreeMap<Uuid, Vec<&Event>> = BTreeMap::new();
        for event in &self.events {
            streams.entry(event.stream).or_default().push(event);
        }
        let folded = |stream, events: &[&Event]| super::folded(self.learner, stream, events);
        let all = streams.into_iter().filter_map(|(stream, events)| {
            Some((events.first()?.aggregate_type.as_str(), stream, folded(stream, &events)))
        });
        all.collect()
    }
}

impl Event {
    /// Its type and data as this version writes them; none for one that this version cannot read.
    pub fn rewritten(&self) -> Option<(String, Value)> {
        super::rewritten(&self.aggregate_type, &self.event_type, &self.data)
    }
}

/// The shape of a kind's folds, positive: changes whenever this version folds the golden log to something else, or writes
/// it otherwise. None for a kind that the golden log does not hold.
pub fn shape_of(kind: &str) -> Option<i32> {
    SHAPES.get(kind).copied()
}

/// All kinds with their shapes.
pub fn shapes() -> impl Iterator<Item = (&'static str, i32)> {
    SHAPES.iter().map(|(kind, shape)| (kind.as_str(), *shape))
}

/// The shape of all kinds together.
pub fn shape() -> i32 {
    *SHAPE
}

static SHAPE: LazyLock<i32> = LazyLock::new(|| {
    let mut all = Sha256::new();
    for (kind, shape) in &*SHAPES {
        all.update(format!("{kind}:{shape};"));
    }
    first_bytes(&all.finalize())
});

static SHAPES: LazyLock<BTreeMap<String, i32>> = LazyLock::new(|| {
    let mut hashes: BTreeMap<String, Sha256> = BTreeMap::new();
    for log in logs() {
        for (kind, _, state) in log.states() {
            hashes.entry(kind.to_owned()).or_default().update(state.unwrap_or_default().to_string());
        }
    }
    hashes.into_iter().map(|(kind, hash)| (kind, first_bytes(&hash.finalize()))).collect()
});

/// As many as a positive `i32` holds.
fn first_bytes(hash: &[u8]) -> i32 {
    let bytes = hash.iter().take(4).fold(0, |number: u32, byte| number << 8 | u32::from(*byte));
    (bytes >> 1).max(1) as i32
}

pub(super) fn rewritten<A: Aggregate>(event_type: &str, data: &Value) -> Option<(String, Value)> {
    A::encode(&A::decode(event_type, data).ok()?).ok()
}

pub(super) fn fold<A: Aggregate>(id: A::Id, events: &[&Event]) -> Option<Value> {
    let fold = |before: Option<A>, event: &&Event| {
        let fact = A::decode(&event.event_type, &event.data).ok()?;
        Some(A::fold(before, id, &fact, event.at))
    };
    serde_json::to_value(events.iter().try_fold(None, fold)??).ok()
}
