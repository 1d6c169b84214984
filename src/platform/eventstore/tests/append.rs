use std::sync::Arc;

use serde_json::json;
use tokio::sync::Barrier;
use uuid::Uuid;

use super::{append, at, event, followed};
use crate::platform::database::testing::database;
use crate::platform::eventstore::{AppendError, Appended, Batch, EventStore};

#[tokio::test]
async fn a_stream_reads_back_as_it_was_appended() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let stream = Uuid::new_v4();
    assert_eq!(append(&store, Some("k1"), &[event(stream, 1), event(stream, 2)]).await.unwrap(), Appended::Stored);
    append(&store, None, &[event(stream, 3)]).await.unwrap();

    let events = store.read(stream, 0).await.unwrap();
    assert_eq!(events.iter().map(|e| e.version).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(events[1].data, json!({ "n": 2 }));
    assert_eq!((events[0].at, &events[0].metadata), (at(), &json!({ "learner": "l" })));
    assert!(events[0].cursor < events[1].cursor && events[1].cursor < events[2].cursor);
    assert_eq!(store.read(stream, 2).await.unwrap(), events[2..]);
    assert_eq!(store.head().await.unwrap(), events[2].cursor);
}

#[tokio::test]
async fn a_version_that_exists_is_a_conflict_and_takes_its_key_back() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let stream = Uuid::new_v4();
    append(&store, None, &[event(stream, 1)]).await.unwrap();
    assert!(matches!(append(&store, Some("k"), &[event(stream, 1)]).await, Err(AppendError::Conflict)));
    assert_eq!(append(&store, Some("k"), &[event(stream, 2)]).await.unwrap(), Appended::Stored);
}

#[tokio::test]
async fn a_gap_is_a_conflict_and_stores_nothing() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let (whole, gappy) = (Uuid::new_v4(), Uuid::new_v4());
    for gap in [vec![event(gappy, 2)], vec![event(whole, 1), event(gappy, 1), event(gappy, 3)]] {
        assert!(matches!(append(&store, Some("k"), &gap).await, Err(AppendError::Conflict)));
    }
    assert!(store.read_streams(&[whole, gappy]).await.unwrap().is_empty());
    assert_eq!(append(&store, Some("k"), &[event(gappy, 1)]).await.unwrap(), Appended::Stored);
}

#[tokio::test]
async fn a_known_key_is_a_duplicate_whatever_the_versions_say() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let stream = Uuid::new_v4();
    append(&store, Some("k"), &[event(stream, 1)]).await.unwrap();
    for version in [1, 2, 7] {
        assert_eq!(append(&store, Some("k"), &[event(stream, version)]).await.unwrap(), Appended::Duplicate);
    }
    assert_eq!(store.read(stream, 0).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_batch_without_events_still_marks_its_key() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    assert_eq!(append(&store, Some("k"), &[]).await.unwrap(), Appended::Stored);
    assert_eq!(append(&store, Some("k"), &[]).await.unwrap(), Appended::Duplicate);
    assert_eq!(store.purge_keys(at()).await.unwrap(), 0);
    assert_eq!(store.purge_keys(at() + chrono::TimeDelta::seconds(1)).await.unwrap(), 1);
    assert_eq!(append(&store, Some("k"), &[]).await.unwrap(), Appended::Stored);
}

#[tokio::test]
async fn several_streams_are_stored_together_or_not_at_all() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let (a, b) = (Uuid::from_u128(2), Uuid::from_u128(1));
    append(&store, None, &[event(a, 1), event(b, 1), event(a, 2)]).await.unwrap();
    assert!(matches!(append(&store, None, &[event(a, 3), event(b, 1)]).await, Err(AppendError::Conflict)));

    let stored = store.read_streams(&[a, b]).await.unwrap();
    assert_eq!(stored.iter().map(|e| (e.stream, e.version)).collect::<Vec<_>>(), [(b, 1), (a, 1), (a, 2)]);
    let order: Vec<_> = followed(&store, 3).await.iter().map(|e| (e.stream, e.version)).collect();
    assert_eq!(order, [(a, 1), (b, 1), (a, 2)], "the log keeps the batch's own order");
}

#[tokio::test]
async fn of_many_concurrent_writers_of_a_version_one_wins() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let stream = Uuid::new_v4();
    let barrier = Arc::new(Barrier::new(8));
    let mut tasks = tokio::task::JoinSet::new();
    for writer in 0..8 {
        let (store, barrier) = (store.clone(), barrier.clone());
        tasks.spawn(async move {
            barrier.wait().await;
            append(&store, Some(&format!("k{writer}")), &[event(stream, 1)]).await
        });
    }
    let results = tasks.join_all().await;
    assert_eq!(results.iter().filter(|r| matches!(r, Ok(Appended::Stored))).count(), 1);
    assert_eq!(results.iter().filter(|r| matches!(r, Err(AppendError::Conflict))).count(), 7);
}

#[tokio::test]
async fn of_many_concurrent_deliveries_of_a_key_one_is_stored_and_the_others_are_duplicates() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let stream = Uuid::new_v4();
    let barrier = Arc::new(Barrier::new(8));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (store, barrier) = (store.clone(), barrier.clone());
        tasks.spawn(async move {
            barrier.wait().await;
            append(&store, Some("k"), &[event(stream, 1)]).await.unwrap()
        });
    }
    let results = tasks.join_all().await;
    assert_eq!(results.iter().filter(|r| **r == Appended::Stored).count(), 1);
    assert_eq!(results.iter().filter(|r| **r == Appended::Duplicate).count(), 7);
}

#[tokio::test]
async fn a_delivery_waits_for_a_running_one_of_the_same_key_and_takes_over_when_that_rolls_back() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let stream = Uuid::new_v4();
    let mut first = db.begin().await.unwrap();
    let batch = Batch { key: Some("k"), events: &[event(stream, 1)], at: at(), metadata: json!({}) };
    store.append_in(&mut first, batch).await.unwrap();
    let second = tokio::spawn({
        let store = store.clone();
        async move { append(&store, Some("k"), &[event(stream, 1)]).await }
    });
    waiting_for_locks(&db, 1).await;
    first.rollback().await.unwrap();
    assert_eq!(second.await.unwrap().unwrap(), Appended::Stored);
}

#[tokio::test]
async fn batches_over_the_same_streams_queue_rather_than_deadlock_whatever_their_order() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let [first, middle, last] = [1, 2, 3].map(Uuid::from_u128);
    // Somebody holds the middle: batches in opposite order would each have taken one end by now.
    let mut holder = db.begin().await.unwrap();
    let held = Batch { key: None, events: &[event(middle, 1)], at: at(), metadata: json!({}) };
    store.append_in(&mut holder, held).await.unwrap();
    let holder_pid: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut *holder).await.unwrap();
    let mut batches = tokio::task::JoinSet::new();
    for streams in [[first, middle, last], [last, middle, first]] {
        let store = store.clone();
        batches.spawn(async move { append(&store, None, &streams.map(|stream| event(stream, 1))).await });
    }
    waiting_for_locks(&db, 2).await;
    let behind_the_holder: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM pg_stat_activity
         WHERE datname = current_database() AND $1 = ANY(pg_blocking_pids(pid))",
    )
    .bind(holder_pid)
    .fetch_one(&*db)
    .await
    .unwrap();
    assert_eq!(behind_the_holder, 1, "the other waits for the first stream");
    holder.rollback().await.unwrap();
    let results = batches.join_all().await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
}

#[tokio::test]
async fn text_that_jsonb_refuses_is_stored_with_a_replacement() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let stream = Uuid::new_v4();
    let mut odd = event(stream, 1);
    odd.data = json!({ "name": "a\0b", "seed": u64::MAX, "score": 0.1 });
    append(&store, None, &[odd]).await.unwrap();
    let read = store.read(stream, 0).await.unwrap();
    assert_eq!(read[0].data, json!({ "name": "a\u{fffd}b", "seed": u64::MAX, "score": 0.1 }));
}

#[tokio::test]
async fn a_dead_letter_is_kept_once() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    for attempts in [3, 4] {
        store.dead_letter("telegram", "7:12", (&json!({ "odd": "\0" }), None), "unparsable", attempts).await.unwrap();
    }
    let kept: Vec<(String, i32)> =
        sqlx::query_as("SELECT source, attempts FROM dead_letters").fetch_all(&*db).await.unwrap();
    assert_eq!(kept, [("telegram".to_owned(), 4)]);
}

/// Returns once so many connections to this database wait for a lock.
async fn waiting_for_locks(pool: &sqlx::PgPool, connections: i64) {
    let query = "SELECT count(*) FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while sqlx::query_scalar::<_, i64>(query).fetch_one(pool).await.unwrap() < connections {
        tokio::task::yield_now().await;
    }
}
