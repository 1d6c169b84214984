use crate::platform::eventstore::codec;
use chrono::{DateTime, NaiveDate, Utc};
use dialogues::kernel::ids::{ConceptId, InterviewId};
use dialogues::streams::InterviewRun;

use super::*;
use crate::platform::eventstore::Cursor;

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap()
}

fn event(version: u32, follow: Option<&str>) -> StoredEvent {
    let learner = LearnerId::of_telegram(1);
    let fact = InterviewFact::AnswerScored {
        interview: InterviewId::new("interview.demo"),
        ask: AskId::new("i-a"),
        follow: follow.map(AskId::new),
        concept: ConceptId::new("arc"),
        share: 0.5,
        hits: Vec::new(),
        missed: Vec::new(),
        seconds: 60,
        day: NaiveDate::default(),
    };
    let new = codec::encode_as::<InterviewRun>(InterviewRunId::of(learner, 1), &fact, version).unwrap();
    StoredEvent {
        event_id: uuid::Uuid::nil(),
        stream: new.stream,
        aggregate_type: new.aggregate_type.to_owned(),
        event_type: new.event_type,
        data: new.data,
        version,
        at: at(),
        cursor: Cursor::START,
        metadata: codec::metadata(learner),
    }
}

fn scheduled(event: &StoredEvent) -> NewJob {
    assert!(SecondLooks.handles(event));
    match SecondLooks.on(event).unwrap().as_slice() {
        [JobChange::Schedule(job)] => job.clone(),
        other => panic!("one job: {other:?}"),
    }
}

#[test]
fn every_answer_has_a_job_of_its_own_that_names_it() {
    let (first, follow_up) = (scheduled(&event(3, None)), scheduled(&event(5, Some("i-a1"))));
    assert_ne!(first.key, follow_up.key);
    assert_eq!((first.kind, first.due_at), (LOOK, at()));
    let job = Job {
        id: 1,
        key: follow_up.key,
        kind: LOOK.to_owned(),
        subject: follow_up.subject,
        payload: follow_up.payload,
        due_at: at(),
        attempts: 1,
    };
    let (learner, answer) = Answer::of(&job).unwrap();
    assert_eq!((learner, answer.run), (LearnerId::of_telegram(1), InterviewRunId::of(learner, 1)));
    assert_eq!((answer.ask, answer.follow), (AskId::new("i-a"), Some(AskId::new("i-a1"))));
}

#[test]
fn nothing_but_an_answer_is_looked_at() {
    let other = StoredEvent { event_type: "QuestionSkipped".to_owned(), ..event(3, None) };
    assert!(!SecondLooks.handles(&other));
}
