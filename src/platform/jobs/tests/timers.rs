//! A policy for the tests: a stream's events start, move and stop a timer. And who hears it ring.

use std::sync::Mutex;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::{Value, json};
use sqlx::PgPool;
use tokio::sync::{Semaphore, watch};
use uuid::Uuid;

use crate::platform::eventstore::codec::CodecError;
use crate::platform::eventstore::{Batch, EventStore, NewEvent, StoredEvent};
use crate::platform::jobs::{Failure, Job, JobChange, NewJob, Policy, Work};

pub const KIND: &str = "ring";

pub fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap()
}

/// `Started {"minutes"}` schedules, or moves, what `Stopped` cancels.
pub struct Timers;

impl Policy for Timers {
    fn name(&self) -> &'static str {
        "timers"
    }

    fn handles(&self, event: &StoredEvent) -> bool {
        event.aggregate_type == "timer"
    }

    fn on(&self, event: &StoredEvent) -> Result<Vec<JobChange>, CodecError> {
        let key = format!("timers:{}", event.stream);
        Ok(match event.event_type.as_str() {
            "Started" => {
                let minutes = serde_json::from_value(event.data["minutes"].clone());
                let minutes: i64 = minutes.map_err(|source| CodecError::Decode {
                    event_type: event.event_type.clone(),
                    aggregate_type: event.aggregate_type.clone(),
                    stream: event.stream,
                    version: event.version,
                    source,
                })?;
                let due_at = event.at + TimeDelta::minutes(minutes);
                let payload = json!({ "stream": event.stream, "note": "with a \u{0} in it" });
                vec![JobChange::Schedule(NewJob { key, kind: KIND, subject: event.stream, due_at, payload })]
            }
            _ => vec![JobChange::Cancel { key }],
        })
    }
}

pub fn timer(stream: Uuid, version: u32, kind: &str, data: Value) -> NewEvent {
    NewEvent { stream, aggregate_type: "timer", event_type: kind.into(), data, version }
}

pub fn started(stream: Uuid, version: u32, minutes: i64) -> NewEvent {
    timer(stream, version, "Started", json!({ "minutes": minutes }))
}

pub fn stopped(stream: Uuid, version: u32) -> NewEvent {
    timer(stream, version, "Stopped", json!({}))
}

pub async fn append(store: &EventStore, events: &[NewEvent]) {
    store.append(Batch { key: None, events, at: at(), metadata: json!({}) }).await.unwrap();
}

/// Writes the changes as a policy would.
pub async fn change(pool: &PgPool, changes: &[JobChange]) {
    let mut tx = pool.begin().await.unwrap();
    for change in changes {
        change.write(&mut tx).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// A job so many minutes after [`at`].
pub fn ring(key: &str, minutes: i64) -> JobChange {
    JobChange::Schedule(NewJob {
        key: key.into(),
        kind: KIND,
        subject: Uuid::from_u128(7),
        due_at: at() + TimeDelta::minutes(minutes),
        payload: json!({ "key": key }),
    })
}

pub fn silence(key: &str) -> JobChange {
    JobChange::Cancel { key: key.into() }
}

/// Key and minutes after [`at`] of what waits, by key.
pub async fn waiting(pool: &PgPool) -> Vec<(String, i64)> {
    let jobs: Vec<(String, DateTime<Utc>)> =
        sqlx::query_as("SELECT key, due_at FROM jobs WHERE done_at IS NULL AND parked_at IS NULL ORDER BY key")
            .fetch_all(pool)
            .await
            .unwrap();
    jobs.into_iter().map(|(key, due_at)| (key, (due_at - at()).num_minutes())).collect()
}

/// What a listener does with a job.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ear {
    Hears,
    IsBusy,
    Fails,
    Panics,
    /// Hears when it is let.
    Waits,
}

/// Hears what rings, and tells how many times it was tried.
pub struct Listener {
    ear: Mutex<Ear>,
    pub heard: Mutex<Vec<String>>,
    pub tried: watch::Sender<u32>,
    pub let_go: Semaphore,
}

impl Listener {
    pub fn new(ear: Ear) -> Self {
        Self { ear: Mutex::new(ear), heard: Mutex::default(), tried: watch::Sender::new(0), let_go: Semaphore::new(0) }
    }

    pub fn becomes(&self, ear: Ear) {
        *self.ear.lock().unwrap() = ear;
    }

    pub fn heard(&self) -> Vec<String> {
        let mut heard = self.heard.lock().unwrap().clone();
        heard.sort();
        heard
    }

    /// Returns when that many tries have begun.
    pub async fn tried(&self, tries: u32) {
        let mut begun = self.tried.subscribe();
        let enough = begun.wait_for(|begun| *begun >= tries);
        tokio::time::timeout(Duration::from_mins(1), enough).await.expect("in time").unwrap();
    }
}

impl Work for Listener {
    fn run<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<(), Failure>> {
        async move {
            self.tried.send_modify(|tried| *tried += 1);
            let ear = *self.ear.lock().unwrap();
            match ear {
                Ear::IsBusy => return Err(Failure::NotNow("busy".into())),
                Ear::Fails => return Err(Failure::Failed("deaf".into())),
                Ear::Panics => panic!("asked to panic"),
                Ear::Waits => drop(self.let_go.acquire().await),
                Ear::Hears => {}
            }
            self.heard.lock().unwrap().push(job.key.clone());
            Ok(())
        }
        .boxed()
    }
}
