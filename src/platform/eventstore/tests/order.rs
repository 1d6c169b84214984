use std::collections::BTreeSet;

use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use super::{append, at, event, followed};
use crate::platform::database::testing::database;
use crate::platform::eventstore::{AppendError, Batch, Cursor, EventStore, NewEvent};

async fn append_in(connection: &mut sqlx::PgConnection, events: &[NewEvent]) -> Result<(), AppendError> {
    EventStore::append_in(connection, Batch { key: None, events, at: at(), metadata: json!({}) }).await.map(drop)
}

/// The reader that one would write first: it follows positions alone.
async fn naive(pool: &PgPool, after: i64) -> Vec<(Uuid, i64)> {
    let query = "SELECT aggregate_id, position FROM event_store WHERE position > $1 ORDER BY position";
    sqlx::query_as(query).bind(after).fetch_all(pool).await.unwrap()
}

#[tokio::test]
async fn an_event_that_commits_late_is_missed_by_position_alone_but_not_by_the_subscription() {
    let db = database().await;
    let store = EventStore::new(db.clone());
    let (slow, fast) = (Uuid::new_v4(), Uuid::new_v4());
    let (mut slow_tx, mut fast_tx) = (db.begin().await.unwrap(), db.begin().await.unwrap());
    append_in(&mut slow_tx, &[event(slow, 1)]).await.unwrap();
    append_in(&mut fast_tx, &[event(fast, 1)]).await.unwrap();
    fast_tx.commit().await.unwrap();

    let seen = naive(&db, 0).await;
    let early = store.read_after(Cursor::START, 10).await.unwrap();
    assert!(early.is_empty(), "an older transaction still runs");
    slow_tx.commit().await.unwrap();

    assert_eq!(seen.iter().map(|(stream, _)| *stream).collect::<Vec<_>>(), [fast]);
    assert!(naive(&db, seen[0].1).await.is_empty(), "the naive reader never sees the slow event");
    assert_eq!(followed(&store, 2).await.iter().map(|event| event.stream).collect::<Vec<_>>(), [slow, fast]);
}

#[tokio::test]
async fn a_stream_cannot_come_out_of_order_through_a_transaction_that_began_earlier() {
    let db = database().await;
    let store = EventStore::new(db.clone());
    let stream = Uuid::new_v4();
    let mut early = db.begin().await.unwrap();
    sqlx::query("SELECT pg_current_xact_id()").execute(&mut *early).await.unwrap();
    append(&store, None, &[event(stream, 1)]).await.unwrap();
    assert!(matches!(append_in(&mut early, &[event(stream, 2)]).await, Err(AppendError::Conflict)));
    early.rollback().await.unwrap();

    let mut late = db.begin().await.unwrap();
    append_in(&mut late, &[event(stream, 2)]).await.unwrap();
    append_in(&mut late, &[event(stream, 3)]).await.unwrap();
    late.commit().await.unwrap();
    assert_eq!(store.read(stream, 0).await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_subscriber_beside_eight_writers_misses_nothing_and_sees_nothing_twice() {
    const WRITERS: u32 = 8;
    const EVENTS: u32 = 60;
    let db = database().await;
    let store = EventStore::new(db.clone());
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..WRITERS {
        let (db, store) = (db.clone(), store.clone());
        writers.spawn(async move {
            let stream = Uuid::new_v4();
            for version in 1..=EVENTS {
                // Half of them hold their transaction open a little, so that commits overtake each other.
                if writer % 2 == 0 {
                    let mut tx = db.begin().await.unwrap();
                    append_in(&mut tx, &[event(stream, version)]).await.unwrap();
                    sqlx::query("SELECT pg_sleep(0.002)").execute(&mut *tx).await.unwrap();
                    tx.commit().await.unwrap();
                } else {
                    append(&store, None, &[event(stream, version)]).await.unwrap();
                }
            }
        });
    }
    let (mut cursor, mut seen) = (Cursor::START, Vec::new());
    while seen.len() < (WRITERS * EVENTS) as usize {
        let batch = store.read_after(cursor, 7).await.unwrap();
        cursor = batch.last().map_or(cursor, |event| event.cursor);
        seen.extend(batch.into_iter().map(|event| (event.stream, event.version)));
    }
    writers.join_all().await;
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), seen.len(), "nothing twice");
    for (index, (stream, version)) in seen.iter().enumerate() {
        let before = seen[..index].iter().filter(|(other, _)| other == stream).count();
        assert_eq!(before + 1, *version as usize, "each stream in its own order");
    }
    assert!(store.read_after(cursor, 7).await.unwrap().is_empty());
}
