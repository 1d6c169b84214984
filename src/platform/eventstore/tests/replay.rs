use std::sync::Arc;

use tokio::sync::watch;
use uuid::Uuid;

use super::tally::{Tally, heard};
use super::{append, event};
use crate::platform::database::testing::{TestDatabase, database};
use crate::platform::eventstore::{EventStore, caught_up, replay, run};

const A: Uuid = Uuid::from_u128(1);
const B: Uuid = Uuid::from_u128(2);

/// A log of three events, all taken in.
async fn tallied() -> (TestDatabase, EventStore) {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    append(&store, None, &[event(A, 1), event(A, 2), event(B, 1)]).await.unwrap();
    let (stop, stopped) = watch::channel(false);
    let runner = tokio::spawn(run(store.clone(), Arc::new(Tally::new()), stopped));
    caught_up(&store, &Tally::new()).await.unwrap();
    stop.send(true).unwrap();
    runner.await.unwrap();
    (db, store)
}

#[tokio::test]
async fn a_replay_proves_that_the_tables_are_as_the_log_says() {
    let (db, store) = tallied().await;
    let report = replay(&store, &Tally::new(), true).await.unwrap();
    assert!(report.equal());
    assert_eq!((report.model, report.events, report.rows), ("tally", 3, 2));
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'replay%'")
        .fetch_one(&*db)
        .await
        .unwrap();
    assert_eq!(left, 0, "the copy is gone");
}

#[tokio::test]
async fn a_row_that_was_tampered_with_is_found_and_put_right() {
    let (db, store) = tallied().await;
    let before = heard(&db).await;
    for tampering in [
        "UPDATE m_tally_v1.tally SET heard = 7 WHERE heard = 2",
        "DELETE FROM m_tally_v1.tally WHERE heard = 1",
        "INSERT INTO m_tally_v1.tally VALUES (gen_random_uuid(), 1)",
    ] {
        sqlx::query(tampering).execute(&*db).await.unwrap();
    }
    let report = replay(&store, &Tally::new(), true).await.unwrap();
    assert_eq!((report.rows, report.missing, report.unexpected), (2, 2, 2));
    assert_ne!(heard(&db).await, before, "a check changes nothing");

    assert!(!replay(&store, &Tally::new(), false).await.unwrap().equal(), "tells what it found");
    assert_eq!(heard(&db).await, before);
    assert!(replay(&store, &Tally::new(), false).await.unwrap().equal());
}

#[tokio::test]
async fn replays_while_learners_go_on_find_nothing_wrong_and_lose_nothing() {
    let (db, store) = tallied().await;
    let (stop, stopped) = watch::channel(false);
    let runner = tokio::spawn(run(store.clone(), Arc::new(Tally::new()), stopped));
    let writer = tokio::spawn({
        let store = store.clone();
        async move {
            for version in 3..=60 {
                append(&store, None, &[event(A, version)]).await.unwrap();
            }
        }
    });
    for check_only in [true, false, true] {
        let report = replay(&store, &Tally::new(), check_only).await.unwrap();
        assert!(report.equal(), "{report:?}");
    }
    writer.await.unwrap();
    caught_up(&store, &Tally::new()).await.unwrap();
    assert_eq!(heard(&db).await, [(A, 60), (B, 1)]);
    stop.send(true).unwrap();
    runner.await.unwrap();
}
