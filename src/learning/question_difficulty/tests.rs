use crate::platform::eventstore::codec;
use dialogues::streams::Path;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate};
use dialogues::ability::Evidence;
use dialogues::kernel::ids::{CourseId, LearnerId, LessonId, QuestionId};
use dialogues::streams::PathFact;
use dialogues::streams::path::tests::{Answered, Scope};
use tokio::sync::watch;

use super::{QuestionDifficulty, difficulties};
use crate::platform::database::testing::database;
use crate::platform::eventstore::{Batch, EventStore, caught_up, replay, run};

fn answered(question: &str, correct: bool, evidence: Option<Evidence>) -> PathFact {
    PathFact::PlacementAnswered {
        scope: Scope::Course { course: CourseId::new("ios") },
        answered: Answered {
            lesson: LessonId::new("ios.optionals"),
            question: QuestionId::new(question),
            response: Some(dialogues::questions::Response::Options(vec![0])),
            score: if correct { 1.0 } else { 0.0 },
            correct,
        },
        evidence,
        seconds: 10,
        day: NaiveDate::from_ymd_opt(2026, 3, 1).unwrap(),
    }
}

#[tokio::test]
async fn a_question_that_learners_miss_becomes_harder_and_a_replay_finds_the_same() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let evidence = Some(Evidence { difficulty: 0.0, guess: 0.25, ability: 0.0 });
    let facts = [answered("q-a", false, evidence), answered("q-a", false, evidence), answered("q-b", false, None)];
    let learner = LearnerId::of_telegram(7);
    for (version, fact) in (1..).zip(&facts) {
        let events = &[codec::encode_as::<Path>(learner, fact, version).unwrap()];
        let at = DateTime::from_timestamp(1_700_000_000 + i64::from(version), 0).unwrap();
        store.append(Batch { key: None, events, at, metadata: codec::metadata(learner) }).await.unwrap();
    }
    let (stop, stopped) = watch::channel(false);
    let runner = tokio::spawn(run(store.clone(), Arc::new(QuestionDifficulty), stopped));
    caught_up(&store, super::MODEL).await.unwrap();

    let found = difficulties(&db).await.unwrap();
    let of = |question: &str| found.of(&LessonId::new("ios.optionals"), &QuestionId::new(question));
    assert_eq!((of("q-a").answers, of("q-b").answers), (2, 0));
    assert!(of("q-a").shift > 0.0);
    let report = replay(&store, &QuestionDifficulty, true).await.unwrap();
    assert!(report.equal(), "{report:?}");
    stop.send(true).unwrap();
    runner.await.unwrap();
}
