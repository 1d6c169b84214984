//! The emulated world: the bot's settings, learners, chats, messages, polls, callback queries, the update queue.
//!
//! Pure data and its rules: no I/O, no network; the clock is a function handed in. Every mutation notes which
//! [`Record`]s changed (the journal stores them) and which page events follow (the chat page hears them). Start at
//! [`World`]; learners act in `learners.rs` and `writing.rs`, all messages live in `messages.rs`, votes in `polls.rs`.

pub mod callbacks;
pub mod learners;
pub mod messages;
pub mod polls;
pub mod settings;
pub mod writing;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    faults::{Faults, OneShots},
    updates::{Queue, Queued},
};
use callbacks::{Answered, CallbackQuery};
use learners::{Chat, Learner};
use messages::Message;
use polls::Poll;
use settings::Settings;

/// Why a learner (or a test in a learner's place) may not do something. Its text says what to do instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("{0}")]
    Conflict(String),
    #[error("{0}")]
    Invalid(String),
    #[error("{0}")]
    Unknown(String),
}

/// One durable piece of the world, stored whole whenever it changes; the last one written wins.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    Callback(CallbackQuery),
    CallbackGone(String),
    Chat(Chat),
    Counters(Counters),
    Delivered(Vec<i64>),
    Learner(Learner),
    Message(Box<Message>),
    MessageGone { chat: i64, id: i64 },
    Poll(Box<Poll>),
    Settings(Box<Settings>),
    Update(Box<Queued>),
}

/// The next free ids. Message ids count over all chats, as they do for a real account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Counters {
    pub callback: i64,
    pub group: i64,
    pub learner: i64,
    pub message: i64,
    pub poll: i64,
    pub update: i64,
}

impl Default for Counters {
    fn default() -> Self {
        Self { callback: 1, group: -4_000_001, learner: 100_001, message: 1, poll: 1, update: 1_000_001 }
    }
}

/// Everything there is. Guarded by one lock in [`super::Emulator`].
pub struct World {
    pub answers: Vec<Answered>,
    pub callbacks: BTreeMap<String, CallbackQuery>,
    /// Presses that were never answered in time.
    pub callbacks_missed: Vec<CallbackQuery>,
    pub chats: BTreeMap<i64, Chat>,
    pub counters: Counters,
    pub faults: Faults,
    pub learners: BTreeMap<i64, Learner>,
    pub logged_out: bool,
    pub messages: BTreeMap<(i64, i64), Message>,
    pub one_shots: OneShots,
    pub polls: BTreeMap<String, Poll>,
    pub queue: Queue,
    pub settings: Settings,
    pub(super) bot: Bot,
    clock: fn() -> DateTime<Utc>,
    events: Vec<Value>,
    records: Vec<Record>,
    /// How often each chat changed.
    revisions: HashMap<i64, u64>,
    touched: bool,
}

/// Who the bot is: what `BotFather` would have fixed.
#[derive(Clone, Debug)]
pub struct Bot {
    pub id: i64,
    pub name: String,
    pub username: String,
    /// How long a callback query may stay unanswered, in seconds.
    pub callback_timeout_s: i64,
}

impl World {
    pub fn new(bot: Bot, clock: fn() -> DateTime<Utc>) -> Self {
        Self {
            answers: Vec::new(),
            bot,
            callbacks: BTreeMap::new(),
            callbacks_missed: Vec::new(),
            chats: BTreeMap::new(),
            clock,
            // As Telegram's do, numbers begin somewhere: a world that is begun anew must not repeat an old one's.
            counters: Counters { update: clock().timestamp(), ..Counters::default() },
            events: Vec::new(),
            faults: Faults::default(),
            learners: BTreeMap::new(),
            logged_out: false,
            messages: BTreeMap::new(),
            one_shots: OneShots::default(),
            polls: BTreeMap::new(),
            queue: Queue::default(),
            records: Vec::new(),
            revisions: HashMap::new(),
            settings: Settings::default(),
            touched: false,
        }
    }

    /// Now, in whole Unix seconds: the unit of every date in the Bot API.
    pub fn now(&self) -> i64 {
        (self.clock)().timestamp()
    }

    /// Takes in what the journal kept. Only for the start.
    pub fn restore(&mut self, record: Record) {
        match record {
            Record::Callback(query) => drop(self.callbacks.insert(query.id.clone(), query)),
            Record::CallbackGone(id) => drop(self.callbacks.remove(&id)),
            Record::Chat(chat) => drop(self.chats.insert(chat.id, chat)),
            Record::Counters(counters) => self.counters = counters,
            Record::Delivered(ids) => self.queue.forget(&ids),
            Record::Learner(learner) => drop(self.learners.insert(learner.id, learner)),
            Record::Message(message) => {
                drop(self.messages.insert((message.chat, message.id), *message));
            }
            Record::MessageGone { chat, id } => drop(self.messages.remove(&(chat, id))),
            Record::Poll(poll) => drop(self.polls.insert(poll.id.clone(), *poll)),
            Record::Settings(settings) => self.settings = *settings,
            Record::Update(update) => self.queue.restore(*update),
        }
    }

    /// The whole world as records, for a compact journal.
    pub fn snapshot(&self) -> Vec<Record> {
        let mut all = vec![Record::Counters(self.counters.clone()), Record::Settings(Box::new(self.settings.clone()))];
        all.extend(self.learners.values().cloned().map(Record::Learner));
        all.extend(self.chats.values().cloned().map(Record::Chat));
        all.extend(self.polls.values().cloned().map(|poll| Record::Poll(Box::new(poll))));
        all.extend(self.messages.values().cloned().map(|message| Record::Message(Box::new(message))));
        all.extend(self.callbacks.values().cloned().map(Record::Callback));
        all.extend(self.queue.pending().cloned().map(|update| Record::Update(Box::new(update))));
        all
    }

    /// A change happened: this record is to be stored.
    pub fn store(&mut self, record: Record) {
        self.records.push(record);
    }

    /// The chat page is to hear of this.
    pub fn announce(&mut self, event: Value) {
        self.events.push(event);
    }

    /// Something that waiters look at changed, though nothing durable did.
    pub fn touch(&mut self) {
        self.touched = true;
    }

    /// A learner sees something else in this chat now.
    pub fn revise(&mut self, chat: i64) {
        *self.revisions.entry(chat).or_default() += 1;
    }

    /// Changes whenever the chat does.
    pub fn revision(&self, chat: i64) -> u64 {
        self.revisions.get(&chat).copied().unwrap_or_default()
    }

    /// What the mutations since the last call left behind: records, events, and whether anything changed at all.
    pub fn take_effects(&mut self) -> (Vec<Record>, Vec<Value>, bool) {
        let records = std::mem::take(&mut self.records);
        let events = std::mem::take(&mut self.events);
        let changed = std::mem::take(&mut self.touched) || !records.is_empty() || !events.is_empty();
        (records, events, changed)
    }

    pub(super) fn next_id(&mut self, counter: fn(&mut Counters) -> &mut i64, step: i64) -> i64 {
        let slot = counter(&mut self.counters);
        let id = *slot;
        *slot += step;
        let counters = self.counters.clone();
        self.store(Record::Counters(counters));
        id
    }
}
