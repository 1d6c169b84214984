//! An emulated Telegram: the Bot API over HTTP, and the server side of the playground's chat page.
//!
//! It is the Telegram of those who try the academy without a token, and the Telegram of the integration tests. It knows
//! bots, chats and messages, and nothing of the academy: a clock and a token are all that it is given. So that the tests
//! mean something, it is strict: what real Telegram refuses, it refuses with Telegram's own code and words. Where it
//! differs on purpose:
//!
//! - a parameter that Telegram would ignore silently is refused: it is a typing error, or something not emulated;
//! - web apps and webhooks may be plain http on the loopback interface, since both run on one machine here;
//! - only inline keyboards and parse mode HTML are known; there are no files, channels, payments or inline mode.
//!
//! [`Emulator`] is a cheap handle; [`Emulator::bind`] serves it. `state.rs` is the world, `bot_api/` what a bot may
//! call, `page/` what the chat page calls, `client.rs` what tests call in its place.

mod bot_api;
mod client;
mod entities;
mod faults;
mod init_data;
mod journal;
mod page;
mod server;
mod state;
#[cfg(test)]
mod tests;
mod updates;
mod webhook;
mod wire;

use std::{
    io,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use tokio::sync::{broadcast, watch};

pub use bot_api::{Call, Refusal};
pub use client::{ClientError, LearnerClient, MessageView};
pub use faults::{Faults, Hold};
pub use server::Running;
pub use state::{
    Problem,
    callbacks::Answered,
    learners::Chat,
    messages::{Action, Button, Keyboard},
};

use journal::Journal;
use state::{Bot, World};

/// Page events that a slow reader may be behind before it has to reload.
const EVENTS_KEPT: usize = 1024;

/// How the emulated Telegram is set up.
#[derive(Clone, Debug)]
pub struct EmulatorConfig {
    /// The bot's token, `<bot id>:<secret>`.
    pub token: SecretString,
    pub username: String,
    pub name: String,
    /// The only clock.
    pub now: fn() -> DateTime<Utc>,
    /// Where the world is kept; `None` keeps it in memory.
    pub journal: Option<PathBuf>,
    /// How long a callback query may stay unanswered.
    pub callback_timeout: Duration,
    /// The first pause after a webhook failed; each further one doubles, up to `webhook_backoff_max`.
    pub webhook_backoff: Duration,
    pub webhook_backoff_max: Duration,
    /// How long a webhook may take to answer.
    pub webhook_timeout: Duration,
}

impl EmulatorConfig {
    pub fn new(token: impl Into<String>, now: fn() -> DateTime<Utc>) -> Self {
        Self {
            token: SecretString::from(token.into()),
            username: "playground_bot".into(),
            name: "Playground".into(),
            now,
            journal: None,
            callback_timeout: Duration::from_secs(15),
            webhook_backoff: Duration::from_millis(50),
            webhook_backoff_max: Duration::from_secs(5),
            webhook_timeout: Duration::from_secs(10),
        }
    }
}

/// An emulated Telegram with one bot. Clones are the same one.
#[derive(Clone)]
pub struct Emulator(Arc<Inner>);

struct Inner {
    config: EmulatorConfig,
    world: Mutex<(World, Journal)>,
    calls: Mutex<Vec<Call>>,
    changed: watch::Sender<u64>,
    events: broadcast::Sender<Arc<Value>>,
}

impl Emulator {
    /// Sets the world up, from its journal if there is one.
    pub fn new(config: EmulatorConfig) -> io::Result<Self> {
        let id = config.token.expose_secret().split_once(':').and_then(|(id, _)| id.parse().ok());
        let id =
            id.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a bot token looks like 123456:secret"))?;
        let bot = Bot {
            id,
            name: config.name.clone(),
            username: config.username.clone(),
            callback_timeout_s: config.callback_timeout.as_secs() as i64,
        };
        let mut world = World::new(bot, config.now);
        let journal = Journal::open(config.journal.as_deref(), &mut world)?;
        Ok(Self(Arc::new(Inner {
            config,
            world: Mutex::new((world, journal)),
            calls: Mutex::default(),
            changed: watch::Sender::new(0),
            events: broadcast::Sender::new(EVENTS_KEPT),
        })))
    }

    pub fn config(&self) -> &EmulatorConfig {
        &self.0.config
    }

    /// Every call the bot made so far, oldest first (the latest ten thousand), secrets left out.
    pub fn calls(&self) -> Vec<Call> {
        self.0.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Updates that the bot has not confirmed yet.
    pub fn pending(&self) -> usize {
        self.look(|world| world.queue.len())
    }

    /// The learners whose presses wait for an answer, and those whose presses were never answered in time.
    pub fn unanswered(&self) -> (Vec<i64>, Vec<i64>) {
        self.change(|world| {
            world.forget_stale_queries();
            let waiting = world.callbacks.values().map(|query| query.from).collect();
            (waiting, world.callbacks_missed.iter().map(|query| query.from).collect())
        })
    }

    /// Returns once the emulator is as wanted; it is looked at after every change of its world.
    pub async fn until(&self, wanted: impl Fn(&Self) -> bool) {
        let mut changed = self.watch();
        loop {
            changed.borrow_and_update();
            // Whoever waits holds the sender.
            if wanted(self) || changed.changed().await.is_err() {
                return;
            }
        }
    }

    /// Puts any object into the queue as it is, whatever the bot asked for. Returns its `update_id`.
    pub fn push_raw(&self, update: Value) -> Result<i64, Problem> {
        match update {
            Value::Object(update) => Ok(self.change(|world| world.enqueue_any(update))),
            _ => Err(Problem::Invalid("an update is a JSON object".into())),
        }
    }

    /// Reads the world.
    fn look<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.lock().0)
    }

    /// Changes the world: stores what changed, tells the page, wakes whoever waits.
    fn change<T>(&self, work: impl FnOnce(&mut World) -> T) -> T {
        let mut guard = self.lock();
        let (world, journal) = &mut *guard;
        let out = work(world);
        let (records, events, changed) = world.take_effects();
        if !records.is_empty()
            && let Err(error) = journal.append(&records)
        {
            tracing::error!(%error, "the playground's journal could not be written");
        }
        for event in events {
            // Nobody listens: nobody misses it.
            let _ = self.0.events.send(Arc::new(event));
        }
        drop(guard);
        if changed {
            self.0.changed.send_modify(|version| *version = version.wrapping_add(1));
        }
        out
    }

    /// Changes whenever the world did.
    fn watch(&self) -> watch::Receiver<u64> {
        self.0.changed.subscribe()
    }

    fn events(&self) -> broadcast::Receiver<Arc<Value>> {
        self.0.events.subscribe()
    }

    fn note_call(&self, call: Call) {
        const KEPT: usize = 10_000;
        let mut calls = self.0.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if calls.len() >= KEPT {
            calls.drain(..KEPT / 10);
        }
        calls.push(call);
    }

    /// A panic under the lock cannot leave half a change that matters here: keep serving.
    fn lock(&self) -> MutexGuard<'_, (World, Journal)> {
        self.0.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
