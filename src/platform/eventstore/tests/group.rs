//! Appends that come at the same time share a statement; each has an outcome of its own.

use futures::future::join_all;
use serde_json::json;
use uuid::Uuid;

use super::{append, at, event};
use crate::platform::database::testing::database;
use crate::platform::eventstore::{AppendError, Appended, Batch, EventStore, NewEvent};

async fn with_key(store: &EventStore, key: &str, events: &[NewEvent]) -> Result<Appended, AppendError> {
    store.append(Batch { key: Some(key), events, at: at(), metadata: json!({}) }).await
}

#[tokio::test]
async fn each_of_many_at_once_gets_its_own_outcome() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let moved_on = Uuid::new_v4();
    append(&store, Some("known"), &[event(moved_on, 1)]).await.unwrap();
    append(&store, None, &[event(moved_on, 2)]).await.unwrap();
    let good: Vec<Uuid> = (0..40).map(|_| Uuid::new_v4()).collect();
    let appends = good.iter().enumerate().map(async |(number, stream)| {
        let events = [event(*stream, 1), event(*stream, 2)];
        match number % 8 {
            // The first of its stream is not there.
            1 => with_key(&store, &format!("gap {number}"), &events[1..]).await,
            // Somebody was faster.
            3 => with_key(&store, &format!("late {number}"), &[event(*stream, 1), event(moved_on, 2)]).await,
            5 => with_key(&store, "known", &events).await,
            _ => with_key(&store, &format!("good {number}"), &events).await,
        }
    });
    let outcomes = join_all(appends).await;
    for (number, outcome) in outcomes.iter().enumerate() {
        match number % 8 {
            1 | 3 => assert!(matches!(outcome, Err(AppendError::Conflict)), "{number}: {outcome:?}"),
            5 => assert!(matches!(outcome, Ok(Appended::Duplicate)), "{number}: {outcome:?}"),
            _ => assert!(matches!(outcome, Ok(Appended::Stored)), "{number}: {outcome:?}"),
        }
    }
    for (number, stream) in good.iter().enumerate() {
        let expected = if [1, 3, 5].contains(&(number % 8)) { 0 } else { 2 };
        assert_eq!(store.read(*stream, 0).await.unwrap().len(), expected, "{number}");
    }
    let keys: i64 = sqlx::query_scalar("SELECT count(*) FROM idempotency_keys").fetch_one(&*db).await.unwrap();
    assert_eq!(keys, 26, "the refused have left no key");
}

#[tokio::test]
async fn the_same_key_brought_several_times_at_once_is_stored_once() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let appends = (0..30)
        .map(async |number| with_key(&store, &format!("press {}", number % 5), &[event(Uuid::new_v4(), 1)]).await);
    let outcomes = join_all(appends).await;
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Ok(Appended::Stored))).count(), 5);
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Ok(Appended::Duplicate))).count(), 25);
}

#[tokio::test]
async fn turns_of_one_stream_that_wait_together_are_stored_in_their_order() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let stream = Uuid::new_v4();
    let appends = (1..=30).map(async |version| append(&store, None, &[event(stream, version)]).await);
    assert!(join_all(appends).await.iter().any(Result::is_ok));
    let versions: Vec<u32> = store.read(stream, 0).await.unwrap().iter().map(|event| event.version).collect();
    assert_eq!(versions, (1..=versions.len() as u32).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_caller_that_goes_away_leaves_the_others_alone() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let streams: Vec<Uuid> = (0..20).map(|_| Uuid::new_v4()).collect();
    let mut tasks: Vec<_> = streams
        .iter()
        .map(|stream| {
            let (store, stream) = (store.clone(), *stream);
            tokio::spawn(async move { append(&store, None, &[event(stream, 1)]).await })
        })
        .collect();
    tokio::task::yield_now().await;
    for task in tasks.iter().step_by(2) {
        task.abort();
    }
    for task in tasks.drain(..).skip(1).step_by(2) {
        assert!(matches!(task.await.unwrap(), Ok(Appended::Stored)));
    }
}
