//! teloxide's dispatcher, and the one handler behind it.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dialogues::dialogues::registry;
use dialogues::input::{Input, Person};
use dialogues::kernel::ids::LearnerId;
use dialogues::kernel::locale::Locale;
use dialogues::kernel::texts::Texts;
use dialogues::turn::Outcome;
use futures::FutureExt;
use metrics::counter;
use teloxide::dispatching::{Dispatcher, UpdateHandler};
use teloxide::error_handlers::LoggingErrorHandler;
use teloxide::types::Update;
use teloxide::{Bot, dptree};
use tokio::sync::watch;
use tokio::time::sleep;
use tokio_util::task::TaskTracker;
use tracing::field::{Empty, display};
use tracing::{Instrument, Span, error, info_span, warn};

use super::inbound::{self, Incoming, Step, Vote};
use super::intake::Intake;
use super::listener::Updates;
use super::outbound::{Delivery, Outbox};
use super::pace::Pace;
use super::polls;
use super::queues::Queues;
use crate::app::App;
use crate::conversation::{self, Arrival, Reply, Taken, TurnError};
use crate::platform::database;
use crate::platform::telemetry::{metric, who};

/// Updates on their way to their learners' queues.
const QUEUE: usize = 256;
/// An update that fails so often for a reason of its own is put aside.
const FAILURES: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What the handler works with.
pub struct Desk {
    pub app: App,
    pub outbox: Arc<Outbox>,
    pub intake: Intake,
    pub stopping: watch::Receiver<bool>,
    /// What has come and waits, by learner.
    pub queues: Queues<(u32, Incoming)>,
    pub pace: Pace,
    /// The tasks that work on the queues.
    pub tasks: TaskTracker,
}

/// Handles updates until it is told to close, then finishes those that have begun.
pub async fn run(bot: Bot, updates: Updates, desk: Arc<Desk>, mut closing: watch::Receiver<bool>) {
    let tasks = desk.tasks.clone();
    // teloxide keeps a worker for each key, and takes away those that idle, one after the other, before the next update:
    // with a key for each learner that is most of its work. One worker only puts updates into their learners' queues.
    let mut dispatcher = Dispatcher::builder(bot, tree())
        .dependencies(dptree::deps![desk])
        .distribution_function(|_| Some(()))
        .worker_queue_size(QUEUE)
        .build();
    let shutdown = dispatcher.shutdown_token();
    let mut told = closing.clone();
    tokio::spawn(async move {
        let _ = told.wait_for(|close| *close).await;
        // It cannot be shut down before it runs.
        while shutdown.shutdown().map(drop).is_err() {
            sleep(FIRST_PAUSE).await;
        }
    });
    let mut pause = FIRST_PAUSE;
    // The dispatcher asks Telegram who it is before it begins, and gives up if that fails once.
    while let Err(error) = dispatcher.try_dispatch_with_listener(updates.listener(), LoggingErrorHandler::new()).await {
        warn!(%error, "the dispatcher could not begin; trying again");
        pause = (pause * 2).min(LONGEST_PAUSE);
        tokio::select! {
            () = sleep(pause) => {}
            _ = closing.wait_for(|close| *close) => break,
        }
    }
    tasks.close();
    tasks.wait().await;
}

/// One endpoint rather than a branch for each kind of update: dptree copies the update, and all else that it knows, for
/// each function on the way. What an update means is told by [`inbound::read`].
fn tree() -> UpdateHandler<Infallible> {
    dptree::endpoint(handle)
}

/// Puts an update into its learner's queue.
async fn handle(update: Update, desk: Arc<Desk>) -> Result<(), Infallible> {
    let id = update.id.0;
    let Some(incoming) = inbound::read(&update, desk.app.bot_username()) else {
        // Not for us: a post of a channel, a service message.
        desk.intake.done(id);
        return Ok(());
    };
    let queue = inbound::queue(&update);
    // That somebody has gone is no step of theirs, and must not be missed.
    if let Incoming::Turn(step) = &incoming
        && !matches!(step.input, Input::Blocked)
        && !desk.pace.admits(queue)
    {
        desk.slow_down(id, queue, step);
        return Ok(());
    }
    if desk.queues.push(queue, (id, incoming)) {
        desk.tasks.spawn(Arc::clone(&desk).work(queue));
    }
    Ok(())
}

impl Desk {
    /// Handles what waits in a queue until nothing does. A panic must not leave the queue to a task that is no more.
    async fn work(self: Arc<Self>, queue: i64) {
        while let Some((id, incoming)) = self.queues.pop(queue) {
            if AssertUnwindSafe(self.handle(id, incoming)).catch_unwind().await.is_err() {
                self.intake.put_aside(id, "its handler panicked", 1);
            }
        }
    }

    async fn handle(&self, id: u32, incoming: Incoming) {
        match incoming {
            Incoming::Turn(step) => {
                let span = info_span!("update", update = id, learner = Empty);
                self.turn(id, step).instrument(span).await;
                return;
            }
            Incoming::Vote(vote) => {
                let span = info_span!("update", update = id, learner = Empty);
                Box::pin(self.vote(id, vote)).instrument(span).await;
                return;
            }
            Incoming::Group { chat, topic, locale } => {
                self.outbox.group_hint(chat, topic, locale);
                self.intake.done(id);
            }
            Incoming::Elsewhere { callback, locale } => {
                let text = Texts::of(locale).plain("refused-unknown", &[]);
                self.outbox.answer(callback, Some(text), Some(self.intake.confirmation(id)));
            }
        }
        counter!(metric::TELEGRAM_UPDATES, "kind" => "elsewhere", "result" => "done").increment(1);
    }

    /// Takes the turn, however long the database is away, and confirms the update when it is stored and its press is
    /// answered: a press that nobody answers keeps a clock turning on the learner's button.
    async fn turn(&self, id: u32, step: Step) {
        let kind = kind(&step);
        let arrived = Instant::now();
        // A message is the same one under whatever update it comes: buttons carry a step, and words do not.
        let key = match step.message {
            Some(message) => self.intake.key_of_message(step.chat, message),
            None => self.intake.key(id),
        };
        let (mut waits, mut failures) = (0, 0);
        loop {
            let mut stopping = self.stopping.clone();
            let taken = AssertUnwindSafe(self.taken(&step, &key)).catch_unwind();
            let taken = tokio::select! {
                taken = taken => taken,
                // A repetition that hangs must not hold the end up; the update comes again.
                _ = stopping.wait_for(|stop| *stop), if waits > 0 => return self.intake.abandon(id),
            };
            match taken {
                Ok(Ok(taken)) => {
                    counter!(metric::TELEGRAM_UPDATES, "kind" => kind, "result" => "done").increment(1);
                    return self.show(step, taken, arrived, id).await;
                }
                Ok(Err(error @ (TurnError::Unavailable(_) | TurnError::Contended))) => {
                    warn!(%error, waits, "the turn cannot be taken yet");
                    if waits == 0 {
                        self.soothe(&step, "trouble");
                    }
                }
                Ok(Err(error @ TurnError::Newer(_))) => {
                    warn!(%error, "a turn needs a newer program");
                    return self.turn_away(id, &step);
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
                self.soothe(&step, "broken");
                return self.intake.put_aside(id, "its turn failed three times", failures);
            }
            waits += 1;
            if self.stop_or_wait(waits + 2 * failures).await {
                return self.intake.abandon(id);
            }
        }
    }

    /// Takes the turn of the press that a vote stands for. One in a poll that nobody knows only shows where the learner
    /// is.
    async fn vote(&self, id: u32, vote: Vote) {
        let (mut waits, mut failures) = (0, 0);
        let (learner, means) = loop {
            match self.voted(&vote).await {
                Ok(found) => break found,
                Err(error) => {
                    warn!(%error, waits, "it cannot be told yet what a vote answers");
                    failures += u32::from(!database::passes(&error));
                }
            }
            if failures >= FAILURES {
                return self.intake.put_aside(id, "it could not be told what the vote answers", failures);
            }
            waits += 1;
            if self.stop_or_wait(waits + 2 * failures).await {
                return self.intake.abandon(id);
            }
        };
        let Vote { person, chat, .. } = vote;
        match means {
            polls::Vote::Answer(token) => {
                let step = Step { person, chat, input: Input::Press(token), message: None, press: None };
                self.turn(id, step).await;
            }
            polls::Vote::Elsewhere => self.intake.done(id),
            polls::Vote::Unknown => {
                match conversation::look(&self.app, learner).await {
                    // Somebody who was only shown a poll has no chat with us.
                    Ok(reply) if reply.state.learner.version == 0 => {}
                    Ok(reply) => {
                        self.outbox.after_vote(chat, Reply { outcome: Outcome::Spent, ..reply }, Instant::now());
                    }
                    Err(error) => {
                        warn!(%error, "a learner who voted in an unknown poll cannot be shown where they are");
                    }
                }
                self.intake.done(id);
            }
        }
    }

    /// The turn of whoever takes the step, decided and stored.
    async fn taken(&self, step: &Step, key: &str) -> Result<Taken, TurnError> {
        loop {
            let learner = self.learner(&step.person).await?;
            let arrival = Arrival { learner, person: Some(&step.person), key: Some(key) };
            let taken = conversation::take(&self.app, arrival, &step.input).await?;
            if !taken.is_of_nobody() {
                return Ok(taken);
            }
            // They were erased, and this process did not know it yet: who comes back is somebody new.
            self.app.store.vault().forget(step.person.telegram_id);
            if self.learner(&step.person).await? == learner {
                return Ok(taken);
            }
        }
    }

    async fn voted(&self, vote: &Vote) -> sqlx::Result<(LearnerId, polls::Vote)> {
        let learner = self.learner(&vote.person).await?;
        Ok((learner, polls::voted(&self.app, learner, &vote.poll, &vote.chosen).await?))
    }

    /// Who it is; whoever has never been here is given an id.
    async fn learner(&self, person: &Person) -> sqlx::Result<LearnerId> {
        let learner = self.app.store.vault().learner_of(person.telegram_id).await?;
        Span::current().record("learner", display(who(learner)));
        Ok(learner)
    }

    /// Answers the press and draws the screen, in the background. The update is confirmed when the turn is saved and
    /// Telegram has the answer.
    async fn show(&self, step: Step, taken: Taken, arrived: Instant, id: u32) {
        let Step { chat, press, input, .. } = step;
        let update = self.intake.confirmation(id);
        let notice = taken.notice().map(|notice| notice.text.clone());
        let (fresh, pressed) = (press.is_none(), press.as_ref().and_then(|(_, message)| *message));
        let mut callback = press.map(|(callback, _)| callback);
        // What goes along with the confirmation goes when all is saved; an answer of its own need not wait for that.
        if !update.carries()
            && let Some(callback) = callback.take()
        {
            self.outbox.answer(callback, notice.clone(), Some(update.clone()));
        }
        let reply = taken.saved(&self.app).await;
        match callback {
            Some(callback) => self.outbox.answer(callback, notice, Some(update)),
            None => update.done(),
        }
        match input {
            Input::Blocked => self.outbox.forget(reply),
            // Only a vote is a press without a callback.
            Input::Press(_) if fresh => self.outbox.after_vote(chat, reply, arrived),
            _ => self.outbox.deliver(Delivery { chat, fresh, pressed, reply, arrived }),
        }
    }

    /// Tells the learner what becomes of their press or message.
    fn soothe(&self, step: &Step, key: &str) {
        let text = texts(step).plain(key, &[]);
        match &step.press {
            Some((callback, _)) => self.outbox.answer(callback.clone(), Some(text), None),
            // A message is answered when its turn is taken; only one that never will be needs a word now.
            None if key == "broken" => self.outbox.tell(step.chat, text),
            None => {}
        }
    }

    /// A newer program has stored what this one does not know, and takes over in a moment: nothing comes of this step, and
    /// whoever takes it is told when to try again.
    fn turn_away(&self, id: u32, step: &Step) {
        counter!(metric::TELEGRAM_UPDATES, "kind" => kind(step), "result" => "updating").increment(1);
        let text = texts(step).plain("updating", &[]);
        match &step.press {
            Some((callback, _)) => {
                self.outbox.answer(callback.clone(), Some(text), Some(self.intake.confirmation(id)));
            }
            None => {
                self.outbox.tell(step.chat, text);
                self.intake.done(id);
            }
        }
    }

    /// Nothing comes of this step, and whoever takes it is told so.
    fn slow_down(&self, id: u32, person: i64, step: &Step) {
        counter!(metric::TELEGRAM_UPDATES, "kind" => kind(step), "result" => "too_fast").increment(1);
        let text = || texts(step).plain("too-fast", &[]);
        match &step.press {
            Some((callback, _)) => {
                self.outbox.answer(callback.clone(), Some(text()), Some(self.intake.confirmation(id)));
            }
            None => {
                if self.pace.tells(person) {
                    self.outbox.tell(step.chat, text());
                }
                self.intake.done(id);
            }
        }
    }

    /// True: the process stops, and the update is left for the next one.
    async fn stop_or_wait(&self, waits: u32) -> bool {
        let pause = FIRST_PAUSE.saturating_mul(1 << waits.min(7)).min(LONGEST_PAUSE);
        let mut stopping = self.stopping.clone();
        tokio::select! {
            () = sleep(pause) => false,
            _ = stopping.wait_for(|stop| *stop) => true,
        }
    }
}

/// In the language of whoever takes the step, as Telegram knows it: the one they have chosen takes a look at the session.
fn texts(step: &Step) -> Texts {
    Texts::of(step.person.language_code.as_deref().and_then(Locale::of_tag).unwrap_or_default())
}

fn kind(step: &Step) -> &'static str {
    match &step.input {
        Input::Command { name, .. } if registry::by_command(name).is_some() => "command",
        Input::Press(_) if step.press.is_none() => "vote",
        Input::Press(_) | Input::UnknownPress => "press",
        Input::Blocked => "blocked",
        Input::Edited => "edited",
        _ => "message",
    }
}
