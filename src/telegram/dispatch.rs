//! teloxide's dispatcher: the tree of update kinds, and the one handler behind it.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dialogues::dialogue;
use dialogues::texts::Texts;
use futures::FutureExt;
use metrics::counter;
use teloxide::dispatching::{Dispatcher, UpdateFilterExt, UpdateHandler};
use teloxide::error_handlers::LoggingErrorHandler;
use teloxide::types::Update;
use teloxide::{Bot, dptree};
use tokio::sync::watch;
use tokio::time::sleep;
use tracing::{Instrument, error, info_span, warn};

use super::inbound::{self, Incoming, Step};
use super::intake::{Intake, Listener};
use super::outbound::{Delivery, Outbox};
use crate::app::App;
use crate::conversation::{self, Arrival, Reply, TurnError};
use crate::platform::telemetry::metric;

/// Updates of one learner that wait here; no more are ever in flight than Telegram hands over at once.
const QUEUE: usize = 256;
/// An update that fails so often for a reason of its own is put aside.
const FAILURES: u32 = 3;
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What the handler works with.
pub struct Desk {
    pub app: App,
    pub outbox: Arc<Outbox>,
    pub intake: Intake,
    pub stopping: watch::Receiver<bool>,
}

/// Handles updates until it is told to close, then finishes those that have begun.
pub async fn run(bot: Bot, listener: Listener, desk: Arc<Desk>, mut closing: watch::Receiver<bool>) {
    let ignored = desk.intake.clone();
    let mut dispatcher = Dispatcher::builder(bot, tree())
        .dependencies(dptree::deps![desk])
        .distribution_function(inbound::lane)
        .worker_queue_size(QUEUE)
        .default_handler(move |update| {
            // Not for us: a post of a channel, a service message.
            ignored.done(update.id.0);
            async {}
        })
        .build();
    let shutdown = dispatcher.shutdown_token();
    tokio::spawn(async move {
        let _ = closing.wait_for(|close| *close).await;
        if let Ok(stopped) = shutdown.shutdown() {
            stopped.await;
        }
    });
    let listening = dispatcher.try_dispatch_with_listener(listener, LoggingErrorHandler::new());
    if let Err(error) = listening.await {
        error!(%error, "the dispatcher could not start");
    }
}

fn tree() -> UpdateHandler<Infallible> {
    dptree::entry()
        .branch(Update::filter_callback_query().filter_map(inbound::press).endpoint(handle))
        .branch(Update::filter_edited_message().filter_map(inbound::edited).endpoint(handle))
        .branch(Update::filter_message().filter_map(inbound::message).endpoint(handle))
        .branch(Update::filter_my_chat_member().filter_map(inbound::membership).endpoint(handle))
}

async fn handle(update: Update, incoming: Incoming, desk: Arc<Desk>) -> Result<(), Infallible> {
    let id = update.id.0;
    match incoming {
        Incoming::Turn(step) => {
            let span = info_span!("update", update = id, learner = %step.learner);
            desk.turn(&update, step).instrument(span).await;
            return Ok(());
        }
        Incoming::Group { chat, locale } => desk.outbox.group_hint(chat, locale),
        Incoming::Elsewhere { callback, locale } => {
            desk.outbox.answer(callback, Some(Texts::of(locale).plain("refused-unknown", &[])));
        }
    }
    counter!(metric::TELEGRAM_UPDATES, "kind" => "elsewhere", "result" => "done").increment(1);
    desk.intake.done(id);
    Ok(())
}

impl Desk {
    /// Takes the turn, however long the database is away, and confirms the update when it is stored.
    async fn turn(&self, update: &Update, step: Step) {
        let id = update.id.0;
        let kind = kind(&step);
        let arrived = Instant::now();
        let mut failures = 0;
        let mut waits = 0;
        loop {
            let key = self.intake.key(id);
            let arrival = Arrival { learner: step.learner, person: Some(&step.person), key: Some(&key) };
            // A panic in a handler would end teloxide's worker for this chat and then the whole dispatcher.
            let taken = AssertUnwindSafe(conversation::take_turn(&self.app, arrival, &step.input)).catch_unwind().await;
            match taken {
                Ok(Ok(reply)) => {
                    counter!(metric::TELEGRAM_UPDATES, "kind" => kind, "result" => "done").increment(1);
                    self.show(step, reply, arrived);
                    self.intake.done(id);
                    return;
                }
                Ok(Err(error @ (TurnError::Unavailable(_) | TurnError::Contended))) => {
                    warn!(%error, waits, "the turn cannot be taken yet");
                    if waits == 0 {
                        self.soothe(&step);
                    }
                    waits += 1;
                    if self.stop_or_wait(waits).await {
                        return;
                    }
                }
                Ok(Err(error)) => {
                    failures += 1;
                    error!(%error, failures, "the turn fails");
                }
                Err(_) => {
                    failures += 1;
                    error!(failures, "the turn panicked");
                }
            }
            if failures >= FAILURES {
                counter!(metric::TELEGRAM_UPDATES, "kind" => kind, "result" => "dead").increment(1);
                self.soothe(&step);
                let raw = serde_json::to_value(update).unwrap_or_default();
                self.intake.bury(raw, Some(id), "its turn failed three times");
                return;
            }
        }
    }

    fn show(&self, step: Step, reply: Reply, arrived: Instant) {
        if matches!(step.input, dialogues::input::Input::Blocked) {
            self.outbox.forget(step.learner);
            return;
        }
        let Step { chat, press, .. } = step;
        self.outbox.deliver(Delivery { chat, press, reply, arrived });
    }

    /// Tells the learner that their press is not lost.
    fn soothe(&self, step: &Step) {
        if let Some((callback, _)) = &step.press {
            let locale =
                step.person.language_code.as_deref().and_then(dialogues::locale::Locale::of_tag).unwrap_or_default();
            self.outbox.answer(callback.clone(), Some(Texts::of(locale).plain("trouble", &[])));
        }
    }

    /// True: the process stops, and the update is left for the next one.
    async fn stop_or_wait(&self, waits: u32) -> bool {
        let pause = Duration::from_millis(50).saturating_mul(1 << waits.min(7)).min(LONGEST_PAUSE);
        let mut stopping = self.stopping.clone();
        tokio::select! {
            () = sleep(pause) => false,
            _ = stopping.wait_for(|stop| *stop) => true,
        }
    }
}

fn kind(step: &Step) -> &'static str {
    use dialogues::input::Input;
    match &step.input {
        Input::Command { name, .. } if dialogue::by_command(name).is_some() => "command",
        Input::Press(_) | Input::UnknownPress => "press",
        Input::Blocked => "blocked",
        Input::Edited => "edited",
        _ => "message",
    }
}
