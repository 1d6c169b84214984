//! The update queue, and `getUpdates` with all its manners: offsets confirm, a second poller ends the first.
//!
//! Updates live for 24 hours or until confirmed. Pushing them to a webhook is `webhook.rs`'s work; both take from
//! the same [`Queue`].

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use super::{
    Emulator,
    bot_api::Refusal,
    state::{Record, World},
};

/// How long an unconfirmed update is kept, in seconds. Source: Bot API, "Getting updates".
const KEPT_S: i64 = 24 * 60 * 60;

/// How long after its last poll a bot counts as polling.
pub const POLLED_LATELY: Duration = Duration::from_secs(2);

const CONFLICT: &str =
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
const CONFLICT_WEBHOOK: &str =
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
const CONFLICT_SET_WEBHOOK: &str = "Conflict: terminated by setWebhook request";

/// One update on its way. `lane` is the chat within which order is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Queued {
    pub id: i64,
    pub at: i64,
    pub lane: Option<i64>,
    pub body: Map<String, Value>,
    /// It was delivered once and comes again on purpose.
    #[serde(default)]
    pub repeated: bool,
}

impl Queued {
    /// The `Update` object.
    pub fn update(&self) -> Value {
        let mut body = self.body.clone();
        body.insert("update_id".into(), json!(self.id));
        Value::Object(body)
    }
}

/// What was sent to the bot and is not yet confirmed.
#[derive(Debug, Default)]
pub struct Queue {
    pending: BTreeMap<i64, Queued>,
    /// Confirmed once, to be delivered a second time (fault `deliverTwice`).
    repeats: Vec<Queued>,
    generation: u64,
    polling: usize,
    last_polled: Option<Instant>,
}

impl Queue {
    pub fn pending(&self) -> impl DoubleEndedIterator<Item = &Queued> {
        self.pending.values()
    }

    pub fn len(&self) -> usize {
        self.pending.len() + self.repeats.len()
    }

    /// Whether somebody polls; between two polls of a living bot lies but a moment.
    pub fn is_polled(&self) -> bool {
        self.polling > 0 || self.last_polled.is_some_and(|at| at.elapsed() < POLLED_LATELY)
    }

    #[cfg(test)]
    pub fn polls_running(&self) -> usize {
        self.polling
    }

    pub fn restore(&mut self, update: Queued) {
        self.pending.insert(update.id, update);
    }

    pub fn forget(&mut self, ids: &[i64]) {
        self.pending.retain(|id, _| !ids.contains(id));
    }
}

impl World {
    /// Puts an update into the queue, if the bot asked for its kind.
    pub fn enqueue(&mut self, kind: &str, lane: Option<i64>, payload: &Value) {
        if !self.settings.wants(kind) || self.logged_out {
            return;
        }
        let mut body = Map::new();
        body.insert(kind.to_owned(), payload.clone());
        if self.one_shots.take_resend() {
            self.enqueue_raw(lane, body.clone());
        }
        self.enqueue_raw(lane, body);
    }

    /// Puts any object into the queue as it is, in the lane of the chat it speaks of.
    pub fn enqueue_any(&mut self, body: Map<String, Value>) -> i64 {
        let chat = |payload: &Value| {
            let id = payload.pointer("/chat/id").or_else(|| payload.pointer("/message/chat/id"));
            id.and_then(Value::as_i64)
        };
        let lane = body.values().find_map(chat);
        self.enqueue_raw(lane, body)
    }

    fn enqueue_raw(&mut self, lane: Option<i64>, body: Map<String, Value>) -> i64 {
        let id = self.next_id(|counters| &mut counters.update, 1);
        let update = Queued { id, at: self.now(), lane, body, repeated: false };
        self.store(Record::Update(Box::new(update.clone())));
        self.queue.pending.insert(id, update);
        id
    }

    /// Takes updates off the queue for good, or for their second delivery.
    pub fn confirm(&mut self, ids: &[i64]) {
        if ids.is_empty() {
            return;
        }
        for id in ids {
            if let Some(mut update) = self.queue.pending.remove(id)
                && self.faults.deliver_twice
                && !update.repeated
            {
                update.repeated = true;
                self.queue.repeats.push(update);
            }
        }
        self.store(Record::Delivered(ids.to_vec()));
    }

    /// Forgets every undelivered update.
    pub fn drop_pending(&mut self) {
        let ids: Vec<i64> = self.queue.pending.keys().copied().collect();
        self.queue.pending.clear();
        self.queue.repeats.clear();
        if !ids.is_empty() {
            self.store(Record::Delivered(ids));
        }
    }

    pub(super) fn forget_old_updates(&mut self) {
        let oldest = self.now() - KEPT_S;
        let old: Vec<i64> = self.queue.pending.values().filter(|u| u.at < oldest).map(|u| u.id).collect();
        if !old.is_empty() {
            self.queue.forget(&old);
            self.store(Record::Delivered(old));
        }
    }

    /// One look into the queue as `getUpdates` does it. A negative offset keeps that many from the end.
    fn batch(&mut self, offset: i64, limit: usize) -> Vec<Value> {
        self.forget_old_updates();
        self.close_expired_polls();
        let confirmed: Vec<i64> = if offset < 0 {
            let drop = self.queue.pending.len().saturating_sub(offset.unsigned_abs() as usize);
            self.queue.pending.keys().take(drop).copied().collect()
        } else {
            self.queue.pending.range(..offset).map(|(id, _)| *id).collect()
        };
        self.confirm(&confirmed);
        let again = self.queue.repeats.len().min(limit);
        let mut batch: Vec<Queued> = self.queue.repeats.drain(..again).collect();
        batch.extend(self.queue.pending.values().take(limit - again).cloned());
        if self.faults.reorder {
            batch.reverse();
        }
        if again > 0 {
            self.touch();
        }
        batch.iter().map(Queued::update).collect()
    }

    /// What the webhook should get next: the first waiting update of every lane that is not busy.
    pub(super) fn due(&self, is_busy: impl Fn(Option<i64>) -> bool) -> Vec<Queued> {
        let mut due: Vec<Queued> = Vec::new();
        let mut take = |update: &Queued| {
            if !is_busy(update.lane) && !due.iter().any(|other| other.lane == update.lane) {
                due.push(update.clone());
            }
        };
        // A second delivery comes behind everything new, as a redelivery after a lost answer would.
        if self.faults.reorder {
            self.queue.pending.values().rev().for_each(&mut take);
        } else {
            self.queue.pending.values().for_each(&mut take);
        }
        self.queue.repeats.iter().for_each(&mut take);
        due
    }

    /// The webhook took it.
    pub(super) fn delivered(&mut self, update: &Queued) {
        if update.repeated {
            self.queue.repeats.retain(|other| other.id != update.id);
            self.touch();
        } else {
            self.confirm(&[update.id]);
        }
    }
}

/// What a `getUpdates` call asks for.
pub struct Ask {
    pub offset: i64,
    pub limit: usize,
    pub timeout: Duration,
    /// Remembered for later updates when given.
    pub allowed: Option<Vec<String>>,
}

/// `getUpdates`: at once when there is something, else as soon as something comes, else empty after the time-out.
pub async fn poll(emulator: &Emulator, ask: Ask) -> Result<Vec<Value>, Refusal> {
    let mut changed = emulator.watch();
    let generation = emulator.change(|world| {
        if world.settings.webhook.is_some() {
            return Err(Refusal::conflict(CONFLICT_WEBHOOK));
        }
        if let Some(allowed) = ask.allowed
            && allowed != world.settings.allowed_updates
        {
            world.change_settings(|settings| settings.allowed_updates = allowed);
        }
        world.queue.generation += 1;
        world.queue.polling += 1;
        world.touch();
        Ok(world.queue.generation)
    })?;
    let _polling = Polling(emulator.clone());
    let deadline = Instant::now() + ask.timeout;
    loop {
        changed.borrow_and_update();
        let batch = emulator.change(|world| {
            if world.settings.webhook.is_some() {
                return Err(Refusal::conflict(CONFLICT_SET_WEBHOOK));
            }
            if world.queue.generation != generation {
                return Err(Refusal::conflict(CONFLICT));
            }
            Ok(world.batch(ask.offset, ask.limit))
        })?;
        if !batch.is_empty() || ask.timeout.is_zero() {
            return Ok(batch);
        }
        if tokio::time::timeout_at(deadline, changed.changed()).await.is_err() {
            return Ok(batch);
        }
    }
}

/// Counts a running poll for as long as it lives, also when its client hangs up.
struct Polling(Emulator);

impl Drop for Polling {
    fn drop(&mut self) {
        self.0.change(|world| {
            world.queue.polling = world.queue.polling.saturating_sub(1);
            world.queue.last_polled = Some(Instant::now());
            world.touch();
        });
    }
}
