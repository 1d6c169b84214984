//! A learner's own parameters of the memory model: sought in their reviews some hours after a session, and kept only if
//! they predict better. What is sought and when they are better, `dialogues::memory::fit` says.

use dialogues::streams::{Aggregate, Learner, Review};
use std::sync::Arc;

use crate::platform::telemetry::who;
use chrono::TimeDelta;
use dialogues::kernel::ids::LearnerId;
use dialogues::memory::{LEAST_REVIEWS, Params, Unfit, fit};
use dialogues::streams::LearnerFact;
use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::json;
use sqlx::Row;
use sqlx::types::Json;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tracing::info;

use super::REVIEW_ITEMS;
use super::review_items::histories::histories;
use crate::platform::clock::Clock;
use crate::platform::eventstore::codec::{self, CodecError};
use crate::platform::eventstore::{Batch, EventStore, StoredEvent, is_tombstone, of_model};
use crate::platform::jobs::{Failure, Job, JobChange, Kind, NewJob, Policy, Work};

const NAME: &str = "parameter_fits";
/// Its jobs.
pub const FIT: Kind = Kind { name: "fit", work: |app| Arc::new(Fits::new(app.store.clone(), app.clock.clone())) };
/// After a session's beginning: nobody waits for it, and more reviews of the day may follow.
const LATER: TimeDelta = TimeDelta::hours(6);

/// After a review session, a search.
pub struct ParameterFits;

impl Policy for ParameterFits {
    fn name(&self) -> &'static str {
        NAME
    }

    fn handles(&self, event: &StoredEvent) -> bool {
        event.aggregate_type == Review::TYPE && event.event_type == "ReviewStarted"
    }

    fn on(&self, event: &StoredEvent) -> Result<Vec<JobChange>, CodecError> {
        let subject = event.learner()?.as_uuid();
        let (key, due_at) = (format!("{NAME}:{}", event.stream), event.at + LATER);
        Ok(vec![JobChange::Schedule(NewJob { key, kind: FIT.name, subject, due_at, payload: json!({}) })])
    }
}

/// Does those jobs, one at a time: a search takes a core for up to two seconds.
struct Fits {
    store: EventStore,
    clock: Clock,
    turn: Arc<Semaphore>,
}

impl Work for Fits {
    fn run<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<(), Failure>> {
        self.search(job).boxed()
    }
}

impl Fits {
    fn new(store: EventStore, clock: Clock) -> Self {
        Self { store, clock, turn: Arc::new(Semaphore::new(1)) }
    }

    async fn search(&self, job: &Job) -> Result<(), Failure> {
        let learner = LearnerId::from_uuid(job.subject);
        let known = known(&self.store, learner).await.map_err(|error| not_now(&error))?;
        let Some(Known { reviews, params, .. }) = known.filter(Known::is_worth_it) else {
            return Ok(());
        };
        let histories = histories(&self.store, learner).await.map_err(|error| not_now(&error))?;
        let turn = Arc::clone(&self.turn).acquire_owned().await;
        let sought = spawn_blocking(move || {
            let _turn = turn;
            fit(&histories, &params.unwrap_or_default())
        });
        let fact = match sought.await.map_err(|error| Failure::Failed(error.to_string()))? {
            Ok(found) => LearnerFact::ParametersFitted {
                params: Some(found.params),
                log_loss_before: found.loss_before,
                log_loss_after: found.loss,
                reviews,
            },
            Err(Unfit::NoBetter { loss, loss_before }) => LearnerFact::ParametersFitted {
                params: None,
                log_loss_before: loss_before,
                log_loss_after: loss,
                reviews,
            },
            Err(Unfit::TooFew { .. } | Unfit::NothingFound) => return Ok(()),
        };
        self.keep(job, learner, &fact).await?;
        info!(learner = who(learner), reviews, fact = ?fact, "parameters of the memory model were sought");
        Ok(())
    }

    async fn keep(&self, job: &Job, learner: LearnerId, fact: &LearnerFact) -> Result<(), Failure> {
        let events = self.store.read(learner.as_uuid(), 0).await.map_err(|error| not_now(&error))?;
        // Somebody who was erased meanwhile is nobody's learner.
        if events.last().is_some_and(is_tombstone) {
            return Ok(());
        }
        let version = events.last().map_or(0, |event| event.version) + 1;
        let event =
            codec::encode_as::<Learner>(learner, fact, version).map_err(|error| Failure::Failed(error.to_string()))?;
        let (key, metadata) = (job.name(), codec::metadata(learner));
        let batch = Batch { key: Some(&key), events: &[event], at: self.clock.now(), metadata };
        // A turn of the learner may have been quicker; the next try comes behind it.
        self.store.append(batch).await.map(drop).map_err(|error| not_now(&error))
    }
}

/// What the read model knows of a learner's reviews.
struct Known {
    reviews: u32,
    fitted: u32,
    params: Option<Params>,
}

impl Known {
    /// A search finds little in few reviews, and little new in a few more.
    const fn is_worth_it(&self) -> bool {
        self.reviews as usize >= LEAST_REVIEWS && self.reviews as u64 * 4 >= self.fitted as u64 * 5
    }
}

async fn known(store: &EventStore, learner: LearnerId) -> sqlx::Result<Option<Known>> {
    let statement =
        of_model!(REVIEW_ITEMS, "SELECT reviews, fitted, params FROM model.review_learners WHERE user_id = $1");
    let row = sqlx::query(statement).bind(learner.as_uuid()).fetch_optional(store.pool()).await?;
    row.map(|row| {
        let params: Option<Json<Params>> = row.try_get("params")?;
        let count = |name: &str| row.try_get::<i64, _>(name).map(|count| u32::try_from(count).unwrap_or(u32::MAX));
        Ok(Known { reviews: count("reviews")?, fitted: count("fitted")?, params: params.map(|Json(params)| params) })
    })
    .transpose()
}

fn not_now(error: &impl ToString) -> Failure {
    Failure::NotNow(error.to_string())
}

#[cfg(test)]
mod tests;
