//! Processes at work: each step is a job, and what became of it is stored together with the job of the next one. What
//! follows from what is decided by [`dialogues::processes`]; what a step does, whoever implements [`Steps`] knows.
//! Knows no process.
//!
//! A process that dies loses nothing: the job is taken up again when its lease is over, and what was told before is not
//! told again. So a step may be done more than once and must count once, as any other job.
//!
//! Start at [`Steps`] to add a process, at [`start`] to have one begin, and at [`Driver`] for how it goes on.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use dialogues::kernel::ids::ProcessId;
use dialogues::processes::{Next, Plan, Process, ProcessFact, Report, Way};
use dialogues::streams::{Aggregate as _, Source as _};
use futures::FutureExt;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::Connection as _;
use uuid::Uuid;

use super::clock::Clock;
use super::database;
use super::eventstore::codec::encode_as;
use super::eventstore::{AppendError, Batch, EventStore, ReadError};
use super::jobs::{Failure, Job, JobChange, NewJob, Work};

#[cfg(test)]
mod tests;

/// The kind of job that is a step, unless its plan says otherwise: the worker does it.
pub const PROCESS: &str = "process";

/// What the steps of a kind of process do.
pub trait Steps: Send + Sync {
    fn plan(&self) -> &'static Plan;

    /// Does the step. It may have been done before, wholly or in part.
    fn go<'a>(&'a self, step: &'a str, about: &'a Process) -> BoxFuture<'a, Result<Gone, Failure>>;

    /// Takes the step back, however much of it was done.
    fn back<'a>(&'a self, step: &'a str, about: &'a Process) -> BoxFuture<'a, Result<(), Failure>> {
        let _ = (step, about);
        std::future::ready(Ok(())).boxed()
    }
}

/// What became of a step that did not fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gone {
    /// How much it was, in the step's own unit.
    Done(u64),
    /// It may not be done, and nothing of it was: the process goes back.
    Refused(String),
}

/// A process that begins at its time. The same kind and key are the same process, however often it is begun.
pub fn start(kind: &str, key: &str, subject: Uuid, at: DateTime<Utc>) -> NewJob {
    task(start_key(kind, key), PROCESS, kind, key, What::Start).job(subject, at)
}

/// The key of the job with which a process begins: whoever cancels it has it not begin.
pub fn start_key(kind: &str, key: &str) -> String {
    format!("process:{kind}:{key}")
}

/// The process's stream as it stands.
pub async fn find(store: &EventStore, id: ProcessId) -> Result<Option<Process>, ReadError> {
    store.fold::<Process>(id).await
}

/// What a job of a process carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub process: String,
    pub key: String,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum What {
    Start,
    Deadline,
    Step { name: String, way: Way },
}

struct Planned {
    job: String,
    by: &'static str,
    task: Task,
}

fn task(job: String, by: &'static str, process: &str, key: &str, what: What) -> Planned {
    Planned { job, by, task: Task { process: process.to_owned(), key: key.to_owned(), what } }
}

impl Planned {
    fn job(self, subject: Uuid, at: DateTime<Utc>) -> NewJob {
        NewJob { key: self.job, kind: self.by, subject, due_at: at, payload: json!(self.task) }
    }
}

/// Does the jobs of processes, as far as they are of one kind.
pub struct Driver {
    pub store: EventStore,
    pub clock: Clock,
    /// All kinds of processes.
    pub steps: Vec<Arc<dyn Steps>>,
}

impl Work for Driver {
    fn run<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<(), Failure>> {
        self.drive(job).boxed()
    }

    fn given_up<'a>(&'a self, job: &'a Job, why: &'a str) -> BoxFuture<'a, Result<bool, Failure>> {
        self.give_up(job, why).boxed()
    }
}

impl Driver {
    async fn drive(&self, job: &Job) -> Result<(), Failure> {
        let task = Task::deserialize(&job.payload).map_err(|error| failed(&error))?;
        let steps = self.steps_of(&task.process)?;
        let id = ProcessId::of(&task.process, &task.key);
        let Some(process) = find(&self.store, id).await.map_err(read)? else {
            if task.what != What::Start {
                return Err(Failure::Failed("its process is not there".into()));
            }
            let facts = Process::start(steps.plan(), &task.key, job.subject, None);
            return self.record(id, None, facts).await;
        };
        match &task.what {
            // It has begun, and the job was not noted as done.
            What::Start => Ok(()),
            What::Deadline => self.record(id, Some(&process), process.late()).await,
            What::Step { name, way } => {
                if !process.waits_for(name, *way) {
                    return Ok(());
                }
                let report = match way {
                    Way::Forward => match steps.go(name, &process).await? {
                        Gone::Done(count) => Report::Done { count },
                        Gone::Refused(why) => Report::Refused { why },
                    },
                    Way::Back => steps.back(name, &process).await.map(|()| Report::Done { count: 0 })?,
                };
                // Only what cannot be refused any more has no answer to that.
                let refused = || Failure::Failed(format!("{name} is refused, and there is no way back any more"));
                let facts = process.report(name, *way, report).ok_or_else(refused)?;
                self.record(id, Some(&process), facts).await
            }
        }
    }

    /// True: the process goes on, or back, without the step. False: the step waits until somebody has mended it.
    async fn give_up(&self, job: &Job, why: &str) -> Result<bool, Failure> {
        let Ok(Task { process: kind, key, what: What::Step { name, way } }) = Task::deserialize(&job.payload) else {
            return Ok(false);
        };
        let id = ProcessId::of(&kind, &key);
        let Some(process) = find(&self.store, id).await.map_err(read)? else { return Ok(false) };
        let Some(facts) = process.report(&name, way, Report::GaveUp { why: why.to_owned() }) else { return Ok(false) };
        // What could not be taken back stays put aside, beside a process that goes on with the others.
        let parks = facts.iter().any(|fact| matches!(fact, ProcessFact::CompensationParked { .. }));
        self.record(id, Some(&process), facts).await?;
        Ok(!parks)
    }

    fn steps_of(&self, kind: &str) -> Result<&Arc<dyn Steps>, Failure> {
        let found = self.steps.iter().find(|steps| steps.plan().kind == kind);
        found.ok_or_else(|| Failure::Failed(format!("there is no process {kind:?}; it is of another version")))
    }

    /// Stores the facts and the job that comes next, or nothing.
    async fn record(&self, id: ProcessId, before: Option<&Process>, facts: Vec<ProcessFact>) -> Result<(), Failure> {
        let now = self.clock.now();
        let mut after = before.cloned();
        let mut events = Vec::with_capacity(facts.len());
        for fact in &facts {
            let version = after.as_ref().map_or(0, Process::version) + 1;
            events.push(encode_as::<Process>(id, fact, version).map_err(|error| failed(&error))?);
            after = Process::fold(after, id, fact, now);
        }
        let Some(after) = after.filter(|_| !events.is_empty()) else { return Ok(()) };
        let metadata = json!({ "process": after.kind });
        let mut connection = self.store.pool().acquire().await.map_err(away)?;
        let mut tx = connection.begin().await.map_err(away)?;
        match self.store.append_in(&mut tx, Batch { key: None, events: &events, at: now, metadata }).await {
            Ok(_) => {}
            Err(AppendError::Conflict) => return Err(Failure::NotNow("somebody else is at it, too".into())),
            Err(AppendError::Database(error)) => return Err(away(error)),
        }
        for job in after.jobs(self.steps_of(&after.kind)?.plan(), before.is_none(), now) {
            JobChange::Schedule(job).write(&mut tx).await.map_err(away)?;
        }
        tx.commit().await.map_err(away)?;
        self.store.has_acted();
        Ok(())
    }
}

/// What a process's fold means for its jobs.
trait Jobs {
    fn waits_for(&self, step: &str, way: Way) -> bool;
    fn jobs(&self, plan: &Plan, is_new: bool, now: DateTime<Utc>) -> Vec<NewJob>;
}

impl Jobs for Process {
    fn waits_for(&self, step: &str, way: Way) -> bool {
        // Of what was told before, nothing follows.
        self.report(step, way, Report::Done { count: 0 }).is_none_or(|facts| !facts.is_empty())
    }

    fn jobs(&self, plan: &Plan, is_new: bool, now: DateTime<Utc>) -> Vec<NewJob> {
        let mut jobs = Vec::new();
        if let Next::Step(way, step) = self.next() {
            let by = plan.by(&step.name).unwrap_or(PROCESS);
            let back = if way == Way::Back { "/back" } else { "" };
            let what = What::Step { name: step.name.clone(), way };
            let key = format!("process:{}:{}/{}{back}", self.kind, self.key, step.name);
            jobs.push(task(key, by, &self.kind, &self.key, what).job(self.subject, now));
        }
        if let Some(deadline) = self.deadline.filter(|_| is_new) {
            let key = format!("process:{}:{}/deadline", self.kind, self.key);
            jobs.push(task(key, PROCESS, &self.kind, &self.key, What::Deadline).job(self.subject, deadline));
        }
        jobs
    }
}

fn failed(error: &impl ToString) -> Failure {
    Failure::Failed(error.to_string())
}

fn read(error: ReadError) -> Failure {
    match error {
        ReadError::Database(error) => away(error),
        // A newer program's: it goes on with it.
        ReadError::Newer(error) => Failure::NotNow(error.to_string()),
        ReadError::Unreadable(error) => failed(&error),
    }
}

/// A failure of the database: its own, or that of what it was asked.
#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` hands over")]
pub fn away(error: sqlx::Error) -> Failure {
    if database::passes(&error) { Failure::NotNow(error.to_string()) } else { Failure::Failed(error.to_string()) }
}
