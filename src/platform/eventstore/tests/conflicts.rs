use std::sync::Arc;

use tokio::sync::Barrier;
use uuid::Uuid;

use super::{append, event, metric_value, recorder};
use crate::platform::database::testing::database;
use crate::platform::eventstore::{AppendError, Appended, EventStore};

#[tokio::test]
async fn writers_that_race_for_a_stream_all_succeed_by_trying_again_and_every_lost_race_is_counted() {
    const WRITERS: usize = 10;
    const EVENTS: usize = 8;
    let (recorder, metrics) = recorder();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let stream = Uuid::new_v4();
    let barrier = Arc::new(Barrier::new(WRITERS));
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..WRITERS {
        let (store, barrier) = (store.clone(), Arc::clone(&barrier));
        writers.spawn(async move {
            let mut conflicts = 0;
            for number in 0..EVENTS {
                let key = format!("{writer}:{number}");
                // All decide upon the same version at least once.
                let mut version = store.read(stream, 0).await.unwrap().len() as u32;
                if number == 0 {
                    barrier.wait().await;
                }
                loop {
                    match append(&store, Some(&key), &[event(stream, version + 1)]).await {
                        Ok(Appended::Stored) => break,
                        Err(AppendError::Conflict) => conflicts += 1,
                        other => panic!("{other:?}"),
                    }
                    version = store.read(stream, 0).await.unwrap().len() as u32;
                }
            }
            conflicts
        });
    }
    let conflicts: u32 = writers.join_all().await.into_iter().sum();

    let versions: Vec<u32> = store.read(stream, 0).await.unwrap().iter().map(|event| event.version).collect();
    assert_eq!(versions, (1..=(WRITERS * EVENTS) as u32).collect::<Vec<_>>(), "each is stored once, without a gap");
    let keys: i64 = sqlx::query_scalar("SELECT count(*) FROM idempotency_keys").fetch_one(&*db).await.unwrap();
    assert_eq!(keys as usize, WRITERS * EVENTS);
    assert!(conflicts as usize >= WRITERS - 1, "of the first round all but one lost: {conflicts}");
    assert_eq!(metric_value(&metrics, "event_append_conflicts_total"), Some(f64::from(conflicts)));
}
