//! The intake: every update that Telegram hands over is either confirmed after its turn is stored, or not at all.
//!
//! teloxide's own listeners confirm a batch before its handlers have run, and a crash then loses presses. Here an
//! update is *in flight* from its arrival until [`Intake::done`], when its turn is stored and its press is answered;
//! polling and webhook confirm only what is done.
//! What cannot be read is kept as it came, in the dead letters.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use metrics::counter;
use serde::de::Error as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use teloxide::payloads::AnswerCallbackQuery;
use teloxide::types::{AllowedUpdate, ChatId, MessageId, Update, UpdateKind};
use tokio::sync::{mpsc, watch};
use tracing::{error, warn};

use super::listener::Updates;
use super::press;
use super::recent::Recent;
use super::unreadable::{self, Remains};
use crate::app::App;
use crate::platform::telemetry::metric;

/// The kinds of updates that [`super::inbound::read`] finds a meaning in.
pub const KINDS: [AllowedUpdate; 5] = [
    AllowedUpdate::Message,
    AllowedUpdate::EditedMessage,
    AllowedUpdate::CallbackQuery,
    AllowedUpdate::MyChatMember,
    AllowedUpdate::PollAnswer,
];

/// Where its dead letters come from.
const SOURCE: &str = "telegram";
const RETRY: Duration = Duration::from_secs(1);
/// Content of unknown kinds that is kept.
const UNKNOWN: Quota = Quota::per_hour(NonZeroU32::new(60).expect("not zero"));

/// A handle; clones share everything.
#[derive(Clone)]
pub struct Intake {
    app: App,
    flights: Arc<Mutex<HashMap<u32, Flight>>>,
    done: Arc<Mutex<Recent>>,
    /// Content of unknown kinds that is kept: strangers must not fill the table.
    unknown: Arc<DefaultDirectRateLimiter>,
    queue: mpsc::UnboundedSender<Update>,
}

/// An update that is not done yet.
struct Flight {
    done: watch::Sender<Option<Done>>,
    /// As it came, for the dead letters.
    text: Box<RawValue>,
    way: Way,
}

/// How an update has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Polling,
    /// Its answer may carry a call of the Bot API, which Telegram makes when it has read it.
    Webhook,
}

/// What is confirmed: the call that goes along, as JSON, if there is one.
type Done = Option<Arc<str>>;

/// An update as it came: text that is read once.
#[derive(Debug)]
pub struct RawUpdate {
    text: Box<RawValue>,
    /// Its number; none if it has none that Telegram could have given it.
    pub id: Option<u32>,
    way: Way,
}

impl RawUpdate {
    pub fn new(text: Box<RawValue>, way: Way) -> Self {
        #[derive(Deserialize)]
        struct Numbered {
            update_id: u32,
        }
        let id = serde_json::from_str(text.get()).ok().map(|Numbered { update_id }| update_id);
        Self { text, id, way }
    }
}

enum Departure {
    New(Receipt),
    Joined(Receipt),
}

/// Resolves when the update is done.
pub enum Receipt {
    Done(Done),
    Flying(watch::Receiver<Option<Done>>),
}

impl Receipt {
    /// The call that goes along with the confirmation, if there is one. None: the intake has gone first, and the update
    /// must come again.
    pub async fn done(&mut self) -> Option<Done> {
        match self {
            Self::Done(along) => Some(along.clone()),
            Self::Flying(flight) => flight.wait_for(Option::is_some).await.ok()?.clone(),
        }
    }

    pub fn is_done(&self) -> bool {
        match self {
            Self::Done(_) => true,
            Self::Flying(flight) => flight.borrow().is_some(),
        }
    }
}

/// Confirms one update. Where something else has to end first as well, that has a clone, and the last of them confirms.
#[derive(Clone)]
pub struct Confirmation(Arc<(Intake, u32)>);

impl Confirmation {
    /// This part of it is done: Telegram has the answer to the press, or the turn is saved.
    pub fn done(self) {
        if let Some((intake, id)) = Arc::into_inner(self.0) {
            intake.done(id);
        }
    }

    /// Can the way that the update came by carry an answer?
    pub fn carries(&self) -> bool {
        let (intake, id) = &*self.0;
        intake.flights().get(id).is_some_and(Flight::carries)
    }

    /// Confirms the update along with the answer to its press, if that can be carried. Nobody hears what Telegram makes of
    /// it, and nobody needs to: if the confirmation gets lost, the update comes again and takes another answer along.
    /// False: it still has to be answered and confirmed.
    pub fn along(&self, answer: &AnswerCallbackQuery) -> bool {
        let (intake, id) = &*self.0;
        intake.done_along(*id, answer)
    }
}

impl Flight {
    /// Does somebody wait who could take a call along?
    fn carries(&self) -> bool {
        self.way == Way::Webhook && self.done.receiver_count() > 0
    }
}

impl Intake {
    /// The intake, and the updates that teloxide's dispatcher takes from it.
    pub fn new(app: App) -> (Self, Updates) {
        let (queue, updates) = mpsc::unbounded_channel();
        let done = Arc::new(Mutex::new(Recent::new(Instant::now())));
        (
            Self { app, flights: Arc::default(), done, unknown: Arc::new(RateLimiter::direct(UNKNOWN)), queue },
            Updates::new(updates),
        )
    }

    /// Takes an update over. The same update again joins the one that is in flight.
    pub fn submit(&self, raw: RawUpdate) -> Receipt {
        let RawUpdate { text, id, way } = raw;
        let Some(id) = id else {
            self.keep(&text, None, "it has no update_id", 1, None);
            return Receipt::Done(None);
        };
        let read = if press::nobodys_vote(text.get()) {
            Err(serde_json::Error::custom("a vote without a voter"))
        } else {
            press::read(text.get()).map_or_else(|| serde_json::from_str(text.get()), Ok)
        };
        let receipt = match self.depart(id, text, way) {
            Departure::New(receipt) => receipt,
            // What went along with its confirmation may have got lost with that.
            Departure::Joined(Receipt::Done(_)) if way == Way::Webhook => {
                return Receipt::Done(read.ok().as_ref().and_then(answer_again));
            }
            Departure::Joined(receipt) => return receipt,
        };
        match read {
            Ok(update) if !unreadable::is(&update) => self.send(update),
            Ok(_) => self.make_out(id),
            Err(error) => self.put_aside(id, &error.to_string(), 1),
        }
        receipt
    }

    /// To the dispatcher. It is gone only when the process stops: then the update comes again.
    fn send(&self, update: Update) {
        drop(self.queue.send(update));
    }

    /// Takes what can be read of an update that teloxide cannot read. What cannot be read lies in the dead letters first.
    fn make_out(&self, id: u32) {
        let Some(text) = self.flights().get(&id).map(|flight| flight.text.clone()) else { return };
        match unreadable::remains(text.get()) {
            Some(Remains::Content(update)) if self.unknown.check().is_ok() => {
                self.keep(&text, Some(id), "content of an unknown kind", 1, Some(update));
            }
            // Of content enough lies there already to learn from.
            Some(Remains::Content(update) | Remains::Text(update)) => self.send(*update),
            Some(Remains::Nothing) => self.done(id),
            None => self.put_aside(id, "teloxide cannot parse it", 1),
        }
    }

    /// The update's turn is stored and its press is answered: it may be confirmed.
    pub fn done(&self, id: u32) {
        self.recent().insert(id, Instant::now());
        if let Some(flight) = self.flights().remove(&id) {
            flight.done.send_replace(Some(None));
        }
    }

    /// The same, with the answer going along. False: nobody waits who could take it.
    fn done_along(&self, id: u32, answer: &AnswerCallbackQuery) -> bool {
        let mut flights = self.flights();
        let Some(call) = flights.get(&id).filter(|flight| flight.carries()).and_then(|_| along(answer)) else {
            return false;
        };
        self.recent().insert(id, Instant::now());
        if let Some(flight) = flights.remove(&id) {
            flight.done.send_replace(Some(Some(call)));
        }
        true
    }

    /// What confirms the update later.
    pub fn confirmation(&self, id: u32) -> Confirmation {
        Confirmation(Arc::new((self.clone(), id)))
    }

    /// The process stops before the update is done: it must come again.
    pub fn abandon(&self, id: u32) {
        self.flights().remove(&id);
    }

    /// Keeps an update that cannot be handled, and confirms it when that is stored.
    pub fn put_aside(&self, id: u32, reason: &str, attempts: u32) {
        let text = self.flights().get(&id).map(|flight| flight.text.clone());
        if let Some(text) = text {
            self.keep(&text, Some(id), reason, attempts, None);
        }
    }

    /// `then`: what is answered in its place, once it is stored.
    fn keep(&self, text: &RawValue, id: Option<u32>, reason: &str, attempts: u32, then: Option<Box<Update>>) {
        error!(update = id, reason, "an update cannot be handled; it is kept in the dead letters");
        counter!(metric::TELEGRAM_DEAD_LETTERS).increment(1);
        let raw: Value = serde_json::from_str(text.get()).unwrap_or_default();
        let digest = || format!("tg:sha256:{}", hex::encode(Sha256::digest(raw.to_string())));
        let key = id.map_or_else(digest, |id| self.key(id));
        let (intake, reason) = (self.clone(), reason.to_owned());
        tokio::spawn(async move {
            while let Err(error) = intake.stored(&key, &raw, &reason, attempts).await {
                warn!(%error, "a dead letter cannot be stored yet");
                tokio::time::sleep(RETRY).await;
            }
            match (then, id) {
                (Some(update), _) => intake.send(*update),
                (None, Some(id)) => intake.done(id),
                (None, None) => {}
            }
        });
    }

    async fn stored(&self, key: &str, raw: &Value, reason: &str, attempts: u32) -> sqlx::Result<()> {
        let store = &self.app.store;
        let of = match unreadable::person(raw) {
            Some(telegram) => store.vault().known(telegram).await?,
            None => None,
        };
        store.dead_letter(SOURCE, key, (raw, of), reason, attempts).await
    }

    /// The name under which a turn of this update is stored.
    pub fn key(&self, id: u32) -> String {
        format!("tg:{}:{id}", self.bot())
    }

    /// The name under which a turn of this message is stored.
    pub fn key_of_message(&self, chat: ChatId, message: MessageId) -> String {
        format!("tg:{}:{chat}/{message}", self.bot())
    }

    fn bot(&self) -> i64 {
        self.app.bot.get().map_or(0, |bot| bot.id)
    }

    /// Takes off, unless the same update is in flight or was done a moment ago.
    fn depart(&self, id: u32, text: Box<RawValue>, way: Way) -> Departure {
        let mut flights = self.flights();
        let joined = match flights.get(&id) {
            Some(flight) => Receipt::Flying(flight.done.subscribe()),
            None if self.recent().contains(id) => Receipt::Done(None),
            None => {
                let done = watch::Sender::new(None);
                let receipt = Receipt::Flying(done.subscribe());
                flights.insert(id, Flight { done, text, way });
                return Departure::New(receipt);
            }
        };
        counter!(metric::TELEGRAM_UPDATES, "kind" => "any", "result" => "repeated").increment(1);
        Departure::Joined(joined)
    }

    fn flights(&self) -> MutexGuard<'_, HashMap<u32, Flight>> {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn recent(&self) -> MutexGuard<'_, Recent> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The answer as a call that goes along. Source: Bot API, "Making requests when getting updates".
fn along(answer: &AnswerCallbackQuery) -> Done {
    #[derive(Serialize)]
    struct Along<'a> {
        method: &'static str,
        #[serde(flatten)]
        answer: &'a AnswerCallbackQuery,
    }
    // teloxide writes it with a capital letter, and Telegram takes either.
    let call = Along { method: "answerCallbackQuery", answer };
    Some(serde_json::to_string(&call).ok()?.into())
}

/// What was said is said in the screen as well: without words it is better than a clock that turns on the button.
fn answer_again(update: &Update) -> Done {
    match &update.kind {
        UpdateKind::CallbackQuery(query) => along(&AnswerCallbackQuery::new(query.id.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
