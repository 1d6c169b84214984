use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::sync::watch;
use uuid::Uuid;

use super::tally::{Tally, heard, heard_by};
use super::{append, event, followed};
use crate::platform::database::testing::database;
use crate::platform::eventstore::subscription::{Backoff, Care, Step, step};
use crate::platform::eventstore::{EventStore, ReadModel, caught_up, prepare, replay, run, run_all};

const A: Uuid = Uuid::from_u128(1);
const B: Uuid = Uuid::from_u128(2);

#[tokio::test]
async fn a_subscription_goes_on_from_its_checkpoint_in_batches() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let tally = Tally::new();
    assert!(prepare(&db, &tally).await.unwrap());
    assert!(!prepare(&db, &tally).await.unwrap(), "nothing to do the second time");
    assert_eq!(step(&store, &tally, 2, Care::Together).await.unwrap(), Step::Idle);

    append(&store, None, &[event(A, 1), event(A, 2), event(B, 1)]).await.unwrap();
    followed(&store, 3).await;
    assert_eq!(step(&store, &tally, 2, Care::Together).await.unwrap(), Step::Behind);
    assert_eq!(heard(&db).await, [(A, 2)]);
    // Another handle, as after a restart.
    let store = EventStore::for_test(db.clone());
    assert_eq!(step(&store, &Tally::new(), 2, Care::Together).await.unwrap(), Step::Advanced);
    assert_eq!(heard(&db).await, [(A, 2), (B, 1)]);
    assert_eq!(step(&store, &tally, 2, Care::Together).await.unwrap(), Step::Idle);
}

#[tokio::test]
async fn two_runners_of_a_read_model_apply_every_event_once() {
    let db = database().await;
    let (stop, stopped) = watch::channel(false);
    let mut runners = tokio::task::JoinSet::new();
    let stores = [EventStore::for_test(db.clone()), EventStore::for_test(db.clone())];
    for store in stores.clone() {
        runners.spawn(run_all(store, vec![Arc::new(Tally::new()) as Arc<dyn ReadModel>], stopped.clone()));
    }
    for version in 1..=40 {
        for (store, stream) in stores.iter().zip([A, B]) {
            append(store, None, &[event(stream, version)]).await.unwrap();
        }
    }
    caught_up(&stores[0], &Tally::new()).await.unwrap();
    assert_eq!(heard(&db).await, [(A, 40), (B, 40)]);
    stop.send(true).unwrap();
    runners.join_all().await;
}

#[tokio::test]
async fn a_checkpoint_that_another_instance_holds_is_left_to_it() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let tally = Tally::new();
    prepare(&db, &tally).await.unwrap();
    append(&store, None, &[event(A, 1)]).await.unwrap();
    followed(&store, 1).await;
    let mut other = db.begin().await.unwrap();
    sqlx::query("SELECT FROM checkpoints FOR UPDATE").execute(&mut *other).await.unwrap();
    assert_eq!(step(&store, &tally, 10, Care::Together).await.unwrap(), Step::Elsewhere);
    other.rollback().await.unwrap();
    assert_eq!(step(&store, &tally, 10, Care::Together).await.unwrap(), Step::Advanced);
}

#[tokio::test]
async fn a_failure_in_the_middle_leaves_neither_half() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let tally = Tally::new();
    prepare(&db, &tally).await.unwrap();
    append(&store, None, &[event(A, 1), event(A, 2)]).await.unwrap();
    followed(&store, 2).await;
    tally.fails.store(1, Ordering::SeqCst);
    assert!(step(&store, &tally, 10, Care::Together).await.is_err());
    assert!(heard(&db).await.is_empty());
    assert_eq!(step(&store, &tally, 10, Care::Together).await.unwrap(), Step::Advanced);
    assert_eq!(heard(&db).await, [(A, 2)]);
}

#[test]
fn each_pause_is_twice_the_one_before_from_a_tenth_to_thirty_seconds() {
    let mut backoff = Backoff::default();
    let pauses: Vec<u128> = (0..11).map(|_| backoff.pause().as_millis()).collect();
    assert_eq!(pauses, [100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000]);
}

#[tokio::test]
async fn a_database_in_trouble_is_waited_for_and_nothing_is_put_aside() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let tally = Arc::new(Tally::new());
    // More often than an event may fail.
    tally.fails.store(4, Ordering::SeqCst);
    append(&store, None, &[event(A, 1), event(A, 2)]).await.unwrap();
    let (stop, stopped) = watch::channel(false);
    let runner = tokio::spawn(run(store.clone(), tally.clone(), stopped));
    caught_up(&store, &Tally::new()).await.unwrap();
    assert_eq!(heard(&db).await, [(A, 2)]);
    assert_eq!(tally.tried.load(Ordering::SeqCst), 4 + 2, "each try ends at the first failure");
    let letters: i64 = sqlx::query_scalar("SELECT count(*) FROM dead_letters").fetch_one(&*db).await.unwrap();
    assert_eq!(letters, 0);
    stop.send(true).unwrap();
    runner.await.unwrap();
}

#[tokio::test]
async fn runners_that_are_killed_wherever_they_are_leave_a_checkpoint_to_go_on_from() {
    const EVENTS: u32 = 300;
    let db = database().await;
    let writer = EventStore::for_test(db.clone());
    let (_stop, stopped) = watch::channel(false);
    for version in 1..=EVENTS {
        append(&writer, None, &[event(A, version)]).await.unwrap();
        if version % 10 == 0 {
            // As after a start: nothing is known but what is stored.
            let tally = Arc::new(Tally::new());
            let runner = tokio::spawn(run(EventStore::for_test(db.clone()), tally.clone(), stopped.clone()));
            // Each is killed a little later in its work.
            while tally.tried.load(Ordering::SeqCst) < version / 30 {
                tokio::task::yield_now().await;
            }
            runner.abort();
            assert!(runner.await.unwrap_err().is_cancelled());
        }
    }
    let last = tokio::spawn(run(writer.clone(), Arc::new(Tally::new()), stopped));
    caught_up(&writer, &Tally::new()).await.unwrap();
    assert_eq!(heard(&db).await, [(A, EVENTS as i32)], "every event was taken in once");
    last.abort();
}

#[tokio::test]
async fn two_versions_of_a_read_model_follow_side_by_side_and_neither_touches_the_others_tables() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let old = Tally::new();
    prepare(&db, &old).await.unwrap();
    append(&store, None, &[event(A, 1)]).await.unwrap();
    followed(&store, 1).await;
    step(&store, &old, 10, Care::Together).await.unwrap();

    let new = Tally { version: 2, ..Tally::default() };
    assert!(prepare(&db, &new).await.unwrap());
    assert!(heard_by(&db, 2).await.is_empty());
    assert_eq!(heard(&db).await, [(A, 1)], "the old one's rows stay");
    append(&store, None, &[event(A, 2)]).await.unwrap();
    followed(&store, 2).await;
    assert_eq!(step(&store, &old, 10, Care::Together).await.unwrap(), Step::Advanced);
    assert_eq!(step(&store, &new, 1, Care::Together).await.unwrap(), Step::Behind);
    assert_eq!((heard(&db).await, heard_by(&db, 2).await), (vec![(A, 2)], vec![(A, 1)]));

    // The old program starts again, and then the new one: nothing is made anew.
    assert!(!prepare(&db, &old).await.unwrap() && !prepare(&db, &new).await.unwrap());
    assert_eq!(step(&store, &new, 10, Care::Together).await.unwrap(), Step::Advanced);
    assert_eq!((heard(&db).await, heard_by(&db, 2).await), (vec![(A, 2)], vec![(A, 2)]));
    for version in [&old, &new] {
        assert!(replay(&store, version, true).await.unwrap().equal());
    }
}

#[tokio::test]
async fn tables_from_before_versions_are_left_alone_even_where_a_versions_own_are_gone() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    sqlx::raw_sql(
        "CREATE TABLE tally (stream uuid PRIMARY KEY, heard integer NOT NULL);
         INSERT INTO tally VALUES (gen_random_uuid(), 7);
         INSERT INTO checkpoints (name, tx, position, version) VALUES ('tally', '3', 3, 1)",
    )
    .execute(&*db)
    .await
    .unwrap();
    let before = async || -> (i64, i64) {
        let all =
            "SELECT (SELECT sum(heard) FROM public.tally), (SELECT position FROM checkpoints WHERE name = 'tally')";
        sqlx::query_as(all).fetch_one(&*db).await.unwrap()
    };
    append(&store, None, &[event(A, 1)]).await.unwrap();
    followed(&store, 1).await;
    let tally = Tally::new();
    prepare(&db, &tally).await.unwrap();
    for gone in ["DROP TABLE m_tally_v1.tally CASCADE", "DROP SCHEMA m_tally_v1 CASCADE"] {
        sqlx::query(gone).execute(&*db).await.unwrap();
        assert_eq!(step(&store, &tally, 10, Care::Together).await.unwrap(), Step::Missing, "{gone}");
        assert_eq!(before().await, (7, 3), "{gone}");
        assert!(prepare(&db, &tally).await.unwrap());
    }
    assert_eq!(step(&store, &tally, 10, Care::Together).await.unwrap(), Step::Advanced);
    assert_eq!((heard(&db).await, before().await), (vec![(A, 1)], (7, 3)));
}

#[tokio::test]
async fn tables_and_checkpoints_that_somebody_dropped_come_back_by_themselves() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    append(&store, None, &[event(A, 1)]).await.unwrap();
    let (stop, stopped) = watch::channel(false);
    let runner = tokio::spawn(run(store.clone(), Arc::new(Tally::new()), stopped));
    caught_up(&store, &Tally::new()).await.unwrap();

    sqlx::query("DROP TABLE m_tally_v1.tally CASCADE").execute(&*db).await.unwrap();
    append(&store, None, &[event(A, 2)]).await.unwrap();
    caught_up(&store, &Tally::new()).await.unwrap();
    assert_eq!(heard(&db).await, [(A, 2)]);

    sqlx::query("DELETE FROM checkpoints").execute(&*db).await.unwrap();
    caught_up(&store, &Tally::new()).await.unwrap();
    assert_eq!(heard(&db).await, [(A, 2)]);
    stop.send(true).unwrap();
    runner.await.unwrap();
}
