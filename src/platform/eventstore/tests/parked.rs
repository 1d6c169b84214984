use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde_json::Value;
use sqlx::PgPool;
use tokio::sync::watch;
use uuid::Uuid;

use super::tally::{Poison, Tally, heard, heard_by};
use super::{append, event, followed};
use crate::platform::database::testing::{TestDatabase, database};
use crate::platform::eventstore::subscription::{Care, Step, step};
use crate::platform::eventstore::{EventStore, caught_up, prepare, replay, run};

const A: Uuid = Uuid::from_u128(1);
const B: Uuid = Uuid::from_u128(2);
const POISON: [(Uuid, u32, Poison); 3] = [(A, 1, Poison::Refused), (A, 3, Poison::Unreadable), (B, 2, Poison::Panics)];

/// Source, key, error and attempts, by key.
async fn letters(pool: &PgPool) -> Vec<(String, String, String, i32)> {
    sqlx::query_as("SELECT source, key, error, attempts FROM dead_letters ORDER BY key").fetch_all(pool).await.unwrap()
}

/// A log of seven events, of which the model has put three aside.
async fn parked() -> (TestDatabase, EventStore, Arc<Tally>) {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let tally = Arc::new(Tally::poisoned(&POISON));
    append(&store, None, &[event(A, 1), event(B, 1), event(A, 2), event(A, 3), event(B, 2)]).await.unwrap();
    append(&store, None, &[event(B, 3), event(A, 4)]).await.unwrap();
    let (stop, stopped) = watch::channel(false);
    let runner = tokio::spawn(run(store.clone(), tally.clone(), stopped));
    caught_up(&store, &Tally::new()).await.unwrap();
    stop.send(true).unwrap();
    runner.await.unwrap();
    (db, store, tally)
}

#[tokio::test]
async fn events_that_keep_failing_are_put_aside_whole_and_the_rest_goes_on() {
    let (db, ..) = parked().await;
    assert_eq!(heard(&db).await, [(A, 2), (B, 2)]);
    let letters = letters(&db).await;
    let of = |stream: Uuid, version| format!("tally_v1:{stream}:{version}");
    assert_eq!(letters.iter().map(|letter| letter.1.clone()).collect::<Vec<_>>(), [of(A, 1), of(A, 3), of(B, 2)]);
    assert!(letters.iter().all(|(source, .., attempts)| source == "subscription:tally_v1" && *attempts == 3));
    for (letter, why) in
        letters.iter().zip(["null value", "unknown shape", "the subscription panicked: asked to panic"])
    {
        assert!(letter.2.contains(why), "{letter:?}");
    }
    let payload: Value =
        sqlx::query_scalar("SELECT payload FROM dead_letters WHERE key LIKE '%3'").fetch_one(&*db).await.unwrap();
    assert_eq!(
        (&payload["eventType"], &payload["data"]["n"], &payload["version"]),
        (&"Tested".into(), &3.into(), &3.into())
    );
}

#[tokio::test]
async fn an_event_is_put_aside_with_the_checkpoint_that_passes_it_or_not_at_all() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let tally = Tally::poisoned(&[(A, 1, Poison::Refused)]);
    prepare(&db, &tally).await.unwrap();
    append(&store, None, &[event(A, 1), event(A, 2)]).await.unwrap();
    followed(&store, 2).await;
    assert!(step(&store, &tally, 10, Care::Together).await.is_err());
    assert!(letters(&db).await.is_empty());
    // The database breaks down in the same step, behind the event that fails.
    tally.fails.store(1, Ordering::SeqCst);
    assert!(step(&store, &tally, 10, Care::Apart).await.is_err());
    assert!(letters(&db).await.is_empty() && heard(&db).await.is_empty());
    assert_eq!(step(&store, &tally, 10, Care::Apart).await.unwrap(), Step::Advanced);
    assert_eq!((letters(&db).await.len(), heard(&db).await), (1, vec![(A, 1)]));
}

#[tokio::test]
async fn a_model_that_could_take_no_event_at_all_stands_still_and_goes_on_when_it_is_mended() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let tally = Arc::new(Tally::poisoned(&[(A, 1, Poison::NoTable)]));
    append(&store, None, &[event(A, 1)]).await.unwrap();
    let (stop, stopped) = watch::channel(false);
    let runner = tokio::spawn(run(store.clone(), tally.clone(), stopped));
    while tally.tried.load(Ordering::SeqCst) < 4 {
        tokio::task::yield_now().await;
    }
    assert!(letters(&db).await.is_empty(), "none of it is the event's fault");
    tally.mend();
    caught_up(&store, &Tally::new()).await.unwrap();
    assert_eq!(heard(&db).await, [(A, 1)]);
    stop.send(true).unwrap();
    runner.await.unwrap();
}

#[tokio::test]
async fn a_replay_with_events_put_aside_is_never_equal_and_always_the_same() {
    let (db, store, tally) = parked().await;
    let first = replay(&store, &*tally, true).await.unwrap();
    assert!(!first.equal());
    assert_eq!((first.events, first.rows, first.missing, first.unexpected), (4, 2, 0, 0));
    assert_eq!((first.parked, first.mended), (3, 0));
    assert!(first.named[0].contains(&A.to_string()) && first.named[0].contains("null value"), "{:?}", first.named);
    let before = letters(&db).await;
    for check_only in [true, false, true] {
        assert_eq!(replay(&store, &*tally, check_only).await.unwrap(), first);
    }
    assert_eq!(letters(&db).await, before, "what still fails stays put aside");
}

#[tokio::test]
async fn what_is_mended_is_taken_in_by_a_replay_and_its_dead_letters_go() {
    let (db, store, tally) = parked().await;
    tally.poison.lock().unwrap().retain(|(stream, ..)| *stream == B);
    let check = replay(&store, &*tally, true).await.unwrap();
    assert_eq!((check.missing, check.unexpected, check.parked, check.mended), (1, 1, 1, 2));
    assert_eq!((letters(&db).await.len(), heard(&db).await), (3, vec![(A, 2), (B, 2)]), "a check changes nothing");

    replay(&store, &*tally, false).await.unwrap();
    assert_eq!((letters(&db).await.len(), heard(&db).await), (1, vec![(A, 4), (B, 2)]));
    tally.mend();
    replay(&store, &*tally, false).await.unwrap();
    assert_eq!((letters(&db).await.len(), heard(&db).await), (0, vec![(A, 4), (B, 3)]));
    assert!(replay(&store, &*tally, true).await.unwrap().equal());
}

#[tokio::test]
async fn a_mended_event_that_changes_no_row_is_no_silent_equality() {
    let (db, store, tally) = parked().await;
    tally.mend();
    // Somebody has put the rows right by hand.
    sqlx::query("UPDATE m_tally_v1.tally SET heard = CASE heard WHEN 2 THEN 4 END WHERE stream = $1")
        .bind(A)
        .execute(&*db)
        .await
        .unwrap();
    sqlx::query("UPDATE m_tally_v1.tally SET heard = 3 WHERE stream = $1").bind(B).execute(&*db).await.unwrap();
    let check = replay(&store, &*tally, true).await.unwrap();
    assert_eq!((check.missing, check.unexpected, check.parked, check.mended), (0, 0, 0, 3));
    assert!(!check.equal());
}

#[tokio::test]
async fn an_event_that_fails_for_the_first_time_in_a_replay_is_put_aside_by_it() {
    let (db, store, tally) = parked().await;
    tally.poison.lock().unwrap().push((B, 3, Poison::Unreadable));
    let check = replay(&store, &*tally, true).await.unwrap();
    assert_eq!((check.missing, check.unexpected, check.parked), (1, 1, 4));
    replay(&store, &*tally, false).await.unwrap();
    assert_eq!((letters(&db).await.len(), heard(&db).await), (4, vec![(A, 2), (B, 1)]));
}

#[tokio::test]
async fn a_new_version_of_the_model_has_another_try_at_everything() {
    let (db, store, _) = parked().await;
    let new = Tally { version: 2, ..Tally::poisoned(&[(A, 3, Poison::Unreadable)]) };
    assert!(prepare(&db, &new).await.unwrap());
    assert_eq!(letters(&db).await.len(), 3, "those of the old version");
    assert_eq!(step(&store, &new, 10, Care::Apart).await.unwrap(), Step::Advanced);
    assert_eq!((letters(&db).await.len(), heard_by(&db, 2).await), (4, vec![(A, 3), (B, 3)]));
    assert_eq!(heard(&db).await, [(A, 2), (B, 2)]);
}
