use chrono::DateTime;
use dialogues::kernel::ids::{AttemptId, LearnerId, LessonId};
use dialogues::streams::{Attempt, Learner, Path};
use dialogues::streams::{AttemptFact, LearnerFact, PathFact, ProfileChange};
use serde_json::json;
use uuid::Uuid;

use crate::platform::eventstore::codec;
use crate::platform::eventstore::{Cursor, NewEvent, StoredEvent};

fn stored(event: NewEvent) -> StoredEvent {
    StoredEvent {
        event_id: Uuid::nil(),
        stream: event.stream,
        aggregate_type: event.aggregate_type.into(),
        event_type: event.event_type,
        data: event.data,
        version: event.version,
        at: DateTime::UNIX_EPOCH,
        cursor: Cursor::START,
        metadata: json!({}),
    }
}

#[test]
fn facts_survive_storage() {
    let learner = LearnerId::of_telegram(7);
    let renamed = LearnerFact::ProfileUpdated(ProfileChange {
        first_name: Some("Ада".into()),
        daily_goal: Some(10),
        time_zone: Some(chrono_tz::Europe::Moscow),
        ..ProfileChange::default()
    });
    let event = codec::encode_as::<Learner>(learner, &renamed, 2).unwrap();
    assert_eq!((event.stream, event.event_type.as_str(), event.version), (learner.as_uuid(), "ProfileUpdated", 2));
    assert_eq!(event.data, json!({ "firstName": "Ада", "dailyGoal": 10, "timeZone": "Europe/Moscow" }));
    assert_eq!(codec::decode::<Learner>(&stored(event)).unwrap(), renamed);

    let completed: PathFact = serde_json::from_value(json!({ "type": "LessonCompleted", "data": {
        "course": "ios", "lesson": "ios.optionals", "score": 0.75, "timeSpentSeconds": 300, "level": "junior" } }))
    .unwrap();
    let event = codec::encode_as::<Path>(learner, &completed, 9).unwrap();
    assert_eq!(event.stream, learner.path_stream());
    assert_eq!(codec::decode::<Path>(&stored(event)).unwrap(), completed);

    let attempt = AttemptId::of(learner, &LessonId::new("ios.optionals"), 1);
    let done = AttemptFact::AssessmentCompleted { score: 0.5, passed: false };
    let event = codec::encode_as::<Attempt>(attempt, &done, 4).unwrap();
    assert_eq!(codec::decode::<Attempt>(&stored(event)).unwrap(), done);
}

#[test]
fn an_unreadable_event_is_named() {
    let learner = LearnerId::of_telegram(7);
    let mut event =
        stored(codec::encode_as::<Learner>(learner, &LearnerFact::ReachabilityChanged { reachable: true }, 3).unwrap());
    event.data = json!({});
    let error = codec::decode::<Learner>(&event).unwrap_err().to_string();
    assert!(error.contains("ReachabilityChanged (version 3 of user ") && error.contains("reachable"), "{error}");
    let error = &event.learner().unwrap_err().to_string();
    assert!(error.contains("metadata names no learner"), "{error}");
}
