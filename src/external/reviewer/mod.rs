//! The reviewer: a language model that looks a second time at a free answer that the rubric has scored. It may never
//! decide: what it says is checked and bounded, and wherever it fails, the deterministic score stands.
//!
//! Start at [`Reviewer::review`]. Pure are [`Task`], `request` (what is asked), `reply` (what comes back, read
//! strictly), `bounds` (how far it may go) and `breaker`; `call` is the HTTP around it.

mod allowance;
mod bounds;
mod breaker;
mod call;
mod reply;
mod request;
mod task;
#[cfg(test)]
mod tests;

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use dialogues::language::words;
use metrics::{counter, gauge};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, timeout, timeout_at};
use tracing::{debug, info, warn};

pub use bounds::{MAX_SHIFT, MIN_WORDS, Reviewed};
pub use task::Task;

use self::allowance::Allowance;
use self::breaker::{Breaker, State};
use self::call::{CallError, Endpoint};
use self::reply::Unfit;
use self::request::{Marker, body};
use crate::platform::clock::Clock;
use crate::platform::config::Llm;
use crate::platform::telemetry::metric;

/// How much is asked of the model, and for how long it is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// A review in all, with its retry.
    pub patience: Duration,
    /// For one of the places, of that.
    pub queueing: Duration,
    /// Reviews at the same time.
    pub places: usize,
    /// Reviews of a learner: so many at once, which come back over a day.
    pub per_day: NonZeroU32,
}

impl Default for Limits {
    fn default() -> Self {
        let per_day = const { NonZeroU32::new(100).unwrap() };
        Self { patience: Duration::from_secs(20), queueing: Duration::from_secs(5), places: 4, per_day }
    }
}

/// Clones share everything.
#[derive(Clone)]
pub struct Reviewer(Arc<Inner>);

struct Inner {
    endpoint: Endpoint,
    clock: Clock,
    limits: Limits,
    places: Semaphore,
    allowance: Allowance,
    breaker: Mutex<Breaker>,
}

/// What it means that there is no review that can be trusted: the deterministic score stands, [`Task::scored`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreviewed {
    /// Nor would there be one another time.
    #[error("the answer is not reviewed")]
    Never,
    /// The service, or a place, may be there another time.
    #[error("the reviewer is not there")]
    Now,
}

/// Why there is no review.
#[derive(Debug)]
enum Missed {
    /// The answer has too few words for anything to be quoted.
    Empty,
    /// The breaker is open.
    Open,
    /// The learner has had their reviews.
    Spent,
    /// No place became free.
    Busy,
    /// The model was too slow.
    Late,
    Call(CallError),
    Unfit(Unfit),
}

impl Reviewer {
    pub fn new(llm: &Llm, clock: Clock) -> Self {
        Self::with(llm, clock, Limits::default())
    }

    /// With other limits than usual.
    pub fn with(llm: &Llm, clock: Clock, limits: Limits) -> Self {
        Self(Arc::new(Inner {
            endpoint: Endpoint::new(llm, clock.clone()),
            clock,
            limits,
            places: Semaphore::new(limits.places),
            allowance: Allowance::new(limits.per_day),
            breaker: Mutex::new(Breaker::new()),
        }))
    }

    /// A second look at an answer; takes at most [`Limits::patience`]. Two looks at the same answer may differ, so that
    /// what is decided upon has to be stored.
    pub async fn review(&self, task: Task<'_>) -> Result<Reviewed, Unreviewed> {
        let started = Instant::now();
        let outcome = self.0.review(&task, started + self.0.limits.patience).await;
        let result = outcome.as_ref().map_or_else(Missed::label, |_| "reviewed");
        counter!(metric::LLM_REVIEWS, "result" => result).increment(1);
        let took_ms = started.elapsed().as_millis() as u64;
        match outcome {
            Ok(reviewed) => {
                let shift = reviewed.share() - task.scored.share;
                info!(took_ms, changed = reviewed.changed.len(), shift, "an answer was reviewed");
                Ok(reviewed)
            }
            Err(missed) => {
                missed.log(took_ms);
                Err(if missed.is_for_now() { Unreviewed::Now } else { Unreviewed::Never })
            }
        }
    }
}

impl Inner {
    async fn review(&self, task: &Task<'_>, deadline: Instant) -> Result<Reviewed, Missed> {
        if words(task.answer).len() < MIN_WORDS {
            return Err(Missed::Empty);
        }
        let _place = self.place().await?;
        // In this order, so that a learner's quota is not spent on what is not asked.
        let admitted = self.admitted().ok_or(Missed::Open)?;
        if !self.allowance.take(task.learner) {
            return Err(Missed::Spent);
        }
        let marker = Marker::new(task, rand::random);
        let asked = self.endpoint.ask(|form| body(&self.endpoint.model, task, &marker, form), deadline);
        let content = match timeout_at(deadline, asked).await {
            Ok(Ok(content)) => content,
            Ok(Err(error)) => {
                admitted.settle(!error.is_outage());
                return Err(Missed::Call(error));
            }
            Err(_) => {
                admitted.settle(false);
                return Err(Missed::Late);
            }
        };
        // Whatever it says, the service is there; what it says may be the learner's doing.
        admitted.settle(true);
        let judgements = reply::read(&content, task).map_err(Missed::Unfit)?;
        Ok(bounds::apply(task.rubric, &task.scored, &judgements, task.answer))
    }

    async fn place(&self) -> Result<SemaphorePermit<'_>, Missed> {
        match timeout(self.limits.queueing, self.places.acquire()).await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(Missed::Busy),
        }
    }

    fn admitted(&self) -> Option<Admitted<'_>> {
        let admits = self.breaker().ask(self.clock.now());
        self.show_state();
        admits.then_some(Admitted { inner: self, is_settled: false })
    }

    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn show_state(&self) {
        let state = match self.breaker().state() {
            State::Closed { .. } => 0.0,
            State::HalfOpen { .. } => 1.0,
            State::Open { .. } => 2.0,
        };
        gauge!(metric::LLM_BREAKER_STATE).set(state);
    }
}

/// A call that the breaker has let through. One that is dropped, because nobody waits any more, is given up.
struct Admitted<'a> {
    inner: &'a Inner,
    is_settled: bool,
}

impl Admitted<'_> {
    fn settle(mut self, is_up: bool) {
        self.is_settled = true;
        let has_opened = {
            let mut breaker = self.inner.breaker();
            if is_up {
                breaker.succeeded();
            }
            !is_up && breaker.failed(self.inner.clock.now())
        };
        if has_opened {
            warn!("the language model's service fails: it is left alone for a minute, and the rubric's scores stand");
        }
        self.inner.show_state();
    }
}

impl Drop for Admitted<'_> {
    fn drop(&mut self) {
        if !self.is_settled {
            self.inner.breaker().abandoned();
            self.inner.show_state();
        }
    }
}

impl Missed {
    const fn label(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Open => "open",
            Self::Spent => "spent",
            Self::Busy => "busy",
            Self::Late => "late",
            Self::Call(error) => error.label(),
            Self::Unfit(_) => "unfit",
        }
    }

    /// May it be otherwise a minute later?
    const fn is_for_now(&self) -> bool {
        match self {
            Self::Open | Self::Busy | Self::Late => true,
            Self::Call(error) => error.may_pass(),
            Self::Empty | Self::Spent | Self::Unfit(_) => false,
        }
    }

    fn log(&self, took_ms: u64) {
        let result = self.label();
        match self {
            Self::Empty | Self::Open | Self::Spent => debug!(result, "an answer is not reviewed"),
            Self::Busy | Self::Late => warn!(result, took_ms, "an answer could not be reviewed"),
            Self::Call(error) => warn!(result, took_ms, %error, "an answer could not be reviewed"),
            Self::Unfit(unfit) => warn!(result, took_ms, %unfit, "a review was refused"),
        }
    }
}
