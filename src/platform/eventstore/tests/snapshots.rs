use dialogues::kernel::ids::LearnerId;
use dialogues::streams::golden::shape_of;
use dialogues::streams::{Aggregate, Learner, Path, Snapshot, Source};
use serde_json::json;
use uuid::Uuid;

use super::{append, event};
use crate::platform::database::testing::{TestDatabase, database};
use crate::platform::eventstore::{EventStore, SNAPSHOT_EVERY};

#[tokio::test]
async fn a_snapshot_is_never_trusted_over_the_log() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let stream = Uuid::new_v4();
    let shape = shape_of(Path::TYPE).unwrap();
    append(&store, None, &[event(stream, 1), event(stream, 2)]).await.unwrap();
    assert_eq!(store.load_snapshot(stream, shape).await.unwrap(), None);

    let snapshot = Snapshot {
        kind: Path::TYPE,
        learner: LearnerId::of_telegram(7),
        stream,
        version: 2,
        state: json!({ "sum": 3 }),
    };
    let kept = Some((2, snapshot.state.clone()));
    store.save_snapshot(&snapshot).await.unwrap();
    assert_eq!(store.load_snapshot(stream, shape).await.unwrap(), kept);
    assert_eq!(store.load_snapshot(stream, shape + 1).await.unwrap(), None, "another shape");

    let ahead = Snapshot { version: 3, ..snapshot.clone() };
    store.save_snapshot(&ahead).await.unwrap();
    assert_eq!(store.load_snapshot(stream, shape).await.unwrap(), None, "newer than the log");

    store.save_snapshot(&snapshot).await.unwrap();
    assert_eq!(store.load_snapshot(stream, shape).await.unwrap(), kept);
    store
        .save_snapshot(&Snapshot { kind: "a kind without a shape", stream: Uuid::new_v4(), ..snapshot })
        .await
        .unwrap();
    let all: i64 = sqlx::query_scalar("SELECT count(*) FROM snapshots").fetch_one(&*db).await.unwrap();
    assert_eq!(all, 1, "nobody could tell whether it fits");
}

/// A learner who was unreachable and back so many times; as an earlier version stored it, which made no snapshots.
async fn long_stream(db: &TestDatabase, learner: LearnerId, events: i32) {
    sqlx::query(
        "INSERT INTO event_store (aggregate_id, aggregate_type, event_type, event_data, event_version, metadata)
         SELECT $1, 'user', 'ReachabilityChanged', jsonb_build_object('reachable', number % 2 = 0), number,
                jsonb_build_object('learner', $1::uuid)
         FROM generate_series(1, $2) AS number",
    )
    .bind(learner.as_uuid())
    .bind(events)
    .execute(&**db)
    .await
    .unwrap();
}

#[tokio::test]
async fn every_long_stream_is_folded_from_its_snapshot_also_one_that_never_had_one() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let learner = LearnerId::of_telegram(7);
    let events = 12 * SNAPSHOT_EVERY + 7;
    long_stream(&db, learner, events as i32).await;
    let first: Learner = store.fold(learner).await.unwrap().unwrap();
    assert_eq!((first.version, first.unreachable), (events, true));
    // It is saved beside the fold.
    while store.load_snapshot(learner.as_uuid(), shape_of(Learner::TYPE).unwrap()).await.unwrap().is_none() {
        tokio::task::yield_now().await;
    }
    // Who read the old events again would fail.
    let spoil = sqlx::query("UPDATE event_store SET event_data = '{}' WHERE event_version < $1");
    spoil.bind(events as i32).execute(&*db).await.unwrap();
    assert_eq!(store.fold::<Learner>(learner).await.unwrap(), Some(first));
    sqlx::query("DELETE FROM snapshots").execute(&*db).await.unwrap();
    assert!(store.fold::<Learner>(learner).await.is_err());
}
