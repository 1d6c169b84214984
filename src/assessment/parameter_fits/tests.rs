//! Searches for a learner's own parameters, from the log to the log.

use crate::platform::eventstore::codec;
use dialogues::streams::{Learner, Path, Review};
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, Utc};
use dialogues::kernel::ids::{LearnerId, LessonId, ReviewId};
use dialogues::memory::{ItemId, Memory, Params, Rating, Retention};
use dialogues::streams::review::facts::ReviewFact;
use dialogues::streams::{LearnerFact, PathFact};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::json;
use tokio::sync::watch;

use super::{FIT, Fits, LATER, ParameterFits};
use crate::assessment::remembered;
use crate::assessment::review_items::ReviewItems;
use crate::platform::clock::Clock;
use crate::platform::database::testing::{TestDatabase, database};
use crate::platform::eventstore::{Batch, Cursor, EventStore, NewEvent, caught_up, run};
use crate::platform::jobs::{Job, JobChange, Policy, Work};

const ITEMS: usize = 60;
const REVIEWS: usize = 12;

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_000_000, 0).unwrap()
}

fn learner() -> LearnerId {
    LearnerId::of_telegram(7)
}

/// Somebody who forgets much faster than the defaults say.
fn forgetful() -> Params {
    let mut weights = *Params::default().weights();
    weights[..4].iter_mut().for_each(|weight| *weight *= 0.15);
    weights[8] -= 0.8;
    Params::of(weights)
}

/// Cards that are reviewed when the defaults say, by somebody who remembers as `truth` says.
fn reviews(truth: &Params) -> Vec<ReviewFact> {
    let mut rng = StdRng::seed_from_u64(1);
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let mut facts = Vec::new();
    for item in 0..ITEMS {
        let id = ItemId::card(&LessonId::new("ios.optionals"), &format!("c-{item}"));
        let mut day = first.checked_add_days(Days::new(item as u64 / 3)).unwrap();
        let (mut planned, mut real): (Option<Memory>, Option<Memory>) = (None, None);
        for _ in 0..REVIEWS {
            let recall = real.as_ref().map_or(0.8, |memory| truth.recall(memory, day));
            let rating = if rng.random_bool(recall) { Rating::Good } else { Rating::Again };
            let review =
                |params: &Params, known: Option<&Memory>| params.review(Retention::default(), known, rating, day);
            let next = review(&Params::default(), planned.as_ref());
            (real, planned) = (Some(review(truth, real.as_ref())), Some(next.clone()));
            facts.push(ReviewFact::ItemReviewed {
                item: id.clone(),
                rating,
                day,
                response: None,
                score: None,
                seconds: 4,
            });
            day = next.due.max(day.succ_opt().unwrap());
        }
    }
    facts
}

/// A log with one long session, and the read model up to date with it.
async fn academy(truth: &Params) -> (TestDatabase, EventStore, watch::Sender<bool>) {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let review = ReviewId::of(learner(), 1);
    let begun = PathFact::ReviewBegun { review, number: 1 };
    let mut events = vec![codec::encode_as::<Path>(learner(), &begun, 1).unwrap()];
    let numbered = (1..).zip(reviews(truth));
    events.extend(numbered.map(|(version, fact)| codec::encode_as::<Review>(review, &fact, version).unwrap()));
    store_all(&store, &events).await;
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(run(store.clone(), Arc::new(ReviewItems), stopped));
    caught_up(&store, crate::assessment::REVIEW_ITEMS).await.unwrap();
    (db, store, stop)
}

async fn store_all(store: &EventStore, events: &[NewEvent]) {
    let metadata = codec::metadata(learner());
    store.append(Batch { key: None, events, at: at(), metadata }).await.unwrap();
}

async fn search(store: &EventStore, id: i64) {
    let subject = learner().as_uuid();
    let job = Job {
        id,
        key: "k".to_owned(),
        kind: FIT.name.to_owned(),
        subject,
        payload: json!({}),
        due_at: at(),
        attempts: 1,
    };
    Fits::new(store.clone(), Clock::system()).run(&job).await.unwrap();
    caught_up(store, crate::assessment::REVIEW_ITEMS).await.unwrap();
}

async fn found(store: &EventStore) -> Vec<LearnerFact> {
    let events = store.read(learner().as_uuid(), 0).await.unwrap();
    events.iter().map(|event| codec::decode::<Learner>(event).unwrap()).collect()
}

#[tokio::test]
async fn who_forgets_otherwise_gets_parameters_of_their_own_once() {
    let (_db, store, _stop) = academy(&forgetful()).await;
    search(&store, 1).await;
    let facts = found(&store).await;
    let [LearnerFact::ParametersFitted { params: Some(params), log_loss_before, log_loss_after, reviews }] =
        facts.as_slice()
    else {
        panic!("own parameters: {facts:?}")
    };
    assert!(log_loss_after < log_loss_before);
    assert_eq!(*reviews as usize, ITEMS * REVIEWS);
    assert_eq!(remembered(&store, learner()).await.unwrap().unwrap().params.as_ref(), Some(params));
    // Another session soon after brings nothing new; the same job again changes nothing.
    search(&store, 2).await;
    search(&store, 1).await;
    assert_eq!(found(&store).await, facts);
}

#[tokio::test]
async fn what_predicts_no_better_is_not_kept_and_not_sought_at_once_again() {
    let (_db, store, _stop) = academy(&Params::default()).await;
    search(&store, 1).await;
    let facts = found(&store).await;
    assert!(matches!(facts.as_slice(), [LearnerFact::ParametersFitted { params: None, .. }]), "{facts:?}");
    assert_eq!(remembered(&store, learner()).await.unwrap().unwrap().params, None);
    search(&store, 2).await;
    assert_eq!(found(&store).await.len(), 1);
}

#[tokio::test]
async fn few_reviews_and_unknown_learners_are_left_alone() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let (stop, stopped) = watch::channel(false);
    let runner = tokio::spawn(run(store.clone(), Arc::new(ReviewItems), stopped));
    caught_up(&store, crate::assessment::REVIEW_ITEMS).await.unwrap();
    search(&store, 1).await;
    let review = ReviewId::of(learner(), 1);
    let begun = PathFact::ReviewBegun { review, number: 1 };
    let few = (1..).zip(reviews(&forgetful()).into_iter().take(50));
    let mut events = vec![codec::encode_as::<Path>(learner(), &begun, 1).unwrap()];
    events.extend(few.map(|(version, fact)| codec::encode_as::<Review>(review, &fact, version).unwrap()));
    store_all(&store, &events).await;
    search(&store, 2).await;
    assert_eq!(found(&store).await, []);
    stop.send(true).unwrap();
    runner.await.unwrap();
}

#[tokio::test]
async fn a_session_plans_a_search_some_hours_later() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let review = ReviewId::of(learner(), 1);
    let started = ReviewFact::ReviewStarted {
        learner: learner(),
        number: 1,
        day: at().date_naive(),
        seed: 1,
        params: None,
        items: Vec::new(),
        more: 0,
        next: None,
    };
    store_all(&store, &[codec::encode_as::<Review>(review, &started, 1).unwrap()]).await;
    let events = loop {
        let events = store.read_after(Cursor::START, 1).await.unwrap();
        if !events.is_empty() {
            break events;
        }
        tokio::task::yield_now().await;
    };
    assert!(ParameterFits.handles(&events[0]));
    let changes = ParameterFits.on(&events[0]).unwrap();
    let [JobChange::Schedule(job)] = changes.as_slice() else { panic!("one job: {changes:?}") };
    assert_eq!((job.kind, job.subject, job.due_at), (FIT.name, learner().as_uuid(), at() + LATER));
    assert!(job.key.starts_with(ParameterFits.name()));
}
