//! Events of a newer program: types that this one does not know, in streams that it knows, and kinds of streams that nobody
//! here knows.

use dialogues::kernel::ids::LearnerId;
use dialogues::streams::{Aggregate, Learner, Path, Source as _, golden, knows};
use serde_json::{Value, json};
use tokio::sync::watch;
use uuid::Uuid;

use super::at;
use crate::contexts::{read_models, subscriptions};
use crate::platform::database::testing::database;
use crate::platform::eventstore::codec::metadata;
use crate::platform::eventstore::{Batch, EventStore, NewEvent, ReadError, caught_up, prepare, replay, run_all};

fn event(kind: &'static str, stream: Uuid, version: u32, event_type: &str, data: Value) -> NewEvent {
    NewEvent { stream, aggregate_type: kind, event_type: event_type.into(), data, version }
}

#[test]
fn a_type_is_known_whatever_is_in_it_and_one_of_a_newer_program_is_not() {
    let events: Vec<golden::Event> = golden::logs().flat_map(|log| log.events).collect();
    assert!(events.len() > 50);
    for golden::Event { aggregate_type, event_type, .. } in &events {
        for data in [Value::Null, json!({ "of": "another shape" }), json!({ "locale": "tlh", "reason": "nobodyKnows" })]
        {
            assert_eq!(knows(aggregate_type, event_type, &data), Some(true), "{event_type}");
        }
        assert_eq!(knows(aggregate_type, &format!("{event_type}Again"), &json!({})), Some(false));
    }
    assert_eq!(knows("certificate", "Granted", &json!({})), None);
}

/// Each learner has registered and enrolled, then something happens to each that this program does not know.
async fn log() -> (crate::platform::database::testing::TestDatabase, EventStore, [LearnerId; 3]) {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let learners = [1, 2, 3].map(LearnerId::of_telegram);
    for (number, learner) in learners.into_iter().enumerate() {
        let (own, path) = (Learner::stream(learner), learner.path_stream());
        let name = json!({ "learner": learner, "telegramId": number, "firstName": "L", "locale": "en" });
        let mut events = vec![
            event("user", own, 1, "UserRegistered", name),
            event("learning_path", path, 1, "CourseEnrolled", json!({ "course": "ios" })),
        ];
        events.push(match number {
            0 => event("user", own, 2, "Promoted", json!({ "to": "general" })),
            1 => event("learning_path", path, 2, "LessonDreamt", json!({ "lesson": "ios.x" })),
            _ => event("certificate", Uuid::from_u128(9), 1, "Granted", json!({})),
        });
        events.push(event(
            "user",
            own,
            if number == 0 { 3 } else { 2 },
            "ReachabilityChanged",
            json!({ "reachable": false }),
        ));
        store.append(Batch { key: None, events: &events, at: at(), metadata: metadata(learner) }).await.unwrap();
    }
    (db, store, learners)
}

#[tokio::test]
async fn subscriptions_pass_over_what_they_do_not_know_and_take_in_what_comes_after_and_a_replay_is_equal() {
    let (db, store, learners) = log().await;
    for subscription in subscriptions() {
        prepare(&db, &*subscription).await.unwrap();
    }
    let (stop, stopped) = watch::channel(false);
    let runner = tokio::spawn(run_all(store.clone(), subscriptions(), stopped));
    for subscription in subscriptions() {
        caught_up(&store, &*subscription).await.unwrap();
    }
    for learner in learners {
        let row = crate::user::find(&db, learner).await.unwrap().unwrap();
        assert!(!row.profile.reachable, "what came after it is known");
        assert_eq!(crate::learning::enrolments(&db, learner).await.unwrap().len(), 1);
    }
    let put_aside: i64 = sqlx::query_scalar("SELECT count(*) FROM dead_letters").fetch_one(&*db).await.unwrap();
    assert_eq!(put_aside, 0);
    for model in read_models() {
        let report = replay(&store, model.read_model().unwrap(), true).await.unwrap();
        assert!(report.equal(), "{report:?}");
    }
    stop.send(true).unwrap();
    runner.await.unwrap();
}

#[tokio::test]
async fn a_fold_says_that_a_newer_program_is_needed_and_does_not_pass_for_the_whole() {
    let (_db, store, [promoted, dreamer, certified]) = log().await;
    let newer = |folded: Result<_, ReadError>| matches!(folded, Err(ReadError::Newer(_)));
    assert!(newer(store.fold::<Learner>(promoted).await.map(drop)));
    assert!(newer(store.fold::<Path>(dreamer).await.map(drop)));
    assert_eq!(store.fold::<Path>(promoted).await.unwrap().unwrap().version(), 1);
    assert_eq!(store.fold::<Learner>(certified).await.unwrap().unwrap().version(), 2);
    // A type that is known, and cannot be read, is no update's doing.
    let broken = [event("learning_path", certified.path_stream(), 2, "LessonStarted", json!({ "lesson": 7 }))];
    store.append(Batch { key: None, events: &broken, at: at(), metadata: metadata(certified) }).await.unwrap();
    assert!(matches!(store.fold::<Path>(certified).await, Err(ReadError::Unreadable(_))));
}
