use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use sqlx::PgPool;
use tokio::sync::watch;
use tokio::time::timeout;
use uuid::Uuid;

use super::tally::{Poison, Tally, heard};
use super::{append, event};
use crate::platform::database::testing::database;
use crate::platform::eventstore::{EventStore, Key, Subscription, caught_up, run_all};

const A: Uuid = Uuid::from_u128(1);

/// A subscription that only hears.
fn listener(name: &'static str) -> Tally {
    Tally { name: Some(name), version: 1, ..Tally::default() }
}

/// The transactions that have moved the checkpoints last.
async fn movers(pool: &PgPool) -> Vec<String> {
    sqlx::query_scalar("SELECT DISTINCT xmin::text FROM checkpoints").fetch_all(pool).await.unwrap()
}

#[tokio::test]
async fn subscriptions_that_have_caught_up_go_on_in_one_transaction() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let subscriptions: Vec<Arc<dyn Subscription>> =
        vec![Arc::new(Tally::new()), Arc::new(listener("one")), Arc::new(listener("two"))];
    let keys: Vec<_> = subscriptions.iter().map(|subscription| Key::from(&**subscription)).collect();
    let (stop, stopped) = watch::channel(false);
    let runner = tokio::spawn(run_all(store.clone(), subscriptions, stopped));
    // The first ones may be taken in before all have found each other.
    for version in 1.. {
        append(&store, None, &[event(A, version)]).await.unwrap();
        for key in &keys {
            caught_up(&store, key.clone()).await.unwrap();
        }
        assert_eq!(heard(&db).await, [(A, version as i32)]);
        if movers(&db).await.len() == 1 {
            break;
        }
        assert!(version < 50, "each goes its own way");
    }
    stop.send(true).unwrap();
    timeout(Duration::from_secs(5), runner).await.unwrap().unwrap();
}

#[tokio::test]
async fn one_that_fails_goes_on_alone_and_holds_nobody_back() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let failing = Arc::new(Tally { poison: vec![(A, 2, Poison::Unreadable)].into(), ..listener("failing") });
    let subscriptions: Vec<Arc<dyn Subscription>> =
        vec![Arc::new(Tally::new()), failing.clone(), Arc::new(listener("one"))];
    let (stop, stopped) = watch::channel(false);
    let runner = tokio::spawn(run_all(store.clone(), subscriptions, stopped));
    append(&store, None, &[event(A, 1)]).await.unwrap();
    for name in [None, Some("failing"), Some("one")] {
        caught_up(&store, &Tally { name, ..Tally::new() }).await.unwrap();
    }
    append(&store, None, &[event(A, 2), event(A, 3)]).await.unwrap();
    for name in [None, Some("one")] {
        caught_up(&store, &Tally { name, ..Tally::new() }).await.unwrap();
    }
    let letters = "SELECT count(*) FROM dead_letters";
    let put_aside: i64 = sqlx::query_scalar(letters).fetch_one(&*db).await.unwrap();
    assert_eq!((heard(&db).await, put_aside), (vec![(A, 3)], 0), "the others are there before it gives up");

    caught_up(&store, &*failing).await.unwrap();
    let put_aside: i64 = sqlx::query_scalar(letters).fetch_one(&*db).await.unwrap();
    assert_eq!(put_aside, 1);
    let tried = failing.tried.load(Ordering::SeqCst);
    append(&store, None, &[event(A, 4)]).await.unwrap();
    caught_up(&store, &*failing).await.unwrap();
    assert_eq!(failing.tried.load(Ordering::SeqCst), tried + 1);
    assert_eq!(heard(&db).await, [(A, 4)], "nothing was taken in twice");
    stop.send(true).unwrap();
    timeout(Duration::from_secs(5), runner).await.unwrap().unwrap();
}

#[tokio::test]
async fn whoever_waits_for_a_subscription_does_not_wait_for_its_pace() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let (stop, stopped) = watch::channel(false);
    let subscriptions: Vec<Arc<dyn Subscription>> = vec![Arc::new(Tally::new()), Arc::new(listener("one"))];
    let runner = tokio::spawn(run_all(store.clone(), subscriptions, stopped));
    append(&store, None, &[event(A, 1)]).await.unwrap();
    caught_up(&store, &listener("one")).await.unwrap();
    // At its own pace five events take a second. A busy machine may be as slow now and then, but not each time.
    let mut versions = 2..;
    for rounds in 1.. {
        let begun = Instant::now();
        for version in versions.by_ref().take(5) {
            append(&store, None, &[event(A, version)]).await.unwrap();
            caught_up(&store, &listener("one")).await.unwrap();
        }
        if begun.elapsed() < Duration::from_millis(700) {
            break;
        }
        assert!(rounds < 20, "five events take {:?}", begun.elapsed());
    }
    stop.send(true).unwrap();
    timeout(Duration::from_secs(5), runner).await.unwrap().unwrap();
}
