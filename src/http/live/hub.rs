//! The process's one reader of the log for all open streams. It reads while there is a stream: at once when this process has
//! appended something, else every 250 ms, and no further than what is settled, as subscriptions do; then it hands on to each
//! stream what is its learner's. Every half second it asks which of the sessions behind the streams are good still.

use std::collections::{HashMap, HashSet};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use dialogues::kernel::ids::LearnerId;
use futures::FutureExt as _;
use metrics::{counter, gauge};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep};
use tracing::warn;

use super::Item;
use crate::app::App;
use crate::identity::sessions;
use crate::identity::sessions::token::Hash;
use crate::platform::eventstore::{Cursor, StoredEvent, is_tombstone};
use crate::platform::telemetry::metric;

/// Open streams of a learner: a few windows and devices.
pub const OF_A_LEARNER: usize = 10;
/// Of a process.
pub const OF_A_PROCESS: usize = 5_000;
/// Events that wait for one stream. Whoever is behind by more comes back by its last id.
pub const WAITING: usize = 256;
/// Events for each look: fewer than may wait, so that nobody is let go for what is read at once.
const BATCH: u32 = 200;
/// Other instances' appends are found by looking.
const POLL: Duration = Duration::from_millis(250);
/// From one look that finds something to the next: what comes meanwhile is taken together.
const PACE: Duration = Duration::from_millis(25);
/// What was appended is not settled while an older transaction runs; that is about to end. So often is it looked for.
const HELD: Duration = Duration::from_millis(20);
const HELD_LOOKS: u32 = 10;
/// From one question for the sessions to the next.
const CHECK: Duration = Duration::from_millis(500);
/// After a failure.
const PAUSE: Duration = Duration::from_millis(500);

/// A handle; clones share everything.
#[derive(Clone)]
pub struct Hub {
    app: App,
    stopping: watch::Receiver<bool>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// All events until here were handed on; none while nobody reads.
    at: Option<Cursor>,
    watchers: HashMap<LearnerId, Vec<Watcher>>,
    open: usize,
    /// Names the next watcher.
    next: u64,
}

struct Watcher {
    number: u64,
    session: Hash,
    events: mpsc::Sender<Arc<Item>>,
    end: Arc<OnceLock<End>>,
}

/// Why a stream is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The log could not be read.
    Failed,
    /// The client has gone.
    Gone,
    /// The client took too little.
    Lagged,
    /// All streams end at some time.
    Rotated,
    /// The session is over, or its learner erased.
    SignedOut,
    /// The process stops.
    Stopped,
}

impl End {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Gone => "gone",
            Self::Lagged => "lagged",
            Self::Rotated => "rotated",
            Self::SignedOut => "signed_out",
            Self::Stopped => "stopped",
        }
    }
}

/// There are enough streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    Learner,
    Process,
}

/// A place among the open streams: what comes from [`from`](Self::from) on, until it is dropped.
pub struct Watch {
    /// All that comes is after it, and what is not is settled.
    pub from: Cursor,
    pub learner: LearnerId,
    number: u64,
    events: mpsc::Receiver<Arc<Item>>,
    end: Arc<OnceLock<End>>,
    hub: Hub,
}

impl Hub {
    /// `stopping` says true once the process is to stop.
    pub fn new(app: App, stopping: watch::Receiver<bool>) -> Self {
        Self { app, stopping, state: Arc::default() }
    }

    /// From now on what happens to the learner comes, as long as the session is good.
    pub async fn enter(&self, learner: LearnerId, session: Hash) -> sqlx::Result<Result<Watch, Full>> {
        let mut present = None;
        loop {
            let reads = self.lock().at.is_some();
            if !reads && present.is_none() {
                present = Some(self.app.store.settled().await?);
            }
            let mut state = self.lock();
            let Some(from) = state.at.or(present) else { continue };
            if let Some(full) = state.is_full(learner) {
                return Ok(Err(full));
            }
            if state.at.is_none() {
                state.at = Some(from);
                tokio::spawn(self.clone().read(from));
            }
            return Ok(Ok(self.place(&mut state, from, learner, session)));
        }
    }

    fn place(&self, state: &mut State, from: Cursor, learner: LearnerId, session: Hash) -> Watch {
        let (sender, events) = mpsc::channel(WAITING);
        let (number, end) = (state.next, Arc::<OnceLock<End>>::default());
        let watcher = Watcher { number, session, events: sender, end: Arc::clone(&end) };
        state.watchers.entry(learner).or_default().push(watcher);
        state.next += 1;
        state.open += 1;
        gauge!(metric::EVENT_STREAMS_OPEN).set(state.open as f64);
        Watch { from, learner, number, events, end, hub: self.clone() }
    }

    /// Reads until nobody watches any more. If it breaks, it leaves no stream behind that waits for nothing.
    async fn read(self, from: Cursor) {
        if AssertUnwindSafe(self.follow(from)).catch_unwind().await.is_ok() {
            return;
        }
        warn!("the reader of events has panicked; its streams are closed and come back");
        let mut state = self.lock();
        state.at = None;
        for (_, watchers) in state.watchers.drain() {
            for watcher in watchers {
                watcher.close(End::Failed);
            }
        }
    }

    async fn follow(&self, mut at: Cursor) {
        let mut appended = self.app.store.appended();
        let mut checked = Instant::now();
        let mut held = 0;
        loop {
            if checked.elapsed() >= CHECK {
                checked = Instant::now();
                if let Err(problem) = self.check().await {
                    warn!(%problem, "the sessions of the open streams cannot be asked for");
                }
            }
            appended.mark_unchanged();
            let pause = match self.app.store.read_after_closed(at, BATCH).await {
                Ok(events) => {
                    let full = events.len() == BATCH as usize;
                    match events.last().map(|event| event.cursor) {
                        Some(last) => {
                            at = last;
                            held = 0;
                            self.hand_on(events, last);
                            if full { Duration::ZERO } else { PACE }
                        }
                        None if held > 0 => {
                            held -= 1;
                            HELD
                        }
                        None => POLL,
                    }
                }
                Err(problem) => {
                    warn!(%problem, "the log cannot be read for the open streams; they wait");
                    PAUSE
                }
            };
            if self.rests() {
                return;
            }
            tokio::select! {
                () = sleep(pause) => {}
                changed = appended.changed(), if pause == POLL => if changed.is_ok() { held = HELD_LOOKS },
            }
        }
    }

    fn hand_on(&self, events: Vec<StoredEvent>, until: Cursor) {
        let mut state = self.lock();
        for event in events {
            let Ok(learner) = event.learner() else { continue };
            let Some(watchers) = state.watchers.get_mut(&learner) else { continue };
            if is_tombstone(&event) {
                for watcher in watchers.drain(..) {
                    watcher.close(End::SignedOut);
                }
                continue;
            }
            let Some(item) = Item::of(event).map(Arc::new) else { continue };
            watchers.retain(|watcher| {
                let taken = watcher.events.try_send(Arc::clone(&item)).is_ok();
                if !taken {
                    let _ = watcher.end.set(End::Lagged);
                }
                taken
            });
        }
        state.at = Some(until);
    }

    /// Closes the streams whose session is over.
    async fn check(&self) -> sqlx::Result<()> {
        let held: HashSet<Hash> = self.lock().watchers.values().flatten().map(|watcher| watcher.session).collect();
        let asked: Vec<Hash> = held.iter().copied().collect();
        if asked.is_empty() {
            return Ok(());
        }
        let good = sessions::still_good(self.app.pool(), &asked, self.app.clock.now()).await?;
        // Who has come since was asked at the door.
        let over = |watcher: &mut Watcher| held.contains(&watcher.session) && !good.contains(&watcher.session);
        for watchers in self.lock().watchers.values_mut() {
            for watcher in watchers.extract_if(.., over) {
                watcher.close(End::SignedOut);
            }
        }
        Ok(())
    }

    /// Nobody watches: there is nothing to read for.
    fn rests(&self) -> bool {
        let mut state = self.lock();
        let rests = state.open == 0;
        if rests {
            state.at = None;
        }
        rests
    }

    fn leave(&self, learner: LearnerId, number: u64) {
        let mut state = self.lock();
        if let Some(watchers) = state.watchers.get_mut(&learner) {
            watchers.retain(|watcher| watcher.number != number);
            if watchers.is_empty() {
                state.watchers.remove(&learner);
            }
        }
        state.open -= 1;
        gauge!(metric::EVENT_STREAMS_OPEN).set(state.open as f64);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_full(&self, learner: LearnerId) -> Option<Full> {
        let of_learner = self.watchers.get(&learner).map_or(0, Vec::len);
        match () {
            () if of_learner >= OF_A_LEARNER => Some(Full::Learner),
            () if self.open >= OF_A_PROCESS => Some(Full::Process),
            () => None,
        }
    }
}

impl Watcher {
    /// What waits is still taken.
    fn close(self, end: End) {
        let _ = self.end.set(end);
    }
}

impl Watch {
    /// Says true once the process is to stop.
    pub(super) fn stopping(&self) -> watch::Receiver<bool> {
        self.hub.stopping.clone()
    }

    /// The next event, or why there is none.
    pub(super) async fn next(&mut self) -> Result<Arc<Item>, End> {
        let next = self.events.recv().await;
        next.ok_or_else(|| self.end.get().copied().unwrap_or(End::Failed))
    }

    /// It ends here. Who has gone has not said so.
    pub(super) fn ends(&self, end: End) {
        let _ = self.end.set(end);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.hub.leave(self.learner, self.number);
        let end = self.end.get().copied().unwrap_or(End::Gone);
        counter!(metric::EVENT_STREAMS_CLOSED, "reason" => end.as_str()).increment(1);
    }
}
