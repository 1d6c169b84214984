use crate::platform::eventstore::codec;
use dialogues::streams::Path;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use dialogues::catalogue::Level;
use dialogues::kernel::ids::{AttemptId, CourseId, LearnerId, LessonId, Revision};
use dialogues::streams::{Days, PathFact};
use tokio::sync::watch;

use super::LearningProgress;
use super::queries::{ProgressSummary, activity, enrolments, progress, seconds, summary, tested_out};
use crate::platform::database::testing::database;
use crate::platform::eventstore::testing::inside;
use crate::platform::eventstore::{
    Batch, Cursor, EventStore, ReadModel, StoredEvent, Subscription, caught_up, prepare, replay, run,
};

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000 + second, 0).unwrap()
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
}

/// Two screens, a failed and a passed attempt, completion, and another try that goes worse; then a second lesson, and a
/// third that is tested out.
fn facts(learner: LearnerId) -> Vec<PathFact> {
    let (course, lesson) = (CourseId::new("ios"), LessonId::new("ios.optionals"));
    let attempt = |number| AttemptId::of(learner, &lesson, number);
    let read = |screen, seconds, on| PathFact::ProgressUpdated {
        course: course.clone(),
        lesson: lesson.clone(),
        screen,
        screens: 2,
        seconds,
        day: day(on),
    };
    let started = |number| PathFact::QuizStarted {
        course: course.clone(),
        lesson: lesson.clone(),
        attempt: attempt(number),
        number,
    };
    let finished = |number, score, on| PathFact::QuizFinished {
        course: course.clone(),
        lesson: lesson.clone(),
        attempt: attempt(number),
        score,
        passed: score > 0.7,
        seconds: 60,
        day: day(on),
        concepts: BTreeMap::new(),
    };
    let started_lesson = |lesson: &LessonId| PathFact::LessonStarted {
        course: course.clone(),
        lesson: lesson.clone(),
        revision: Revision::new("0123456789ab"),
    };
    vec![
        PathFact::CourseEnrolled { course: course.clone() },
        started_lesson(&lesson),
        read(1, 0, 1),
        read(2, 40, 1),
        started(1),
        finished(1, 0.5, 1),
        started(2),
        finished(2, 0.75, 2),
        PathFact::LessonCompleted {
            course: course.clone(),
            lesson: lesson.clone(),
            score: Some(0.75),
            time_spent_seconds: 160,
            level: Level::Junior,
        },
        started(3),
        finished(3, 0.25, 2),
        started_lesson(&LessonId::new("ios.closures")),
        PathFact::LessonTestedOut { course: course.clone(), lesson: LessonId::new("ios.structs") },
    ]
}

/// Seconds that count on a day, where no day was a guess.
async fn on(db: &sqlx::PgPool, learner: LearnerId, number: u32) -> u32 {
    activity(db, learner, day(number)).await.unwrap().seconds_on(day(number), &Days::default())
}

#[tokio::test]
async fn progress_activity_and_enrolments_follow_the_path() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let learner = LearnerId::of_telegram(7);
    for (version, fact) in (1..).zip(&facts(learner)) {
        let events = &[codec::encode_as::<Path>(learner, fact, version).unwrap()];
        let at = at(i64::from(version));
        store.append(Batch { key: None, events, at, metadata: codec::metadata(learner) }).await.unwrap();
    }
    let (stop, stopped) = watch::channel(false);
    let runner = tokio::spawn(run(store.clone(), Arc::new(LearningProgress), stopped));
    caught_up(&store, super::queries::MODEL).await.unwrap();

    let rows = progress(&db, learner).await.unwrap();
    let [first, second] = rows.as_slice() else { panic!("two lessons: {rows:?}") };
    assert_eq!((first.screen, first.screens, first.attempts, first.time_spent_seconds), (2, 2, 3, 220));
    assert_eq!((first.score, first.best_score), (Some(0.25), Some(0.75)));
    assert_eq!((first.completed, first.completed_at, first.started_at), (true, Some(at(9)), at(2)));
    assert_eq!((second.lesson.as_str(), second.completed, second.score), ("ios.closures", false, None));

    let expected = ProgressSummary {
        total_lessons: 2,
        completed_lessons: 1,
        average_score: Some(0.75),
        total_time_spent_minutes: 3,
    };
    assert_eq!(seconds(&db, learner).await.unwrap(), 220);
    assert_eq!(summary(&db, learner).await.unwrap(), expected);
    assert_eq!(summary(&db, LearnerId::of_telegram(8)).await.unwrap(), ProgressSummary::default());
    assert_eq!(on(&db, learner, 1).await, 100);
    assert_eq!(on(&db, learner, 2).await, 120);
    assert_eq!(on(&db, learner, 3).await, 0);
    assert_eq!(tested_out(&db, learner).await.unwrap(), [LessonId::new("ios.structs")]);
    let enrolled = enrolments(&db, learner).await.unwrap();
    assert_eq!(enrolled.iter().map(|e| (e.course.as_str(), e.enrolled_at)).collect::<Vec<_>>(), [("ios", at(1))]);

    let report = replay(&store, &LearningProgress, true).await.unwrap();
    assert!(report.equal(), "{report:?}");
    assert_eq!((report.events, report.rows), (13, 6));
    let statement =
        super::queries::MODEL.statement("UPDATE model.daily_activity SET seconds = seconds + 1 WHERE day = $1");
    sqlx::query(statement).bind(day(1)).execute(&*db).await.unwrap();
    let report = replay(&store, &LearningProgress, false).await.unwrap();
    assert_eq!((report.missing, report.unexpected), (1, 1));
    assert_eq!(on(&db, learner, 1).await, 100);
    stop.send(true).unwrap();
    runner.await.unwrap();
}

/// Everything that the tables hold, as text.
async fn tables(db: &sqlx::PgPool) -> Vec<String> {
    let mut rows = Vec::new();
    for table in LearningProgress.tables() {
        let query = format!("SELECT '{table} ' || t::text FROM m_learning_progress_v3.{table} t ORDER BY 1");
        rows.extend(sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(query)).fetch_all(db).await.unwrap());
    }
    rows
}

#[tokio::test]
async fn many_events_at_once_come_to_the_same_as_one_after_the_other() {
    let (one_by_one, at_once, in_parts) = (database().await, database().await, database().await);
    let store = EventStore::for_test(one_by_one.clone());
    let learners = [7, 8, 9].map(LearnerId::of_telegram);
    // Interleaved, each learner a fact behind the one before.
    for version in 1..=15u32 {
        for (learner, behind) in learners.iter().zip(0..) {
            let Some(version) = version.checked_sub(behind).filter(|version| (1..=13).contains(version)) else {
                continue;
            };
            let events =
                &[codec::encode_as::<Path>(*learner, &facts(*learner)[version as usize - 1], version).unwrap()];
            let at = at(i64::from(version * 10 + behind));
            store.append(Batch { key: None, events, at, metadata: codec::metadata(*learner) }).await.unwrap();
        }
    }
    // Other tests' transactions in the same cluster may hide the newest for a moment.
    let events = loop {
        let events = store.read_after(Cursor::START, 100).await.unwrap();
        if events.len() >= 39 {
            break events;
        }
        tokio::task::yield_now().await;
    };
    let events: Vec<&StoredEvent> = events.iter().collect();
    assert_eq!(events.len(), 39);
    for (db, size) in [(&one_by_one, 1), (&in_parts, 5), (&at_once, events.len())] {
        prepare(db, &LearningProgress).await.unwrap();
        let mut connection = inside(db, &LearningProgress).await;
        for part in events.chunks(size) {
            LearningProgress.apply_all(&mut connection, part).await.unwrap();
        }
    }
    let expected = tables(&one_by_one).await;
    // A quarter of an hour ends on the second day.
    assert_eq!(expected.len(), 21);
    assert_eq!(tables(&in_parts).await, expected);
    assert_eq!(tables(&at_once).await, expected);
}
