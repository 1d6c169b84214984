//! Screens out: callbacks are answered at once, screens are drawn chat by chat. Only the latest screen of a chat is
//! worth drawing, so a slow or flooded chat skips what it has outrun, and delays nobody else.

mod draw;
mod lane;
mod limits;
mod poll;

use std::num::NonZeroU32;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dialogues::kernel::locale::Locale;
use dialogues::kernel::screen::NOTICE_LIMIT;
use dialogues::kernel::texts::Texts;
use dialogues::streams::{Fact, LearnerFact, ProfileChange, Recorded};
use dialogues::turn::Outcome;
use futures::FutureExt as _;
use metrics::counter;
use teloxide::payloads::{AnswerCallbackQuery, AnswerCallbackQuerySetters, SendMessage};
use teloxide::requests::Payload as _;
use teloxide::types::{CallbackQueryId, ChatId, MessageId, ThreadId};
use tokio::time::timeout;
use tokio_util::task::TaskTracker;
use tracing::{debug, error, warn};
use url::Url;

use super::call::Api;
use super::intake::Confirmation;
use super::profile;
use crate::app::App;
use crate::conversation::{self, Reply};
use crate::platform::telemetry::metric;
use lane::{Draw, Lanes};
use limits::Limits;

/// A press that Telegram does not let us answer keeps its update unconfirmed no longer than this.
const ANSWERING: Duration = Duration::from_secs(2);

/// What a turn has to show.
pub struct Delivery {
    pub chat: ChatId,
    /// A press edits the live message; a message or command gets an answer below it. One that comes again after a crash is
    /// answered again: better twice than never.
    pub fresh: bool,
    /// The message whose button was pressed.
    pub pressed: Option<MessageId>,
    pub reply: Reply,
    pub arrived: Instant,
}

/// Everything that leaves for Telegram.
pub struct Outbox {
    api: Api,
    app: App,
    /// Where the Mini App's buttons lead.
    mini_app: Option<Url>,
    limits: Limits,
    lanes: Lanes,
    /// A stop waits until there are none.
    tasks: TaskTracker,
}

impl Outbox {
    /// `rate`: sends per second in all.
    pub fn new(api: Api, app: App, rate: NonZeroU32) -> Self {
        let (mini_app, limits) = (app.mini_app_url(), Limits::new(rate));
        Self { api, app, mini_app, limits, lanes: Lanes::default(), tasks: TaskTracker::new() }
    }

    pub(super) const fn api(&self) -> &Api {
        &self.api
    }

    /// Draws the screen, in the background.
    pub fn deliver(self: &Arc<Self>, delivery: Delivery) {
        let Delivery { chat, fresh, pressed, reply, arrived } = delivery;
        if let Some(locale) = new_language(&reply.facts) {
            self.rename_menu_button(chat, locale);
        }
        let pressed = pressed.map(|message| message.0);
        self.enqueue(chat, Draw { fresh, pressed, ..Draw::of(reply, arrived) });
    }

    /// Draws what follows from a vote. There is no callback to answer, so that a vote which came too late gets a message.
    pub fn after_vote(self: &Arc<Self>, chat: ChatId, reply: Reply, arrived: Instant) {
        if reply.outcome == Outcome::Spent {
            self.tell(chat, Texts::of(reply.state.learner.locale).plain("poll-late", &[]));
        }
        self.enqueue(chat, Draw::of(reply, arrived));
    }

    /// Draws a screen again: one that an earlier process stored but perhaps did not show, or that has changed.
    pub fn redraw(self: &Arc<Self>, reply: Reply) {
        let chat = ChatId(reply.state.learner.telegram_id);
        self.enqueue(chat, Draw::of(reply, Instant::now()));
    }

    /// Answers a callback at once; too late is as good as answered. The update is confirmed when Telegram has the answer,
    /// or when it has kept us waiting for [`ANSWERING`].
    pub fn answer(self: &Arc<Self>, callback: CallbackQueryId, text: Option<String>, update: Option<Confirmation>) {
        let mut payload = AnswerCallbackQuery::new(callback);
        if let Some(text) = text {
            payload = payload.text(text.chars().take(NOTICE_LIMIT).collect::<String>());
        }
        if update.as_ref().is_some_and(|update| update.along(&payload)) {
            counter!(metric::TELEGRAM_SENDS, "method" => AnswerCallbackQuery::NAME, "result" => "along").increment(1);
            return;
        }
        self.spawn(async move |outbox| {
            let mut answering = pin!(outbox.answered(&payload));
            let answered = timeout(ANSWERING, &mut answering).await;
            if let Some(update) = update {
                update.done();
            }
            if answered.is_err() {
                answering.await;
            }
        });
    }

    async fn answered(&self, payload: &AnswerCallbackQuery) {
        for pause in draw::BACKOFF.iter().take(3) {
            match self.api.call(payload).await {
                Err(error) if error.transient() => draw::wait(&error, *pause).await,
                Err(error) if !error.harmless() => {
                    warn!(%error, "a press could not be answered");
                    return;
                }
                _ => return,
            }
        }
    }

    /// Tells a group where the bot can be talked to, not more often than a group bears.
    pub fn group_hint(self: &Arc<Self>, chat: ChatId, topic: Option<ThreadId>, locale: Locale) {
        if !self.limits.group_hint(chat) {
            return;
        }
        let link = format!("https://t.me/{}", self.app.bot_username());
        let mut hint = SendMessage::new(chat, Texts::of(locale).plain("group-hint", &[("link", (&link).into())]));
        hint.message_thread_id = topic;
        self.say(hint);
    }

    /// Says something that is no screen.
    pub fn tell(self: &Arc<Self>, chat: ChatId, text: String) {
        self.say(SendMessage::new(chat, text));
    }

    fn say(self: &Arc<Self>, message: SendMessage) {
        self.spawn(async move |outbox| {
            if let Err(error) = outbox.api.call(&message).await {
                debug!(%error, "a chat could not be told");
            }
        });
    }

    /// Nothing is to be shown to this learner any more.
    pub fn forget(self: &Arc<Self>, reply: Reply) {
        self.spawn(async move |outbox| conversation::shown(&outbox.app, reply.learner, None, reply.marks).await);
    }

    /// Waits until everything is sent, and noted.
    pub async fn drained(&self) {
        self.tasks.close();
        self.tasks.wait().await;
        self.app.cache.settled().await;
    }

    fn rename_menu_button(self: &Arc<Self>, chat: ChatId, locale: Locale) {
        self.spawn(async move |outbox| {
            if let Err(error) = profile::menu_button(&outbox.api, &outbox.app, Some(chat), locale).await {
                debug!(%error, "the menu button keeps its old language");
            }
        });
    }

    fn enqueue(self: &Arc<Self>, chat: ChatId, draw: Draw) {
        if self.lanes.push(chat, draw) {
            self.spawn(async move |outbox| {
                // A panic must not leave the chat to a task that is no more.
                if AssertUnwindSafe(draw::run(&outbox, chat)).catch_unwind().await.is_err() {
                    error!("drawing a screen panicked");
                    outbox.lanes.abandon(chat);
                }
            });
        }
    }

    fn spawn<F: Future<Output = ()> + Send + 'static>(self: &Arc<Self>, work: impl FnOnce(Arc<Self>) -> F) {
        self.tasks.spawn(work(Arc::clone(self)));
    }
}

/// The language that a learner is addressed in from now on.
fn new_language(facts: &[Recorded]) -> Option<Locale> {
    facts.iter().find_map(|recorded| match &recorded.fact {
        Fact::Learner(LearnerFact::UserRegistered { locale, .. }) => Some(*locale),
        Fact::Learner(LearnerFact::ProfileUpdated(ProfileChange { locale, .. })) => *locale,
        _ => None,
    })
}
