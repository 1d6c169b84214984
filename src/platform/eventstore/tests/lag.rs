use std::sync::Arc;

use serde_json::json;
use tokio::sync::watch;
use uuid::Uuid;

use super::tally::{Poison, Tally};
use super::{append, event, followed, metric_value, recorder};
use crate::platform::clock;
use crate::platform::database::testing::database;
use crate::platform::eventstore::subscription::{Care, Step, step};
use crate::platform::eventstore::{Batch, EventStore, Lag, caught_up, lag, prepare, run};

const A: Uuid = Uuid::from_u128(1);

#[tokio::test]
async fn the_lag_counts_what_an_older_transaction_holds_back() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let tally = Tally::new();
    assert_eq!(lag(&*db, &Tally::new()).await.unwrap(), None, "there is no such subscription yet");
    prepare(&db, &tally).await.unwrap();
    assert_eq!(lag(&*db, &Tally::new()).await.unwrap(), Some(Lag::default()));

    let mut long = db.begin().await.unwrap();
    sqlx::query("SELECT pg_current_xact_id()").execute(&mut *long).await.unwrap();
    append(&store, None, &[event(A, 1), event(A, 2)]).await.unwrap();
    assert_eq!(step(&store, &tally, 10, Care::Together).await.unwrap(), Step::Held);
    let held = lag(&*db, &Tally::new()).await.unwrap().unwrap();
    // The tests' events are of the year 2023.
    assert!(held.events == 2 && held.seconds > 1e6, "{held:?}");

    long.rollback().await.unwrap();
    followed(&store, 2).await;
    step(&store, &tally, 10, Care::Together).await.unwrap();
    assert_eq!(lag(&*db, &Tally::new()).await.unwrap(), Some(Lag::default()));
}

#[tokio::test]
async fn an_event_of_a_clock_that_runs_ahead_is_no_negative_lag() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    prepare(&db, &Tally::new()).await.unwrap();
    let at = clock::now() + chrono::TimeDelta::hours(1);
    let events = &[event(A, 1)];
    store.append(Batch { key: None, events, at, metadata: json!({}) }).await.unwrap();
    let lag = lag(&*db, &Tally::new()).await.unwrap().unwrap();
    assert!(lag.events == 1 && lag.seconds == 0.0, "{lag:?}");
}

#[tokio::test]
async fn the_gauges_follow_while_the_subscription_is_held_back_and_when_it_has_caught_up() {
    let (recorder, metrics) = recorder();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let gauge = |name: &str| metric_value(&metrics, &format!("{name}{{name=\"tally\"}}"));
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let (stop, stopped) = watch::channel(false);
    let mut long = db.begin().await.unwrap();
    sqlx::query("SELECT pg_current_xact_id()").execute(&mut *long).await.unwrap();
    append(&store, None, &[event(A, 1), event(A, 2)]).await.unwrap();
    let tally = Tally::poisoned(&[(A, 2, Poison::Unreadable)]);
    let runner = tokio::spawn(run(store.clone(), Arc::new(tally), stopped));
    while gauge("projection_lag_events") != Some(2.0) {
        tokio::task::yield_now().await;
    }
    assert!(gauge("projection_lag_seconds").unwrap() > 1e6);
    assert_eq!(gauge("projection_parked_total"), Some(0.0), "it is there from the start");
    assert_eq!(gauge("projection_errors_total"), Some(0.0));

    long.rollback().await.unwrap();
    caught_up(&store, &Tally::new()).await.unwrap();
    while gauge("projection_lag_events") != Some(0.0) {
        tokio::task::yield_now().await;
    }
    assert_eq!(gauge("projection_lag_seconds"), Some(0.0));
    assert_eq!(gauge("projection_parked_events"), Some(1.0));
    assert_eq!(gauge("projection_parked_total"), Some(1.0));
    assert_eq!(gauge("projection_errors_total"), Some(2.0), "the third try put it aside");
    stop.send(true).unwrap();
    runner.await.unwrap();
}
