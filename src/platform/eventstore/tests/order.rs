use std::collections::BTreeSet;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::atomic::{AtomicI64, AtomicU32};
use std::sync::{Arc, Mutex};

use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use super::{append, at, event, followed};
use crate::platform::database::testing::database;
use crate::platform::eventstore::{AppendError, Batch, Cursor, EventStore, NewEvent};

async fn append_in(
    store: &EventStore,
    connection: &mut sqlx::PgConnection,
    events: &[NewEvent],
) -> Result<(), AppendError> {
    store.append_in(connection, Batch { key: None, events, at: at(), metadata: json!({}) }).await.map(drop)
}

/// The reader that one would write first: it follows positions alone.
async fn naive(pool: &PgPool, after: i64) -> Vec<(Uuid, i64)> {
    let query = "SELECT aggregate_id, position FROM event_store WHERE position > $1 ORDER BY position";
    sqlx::query_as(query).bind(after).fetch_all(pool).await.unwrap()
}

#[tokio::test]
async fn an_event_that_commits_late_is_missed_by_position_alone_but_not_by_the_subscription() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let (slow, fast) = (Uuid::new_v4(), Uuid::new_v4());
    let (mut slow_tx, mut fast_tx) = (db.begin().await.unwrap(), db.begin().await.unwrap());
    append_in(&store, &mut slow_tx, &[event(slow, 1)]).await.unwrap();
    append_in(&store, &mut fast_tx, &[event(fast, 1)]).await.unwrap();
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
    let store = EventStore::for_test(db.clone());
    let stream = Uuid::new_v4();
    let mut early = db.begin().await.unwrap();
    sqlx::query("SELECT pg_current_xact_id()").execute(&mut *early).await.unwrap();
    append(&store, None, &[event(stream, 1)]).await.unwrap();
    assert!(matches!(append_in(&store, &mut early, &[event(stream, 2)]).await, Err(AppendError::Conflict)));
    early.rollback().await.unwrap();

    let mut late = db.begin().await.unwrap();
    append_in(&store, &mut late, &[event(stream, 2)]).await.unwrap();
    append_in(&store, &mut late, &[event(stream, 3)]).await.unwrap();
    late.commit().await.unwrap();
    assert_eq!(store.read(stream, 0).await.unwrap().len(), 3);
}

/// How far the reader that follows positions alone has come, and what it has seen.
#[derive(Default)]
struct Naive {
    at: AtomicI64,
    seen: Mutex<BTreeSet<(Uuid, i32)>>,
}

impl Naive {
    async fn read(&self, pool: &PgPool) {
        let query = "SELECT aggregate_id, event_version, position FROM event_store WHERE position > $1
                     ORDER BY position LIMIT 7";
        let rows: Vec<(Uuid, i32, i64)> =
            sqlx::query_as(query).bind(self.at.load(SeqCst)).fetch_all(pool).await.unwrap();
        if let Some((.., last)) = rows.last() {
            self.at.store(*last, SeqCst);
        }
        self.seen.lock().unwrap().extend(rows.iter().map(|(stream, version, _)| (*stream, *version)));
    }
}

/// Writes the stream's event and commits it when the naive reader has passed its position: somebody is always slow.
async fn write_slowly(pool: &PgPool, stream: Uuid, version: u32, naive: &Naive) {
    let store = EventStore::for_test(pool.clone());
    let mut tx = pool.begin().await.unwrap();
    append_in(&store, &mut tx, &[event(stream, version)]).await.unwrap();
    let position: i64 =
        sqlx::query_scalar("SELECT position FROM event_store WHERE aggregate_id = $1 AND event_version = $2")
            .bind(stream)
            .bind(version as i32)
            .fetch_one(&mut *tx)
            .await
            .unwrap();
    while naive.at.load(SeqCst) < position {
        tokio::task::yield_now().await;
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn beside_ten_writers_position_alone_misses_events_and_the_cursor_misses_none_and_sees_none_twice() {
    const SLOW: u32 = 5;
    const FAST: u32 = 5;
    const EVENTS: u32 = 40;
    let db = database().await;
    // Five writers hold their connections; the other five and the readers need some, too.
    let readers = db.another(4).await;
    let (writer, reader) = (EventStore::for_test(db.clone()), EventStore::for_test(readers.clone()));
    let (naive, slow_left, left) =
        (Arc::new(Naive::default()), Arc::new(AtomicU32::new(SLOW)), Arc::new(AtomicU32::new(SLOW + FAST)));

    let mut writers = tokio::task::JoinSet::new();
    for number in 0..SLOW + FAST {
        let (db, store, naive) = (db.clone(), writer.clone(), Arc::clone(&naive));
        let (slow_left, left) = (Arc::clone(&slow_left), Arc::clone(&left));
        writers.spawn(async move {
            let stream = Uuid::new_v4();
            let mut version = 0;
            while if number < SLOW { version < EVENTS } else { version < EVENTS || slow_left.load(SeqCst) > 0 } {
                version += 1;
                // Some of the slow writers' events overtake others.
                if number < SLOW && version % 4 == 0 {
                    write_slowly(&db, stream, version, &naive).await;
                } else {
                    append(&store, None, &[event(stream, version)]).await.unwrap();
                }
            }
            if number < SLOW {
                slow_left.fetch_sub(1, SeqCst);
            }
            left.fetch_sub(1, SeqCst);
            version
        });
    }
    let positions = tokio::spawn({
        let (naive, left, pool) = (Arc::clone(&naive), Arc::clone(&left), readers.clone());
        async move {
            while left.load(SeqCst) > 0 {
                naive.read(&pool).await;
            }
            // And everything that is there when nobody writes any more.
            let mut before = -1;
            while naive.at.load(SeqCst) != before {
                before = naive.at.load(SeqCst);
                naive.read(&pool).await;
            }
        }
    });
    let (mut cursor, mut seen, mut settled) = (Cursor::START, Vec::new(), false);
    loop {
        let batch = reader.read_after(cursor, 7).await.unwrap();
        if settled && batch.is_empty() {
            break;
        }
        cursor = batch.last().map_or(cursor, |event| event.cursor);
        seen.extend(batch.into_iter().map(|event| (event.stream, event.version)));
        // Other databases' transactions may hold the horizon back a little longer.
        settled = left.load(SeqCst) == 0
            && sqlx::query_scalar(
                "SELECT tx < pg_snapshot_xmin(pg_current_snapshot()) FROM event_store ORDER BY tx DESC LIMIT 1",
            )
            .fetch_one(&readers)
            .await
            .unwrap();
    }
    positions.await.unwrap();
    let total: u32 = writers.join_all().await.into_iter().sum();

    assert_eq!(seen.len(), total as usize, "the cursor misses nothing");
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), seen.len(), "and sees nothing twice");
    for (index, (stream, version)) in seen.iter().enumerate() {
        let before = seen[..index].iter().filter(|(other, _)| other == stream).count();
        assert_eq!(before + 1, *version as usize, "each stream in its own order");
    }
    let missed = total as usize - naive.seen.lock().unwrap().len();
    assert!(missed >= (SLOW * EVENTS / 4) as usize, "{missed} of {total}: every event that was overtaken");
}
