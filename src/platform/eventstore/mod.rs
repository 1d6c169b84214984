//! The event log over PostgreSQL: append at an expected version, read a stream, follow everything.
//! Knows no event's meaning: the kinds of streams are listed in `dialogues::streams`, and [`codec`] reads by them.
//! Start at [`EventStore::append`] for the write side and at [`Subscription`] for what follows it.

use std::sync::Arc;

use sqlx::PgPool;
use tokio::sync::watch;

use crate::platform::database::Direct;
use crate::platform::vault::Vault;

mod append;
mod checkpoint;
pub mod codec;
mod dead_letters;
mod event;
mod fold;
mod forgetting;
mod lag;
mod parked;
mod read;
mod read_model;
mod readers;
mod renumber;
mod replay;
mod snapshots;
mod subscription;
mod tables;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
mod together;
mod writer;

pub use append::{AppendError, Appended, Batch, event_id};
pub use checkpoint::{prepare, version as subscription_version};
pub(super) use dead_letters::{Letter, letter};
pub use event::{Cursor, NewEvent, StoredEvent};
pub use fold::{ReadError, SNAPSHOT_EVERY};
pub use forgetting::{forgetting, is_tombstone};
pub use lag::{LIMIT as LAG_LIMIT, Lag, lag};
pub use parked::source as subscription_source;
pub(super) use read::sealable;
pub use read::stream_by_stream;
pub use read_model::{ReadModel, lacking};
pub use readers::{Leftover, Readers, leftovers, prune};
pub use renumber::{RenumberError, Renumbered, foreign, renumber};
pub use replay::{ReplayReport, TableReport, replay};
pub use subscription::{PATIENCE, Subscription, caught_up, is_current, passed, run, run_all};

pub(crate) use tables::of_model;
pub use tables::{Key, Model};

use writer::Writer;

/// A handle to the log; clones share the pool and the wake-up signal.
#[derive(Clone, Debug)]
pub struct EventStore {
    pool: PgPool,
    vault: Vault,
    writer: Writer,
    appended: Arc<watch::Sender<u64>>,
    hurried: Arc<watch::Sender<()>>,
    acted: Arc<watch::Sender<()>>,
}

impl EventStore {
    pub fn new(pool: PgPool, vault: Vault) -> Self {
        let writer = Writer::new(Direct::new(pool.connect_options()));
        Self { pool, vault, writer, appended: Arc::default(), hurried: Arc::default(), acted: Arc::default() }
    }

    pub const fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// One whose keys are wrapped by a key that everybody knows.
    pub fn for_test(pool: PgPool) -> Self {
        let vault = Vault::for_test(pool.clone());
        Self::new(pool, vault)
    }

    /// What seals and opens what is a person's own.
    pub const fn vault(&self) -> &Vault {
        &self.vault
    }

    /// How many events this process has appended. Other processes' appends are not signalled: poll as well.
    pub fn appended(&self) -> watch::Receiver<u64> {
        self.appended.subscribe()
    }

    /// Somebody waits for what the subscriptions make of the log: they look now instead of in a moment. Other processes'
    /// subscriptions do not hear it.
    pub fn hurry(&self) {
        self.hurried.send_replace(());
    }

    fn hurried(&self) -> watch::Receiver<()> {
        self.hurried.subscribe()
    }

    /// Changes whenever a subscription of this process that is no read model has taken something in: there may be
    /// something to do.
    pub fn acted(&self) -> watch::Receiver<()> {
        self.acted.subscribe()
    }

    pub(super) fn has_acted(&self) {
        self.acted.send_replace(());
    }

    /// So many events were appended: wakes the subscriptions.
    fn wake(&self, events: usize) {
        self.appended.send_modify(|appended| *appended += events as u64);
    }
}

/// The value without NUL characters, which PostgreSQL's jsonb refuses: a name with one must not lose an update.
pub(super) fn storable(value: &serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::String(text) => Value::String(text.replace('\0', "\u{fffd}")),
        Value::Array(items) => Value::Array(items.iter().map(storable).collect()),
        Value::Object(fields) => Value::Object(
            fields.iter().map(|(name, value)| (name.replace('\0', "\u{fffd}"), storable(value))).collect(),
        ),
        other => other.clone(),
    }
}
