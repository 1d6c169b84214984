//! Doing what is due. Any number of processes may do the same kind: a job is one's own for as long as its lease lasts.
//! It may be run more than once, for one after a crash, so [`Work`] counts it once by [`Job::name`].

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use futures::FutureExt;
use futures::future::BoxFuture;
use metrics::{counter, histogram};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tracing::{debug, error, warn};

use super::{Job, queue};
use crate::app::App;
use crate::platform::clock::Clock;
use crate::platform::eventstore::EventStore;
use crate::platform::telemetry::metric;

/// Jobs of a kind at a time in this process.
const SLOTS: usize = 4;
/// What a process that died was at is taken up so long after its limit.
const GRACE: Duration = Duration::from_secs(10);
/// Enough for all that does not wait for somebody else's server.
const LIMIT: Duration = Duration::from_secs(20);
/// What other processes schedule meanwhile is found by looking: nothing is late by much more.
const LOOK: Duration = Duration::from_secs(5);
/// Somebody else is just taking the next job.
const MOMENT: Duration = Duration::from_millis(100);
/// Between tries that failed, in seconds; after one more the job is put aside.
const PAUSES: [i64; 4] = [5, 30, 120, 600];
/// After a try that was nobody's fault.
const NOT_NOW: TimeDelta = TimeDelta::seconds(5);
/// Jobs that run when the process stops get so long.
pub const FINISH: Duration = Duration::from_secs(2);

/// A kind of job, and who does it.
pub struct Kind {
    pub name: &'static str,
    pub work: fn(&App) -> Arc<dyn Work>,
}

/// Whoever can do a kind of job.
pub trait Work: Send + Sync {
    /// A try that takes longer is broken off, before the lease ends and somebody else takes the job.
    fn limit(&self) -> Duration {
        LIMIT
    }

    /// Does it. A panic is a failure, and so is more time than its limit.
    fn run<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<(), Failure>>;

    /// Its last try has failed. True: that is dealt with, and the job is done; false: it is put aside.
    fn given_up<'a>(&'a self, job: &'a Job, why: &'a str) -> BoxFuture<'a, Result<bool, Failure>> {
        let _ = (job, why);
        std::future::ready(Ok(false)).boxed()
    }
}

/// Why a job is not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Of what is around it, such as a database that is away: tried again until it works.
    #[error("{0}")]
    NotNow(String),
    /// Of its own: tried again, and put aside after the fifth time.
    #[error("{0}")]
    Failed(String),
}

/// Does what is due of this kind until `stop` says true, then finishes what has begun, for at most two seconds.
pub async fn run(
    store: EventStore,
    clock: Clock,
    kind: &'static str,
    work: Arc<dyn Work>,
    stop: watch::Receiver<bool>,
) {
    let mut told = stop.clone();
    let end = async {
        let _ = told.wait_for(|stop| *stop).await;
        sleep(FINISH).await;
    };
    tokio::select! {
        () = Runner { store, clock, kind, work }.work(stop) => {}
        () = end => warn!("jobs that were running were broken off; they run again when their lease is over"),
    }
}

#[derive(Clone)]
struct Runner {
    store: EventStore,
    clock: Clock,
    kind: &'static str,
    work: Arc<dyn Work>,
}

impl Runner {
    async fn work(self, mut stop: watch::Receiver<bool>) {
        // Dropped, it ends what runs.
        let mut running = JoinSet::new();
        let mut acted = self.store.acted();
        while !*stop.borrow_and_update() {
            acted.mark_unchanged();
            let pause = match self.take(&mut running).await {
                Ok(pause) => pause,
                Err(error) => {
                    warn!(%error, "what is due cannot be looked up; trying again");
                    LOOK
                }
            };
            tokio::select! {
                () = sleep(pause) => {}
                Some(_) = running.join_next() => {}
                // A policy of this process may have scheduled something that is due.
                _ = acted.changed() => {}
                changed = stop.changed() => if changed.is_err() { return },
            }
        }
        while running.join_next().await.is_some() {}
    }

    /// Begins what is due, as far as there are free slots. Returns how long there will be nothing else to begin.
    async fn take(&self, running: &mut JoinSet<()>) -> sqlx::Result<Duration> {
        let free = SLOTS - running.len().min(SLOTS);
        if free == 0 {
            return Ok(LOOK);
        }
        let (kinds, now) = ([self.kind], self.clock.now());
        let lease = TimeDelta::from_std(self.work.limit() + GRACE).unwrap_or(TimeDelta::MAX);
        let jobs = queue::claim(self.store.pool(), &kinds, now, lease, free).await?;
        let taken = jobs.len();
        for job in jobs {
            let runner = self.clone();
            running.spawn(async move { runner.attempt(&job).await });
        }
        if taken == free {
            return Ok(LOOK);
        }
        let next = queue::next(self.store.pool(), &kinds).await?;
        // One that is due already is somebody else's in a moment.
        let wait = next.map(|next| (next - self.clock.now()).to_std().unwrap_or_default());
        Ok(wait.unwrap_or(LOOK).clamp(MOMENT, LOOK))
    }

    /// One try, and what becomes of the job. What cannot be noted is as if the process had died: it runs again.
    async fn attempt(&self, job: &Job) {
        if job.attempts == 1 {
            let late = (self.clock.now() - job.due_at).to_std().unwrap_or_default();
            histogram!(metric::JOB_LATENESS).record(late);
        }
        let (result, noted) = match self.outcome(job).await {
            Ok(()) => ("done", queue::done(self.store.pool(), job, self.clock.now()).await),
            Err(Failure::NotNow(problem)) => {
                warn!(job = job.id, kind = job.kind, problem, "a job cannot be done now; it is tried again");
                ("not_now", queue::again(self.store.pool(), job, self.clock.now() + NOT_NOW, false).await)
            }
            Err(Failure::Failed(problem)) => match usize::try_from(job.attempts - 1).ok().and_then(|n| PAUSES.get(n)) {
                Some(pause) => {
                    warn!(job = job.id, kind = job.kind, attempts = job.attempts, problem, "a job fails");
                    let free_at = self.clock.now() + TimeDelta::seconds(*pause);
                    ("failed", queue::again(self.store.pool(), job, free_at, true).await)
                }
                None => self.give_up(job, &problem).await,
            },
        };
        counter!(metric::JOBS, "kind" => job.kind.clone(), "result" => result).increment(1);
        match noted {
            Ok(()) => debug!(job = job.id, kind = job.kind, result, "a job was tried"),
            Err(error) => warn!(job = job.id, result, %error, "what became of a job cannot be noted; it runs again"),
        }
    }

    async fn outcome(&self, job: &Job) -> Result<(), Failure> {
        // A process that dies of a job tells nobody; somebody has to stop that.
        if job.attempts.unsigned_abs() as usize > PAUSES.len() + 1 {
            return Err(Failure::Failed("none of its tries came to an end: the process died or was broken off".into()));
        }
        let limit = self.work.limit();
        match timeout(limit, AssertUnwindSafe(self.work.run(job)).catch_unwind()).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(Failure::Failed("it panicked; the log says where".into())),
            Err(_) => Err(Failure::Failed(format!("it took longer than {} seconds", limit.as_secs()))),
        }
    }

    /// Whoever does it may know what follows from a job that cannot be done; otherwise people have to look at it.
    async fn give_up(&self, job: &Job, problem: &str) -> (&'static str, sqlx::Result<()>) {
        match timeout(self.work.limit(), self.work.given_up(job, problem)).await {
            Ok(Ok(true)) => {
                warn!(job = job.id, kind = job.kind, problem, "a job was given up");
                ("given_up", queue::done(self.store.pool(), job, self.clock.now()).await)
            }
            Ok(Ok(false) | Err(Failure::Failed(_))) => ("parked", self.park(job, problem).await),
            Ok(Err(Failure::NotNow(_))) | Err(_) => {
                ("not_now", queue::again(self.store.pool(), job, self.clock.now() + NOT_NOW, true).await)
            }
        }
    }

    async fn park(&self, job: &Job, problem: &str) -> sqlx::Result<()> {
        if queue::park(self.store.pool(), job, self.clock.now(), problem).await? {
            error!(
                job = job.id,
                kind = job.kind,
                attempts = job.attempts,
                problem,
                "a job was put aside in dead_letters; `academy doctor` says how to have it tried again"
            );
        }
        Ok(())
    }
}
