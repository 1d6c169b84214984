use std::sync::Arc;

use serde_json::json;
use tokio::sync::watch;
use uuid::Uuid;

use super::timers::{Timers, append, change, started, stopped, timer, waiting};
use crate::platform::database::testing::database;
use crate::platform::eventstore::{EventStore, Subscription, caught_up, prepare, run};
use crate::platform::jobs::Acting;

const A: Uuid = Uuid::from_u128(1);
const B: Uuid = Uuid::from_u128(2);

fn timers() -> Arc<dyn Subscription> {
    Arc::new(Acting(Timers))
}

fn job(stream: Uuid, minutes: i64) -> (String, i64) {
    (format!("timers:{stream}"), minutes)
}

/// The policy acts upon all that is stored.
async fn followed(store: &EventStore) {
    let (stop, stopped) = watch::channel(false);
    let runner = tokio::spawn(run(store.clone(), timers(), stopped));
    caught_up(store, &*timers()).await.unwrap();
    stop.send(true).unwrap();
    runner.await.unwrap();
}

#[tokio::test]
async fn events_schedule_move_and_cancel_jobs() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    prepare(&db, &*timers()).await.unwrap();
    append(&store, &[started(A, 1, 20), started(B, 1, 40)]).await;
    followed(&store).await;
    assert_eq!(waiting(&db).await, [job(A, 20), job(B, 40)]);
    append(&store, &[started(A, 2, 30), stopped(B, 2), started(B, 3, 10), stopped(B, 4)]).await;
    followed(&store).await;
    assert_eq!(waiting(&db).await, [job(A, 30)]);
}

#[tokio::test]
async fn policies_that_are_killed_wherever_they_are_leave_every_job_as_its_last_event_says() {
    const STREAMS: u128 = 60;
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    prepare(&db, &*timers()).await.unwrap();
    for number in 1..=STREAMS {
        let stream = Uuid::from_u128(number);
        append(&store, &[started(stream, 1, 1), started(stream, 2, 2)]).await;
        if number % 6 == 0 {
            let (_stop, stopped) = watch::channel(false);
            let runner = tokio::spawn(run(EventStore::for_test(db.clone()), timers(), stopped));
            // Each is killed a little later in its work.
            for _ in 0..number * 3 {
                tokio::task::yield_now().await;
            }
            runner.abort();
            assert!(runner.await.unwrap_err().is_cancelled());
        }
    }
    followed(&store).await;
    let moved = waiting(&db).await;
    assert_eq!(moved.len(), STREAMS as usize);
    assert!(moved.iter().all(|(_, minutes)| *minutes == 2), "{moved:?}");
}

#[tokio::test]
async fn a_policy_begins_at_the_present_and_sees_what_is_under_way() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    append(&store, &[started(A, 1, 20)]).await;
    // A transaction that began before the policy and commits after it.
    let mut slow = db.begin().await.unwrap();
    let batch = [started(B, 1, 20)];
    let batch =
        crate::platform::eventstore::Batch { key: None, events: &batch, at: super::timers::at(), metadata: json!({}) };
    store.append_in(&mut slow, batch).await.unwrap();
    assert!(prepare(&db, &*timers()).await.unwrap());
    slow.commit().await.unwrap();
    followed(&store).await;
    let known = waiting(&db).await;
    assert!(known.contains(&job(B, 20)), "{known:?}");
}

#[tokio::test]
async fn what_happened_before_a_policy_was_begun_is_left_alone() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    append(&store, &[started(A, 1, 20)]).await;
    // Other tests' transactions on the same server may hold the present back.
    while store.read_after(crate::platform::eventstore::Cursor::START, 1).await.unwrap().is_empty() {}
    assert!(prepare(&db, &*timers()).await.unwrap());
    assert!(!prepare(&db, &*timers()).await.unwrap(), "nothing to do the second time");
    append(&store, &[started(B, 1, 20)]).await;
    followed(&store).await;
    assert_eq!(waiting(&db).await, [job(B, 20)]);
}

#[tokio::test]
async fn a_policy_is_not_rebuilt_by_another_version() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    prepare(&db, &*timers()).await.unwrap();
    append(&store, &[started(A, 1, 20), started(B, 1, 20)]).await;
    followed(&store).await;
    change(&db, &[super::timers::silence(&job(A, 0).0)]).await;
    // As a renumbered log leaves it.
    sqlx::query("UPDATE checkpoints SET version = 0").execute(&*db).await.unwrap();
    assert!(prepare(&db, &*timers()).await.unwrap());
    followed(&store).await;
    assert_eq!(waiting(&db).await, [job(B, 20)], "what was acted upon is not acted upon again");
    assert!(timers().read_model().is_none(), "a replay does not know it");
}

#[tokio::test]
async fn a_policy_that_is_ahead_of_the_log_or_has_lost_its_place_goes_on_from_the_present() {
    for broken in [
        "UPDATE checkpoints SET version = 0, position = position + 1000, tx = (tx::text::bigint + 1)::text::xid8",
        "DELETE FROM checkpoints",
    ] {
        let db = database().await;
        let store = EventStore::for_test(db.clone());
        prepare(&db, &*timers()).await.unwrap();
        append(&store, &[started(A, 1, 20)]).await;
        followed(&store).await;
        sqlx::query(broken).execute(&*db).await.unwrap();
        prepare(&db, &*timers()).await.unwrap();
        append(&store, &[started(B, 1, 20)]).await;
        followed(&store).await;
        assert_eq!(waiting(&db).await, [job(A, 20), job(B, 20)], "after {broken}");
    }
}

#[tokio::test]
async fn an_event_that_a_policy_cannot_read_is_put_aside_and_the_rest_is_acted_upon() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    prepare(&db, &*timers()).await.unwrap();
    append(&store, &[timer(A, 1, "Started", json!({ "hours": 1 })), started(B, 1, 20)]).await;
    followed(&store).await;
    assert_eq!(waiting(&db).await, [job(B, 20)]);
    let letters: Vec<(String, String)> =
        sqlx::query_as("SELECT source, error FROM dead_letters").fetch_all(&*db).await.unwrap();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].0 == "subscription:timers" && letters[0].1.contains("unreadable"), "{letters:?}");
}
