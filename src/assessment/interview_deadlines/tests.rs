use crate::platform::eventstore::codec;
use chrono::{DateTime, TimeDelta, Utc};
use dialogues::catalogue::Level;
use dialogues::kernel::ids::{AskId, CourseId, InterviewId, InterviewRunId, LearnerId, Revision};
use dialogues::kernel::locale::Locale;
use dialogues::streams::InterviewRun;

use super::*;
use crate::platform::eventstore::Cursor;

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap()
}

fn learner() -> LearnerId {
    LearnerId::of_telegram(1)
}

fn run() -> InterviewRunId {
    InterviewRunId::of(learner(), 1)
}

fn event(version: u32, fact: &InterviewFact) -> StoredEvent {
    let new = codec::encode_as::<InterviewRun>(run(), fact, version).unwrap();
    StoredEvent {
        event_id: uuid::Uuid::nil(),
        stream: new.stream,
        aggregate_type: new.aggregate_type.to_owned(),
        event_type: new.event_type,
        data: new.data,
        version,
        at: at(),
        cursor: Cursor::START,
        metadata: codec::metadata(learner()),
    }
}

fn started(minutes: u32) -> InterviewFact {
    InterviewFact::InterviewStarted {
        learner: learner(),
        course: CourseId::new("demo"),
        interview: InterviewId::new("interview.demo"),
        revision: Revision::new("0123456789ab"),
        level: Level::Junior,
        topics: Vec::new(),
        minutes,
        locale: Locale::default(),
        number: 1,
        seed: 1,
        asks: vec![AskId::new("i-a")],
        started_at: at(),
        deadline: at() + TimeDelta::minutes(i64::from(minutes)),
    }
}

fn key(minutes: i64) -> String {
    format!("interview_deadlines:{}:{}", run(), (at() + TimeDelta::minutes(minutes)).timestamp_millis())
}

fn changes(version: u32, fact: &InterviewFact) -> Vec<JobChange> {
    let event = event(version, fact);
    if InterviewDeadlines.handles(&event) { InterviewDeadlines.on(&event).unwrap() } else { Vec::new() }
}

fn due(minutes: i64) -> JobChange {
    let at = at() + TimeDelta::minutes(minutes);
    JobChange::due(key(minutes), learner(), at, "i", run().to_string())
}

#[test]
fn the_time_of_an_interview_ends_as_a_job_that_a_pause_takes_back_and_its_end_makes_anew() {
    assert_eq!(changes(1, &started(20)), [due(20)]);
    let paused = InterviewFact::InterviewPaused { deadline: at() + TimeDelta::minutes(20) };
    assert_eq!(changes(2, &paused), [JobChange::Cancel { key: key(20) }]);
    let resumed = InterviewFact::InterviewResumed { deadline: at() + TimeDelta::minutes(50) };
    assert_eq!(changes(3, &resumed), [due(50)]);
    assert_eq!(changes(4, &InterviewFact::MessageAdded { text: "an answer".into() }), []);
}

#[test]
fn events_of_other_streams_are_none_of_its_business() {
    let mut other = event(1, &started(20));
    other.aggregate_type = "assessment".into();
    assert!(!InterviewDeadlines.handles(&other));
}

#[test]
fn an_event_that_names_no_learner_is_put_aside() {
    let mut nobody = event(1, &started(20));
    nobody.metadata = serde_json::json!({});
    assert!(InterviewDeadlines.on(&nobody).is_err());
}
