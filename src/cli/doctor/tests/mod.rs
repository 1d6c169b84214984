//! Every finding: a database that is well, broken on purpose, and what the doctor says about it.

mod content;
mod database;
mod interviews;
mod jobs;
mod log;

use crate::platform::eventstore::codec;
use crate::platform::vault::Vault;
use dialogues::streams;
use dialogues::streams::{Attempt, Learner};
use std::path::Path;

use chrono::{DateTime, Utc};
use dialogues::catalogue::Catalogue;
use dialogues::kernel::ids::{AttemptId, LearnerId, LessonId, Revision};
use dialogues::kernel::locale::Locale;
use dialogues::streams::{AttemptFact, Carried, LearnerFact, PathFact};
use serde_json::json;
use sqlx::AssertSqlSafe;
use tokio::sync::watch;

use super::examine;
use super::report::{Check, Level};
use crate::contexts::read_models;
use crate::course;
use crate::platform::database::testing::{TestDatabase, database};
use crate::platform::eventstore::{Batch, EventStore, NewEvent, caught_up, run_all};

/// Long before any patience ends.
fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap()
}

/// The repository's own content.
fn catalogue() -> Catalogue {
    crate::platform::content::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).unwrap()
}

/// A database of an academy that is well: content is published, a learner is in the middle of a quiz, and the read
/// models have seen it all.
struct Academy {
    db: TestDatabase,
    store: EventStore,
    catalogue: Catalogue,
}

impl Academy {
    async fn open() -> Self {
        let db = database().await;
        let store = EventStore::for_test(db.clone());
        let catalogue = catalogue();
        course::publish(&store, &catalogue, at()).await.unwrap();
        let academy = Self { db, store, catalogue };
        let lesson = academy.catalogue.courses()[0].lessons().next().unwrap();
        let events = learner(7, &lesson.id, &lesson.revision, &questions(lesson), false);
        academy.append(7, &events).await;
        academy.follow().await;
        academy
    }

    async fn append(&self, telegram_id: i64, events: &[NewEvent]) {
        let metadata = codec::metadata(LearnerId::of_telegram(telegram_id));
        self.store.append(Batch { key: None, events, at: at(), metadata }).await.unwrap();
    }

    /// The read models take in what is stored.
    async fn follow(&self) {
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn(run_all(self.store.clone(), read_models(), stopped));
        for model in read_models() {
            caught_up(&self.store, &*model).await.unwrap();
        }
        stop.send(true).unwrap();
        running.await.unwrap();
    }

    /// What the doctor says now. Other tests' transactions on the same server are left out.
    async fn checks(&self) -> Vec<Check> {
        let mut connection = self.db.acquire().await.unwrap();
        let checks =
            examine(&mut connection, &Vault::for_test(self.db.clone()), Some(&self.catalogue), &read_models()).await;
        checks.into_iter().filter(|check| check.name != "transactions").collect()
    }

    /// The only check that is not well after these statements, which are taken back.
    async fn after(&self, statements: &str) -> Check {
        let mut tx = self.db.begin().await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(statements.to_owned())).execute(&mut *tx).await.unwrap();
        let checks = examine(&mut tx, &Vault::for_test(self.db.clone()), Some(&self.catalogue), &read_models()).await;
        tx.rollback().await.unwrap();
        only(checks.into_iter().filter(|check| check.name != "transactions").collect(), statements)
    }

    async fn execute(&self, statements: &str) {
        sqlx::raw_sql(AssertSqlSafe(statements.to_owned())).execute(&*self.db).await.unwrap();
    }
}

fn only(checks: Vec<Check>, why: &str) -> Check {
    let mut unwell: Vec<Check> = checks.into_iter().filter(|check| check.level != Level::Well).collect();
    assert_eq!(unwell.len(), 1, "after {why}: {unwell:#?}");
    unwell.remove(0)
}

/// The check is about this, and says to do that.
#[track_caller]
fn says(check: &Check, level: Level, name: &str, summary: &str, advice: &str) {
    assert_eq!((check.level, check.name), (level, name), "{check:#?}");
    assert!(check.summary.contains(summary), "{summary:?} in {check:#?}");
    assert!(check.advice.contains(advice), "{advice:?} in {check:#?}");
}

fn questions(lesson: &dialogues::catalogue::Lesson) -> Vec<dialogues::kernel::ids::QuestionId> {
    lesson.quiz.as_ref().unwrap().questions.iter().map(|question| question.id.clone()).collect()
}

/// A learner who has opened the lesson and begun its quiz, and perhaps finished it.
fn learner(
    telegram_id: i64,
    lesson: &LessonId,
    revision: &Revision,
    questions: &[dialogues::kernel::ids::QuestionId],
    finished: bool,
) -> Vec<NewEvent> {
    let (learner, course) = (LearnerId::of_telegram(telegram_id), catalogue().courses()[0].id.clone());
    let attempt = AttemptId::of(learner, lesson, 1);
    let registered =
        LearnerFact::UserRegistered { learner, telegram_id, first_name: "Anna".into(), locale: Locale::default() };
    let opened = PathFact::LessonStarted { course: course.clone(), lesson: lesson.clone(), revision: revision.clone() };
    let begun = PathFact::QuizStarted { course: course.clone(), lesson: lesson.clone(), attempt, number: 1 };
    let started = AttemptFact::AssessmentStarted {
        learner,
        course,
        lesson: lesson.clone(),
        revision: revision.clone(),
        number: 1,
        seed: 1,
        questions: questions.to_vec(),
        carried: Carried::default(),
        pass: 0.7,
    };
    let mut events = vec![
        codec::encode_as::<Learner>(learner, &registered, 1).unwrap(),
        codec::encode_as::<streams::Path>(learner, &opened, 1).unwrap(),
        codec::encode_as::<streams::Path>(learner, &begun, 2).unwrap(),
        codec::encode_as::<Attempt>(attempt, &started, 1).unwrap(),
    ];
    if finished {
        let completed = AttemptFact::AssessmentCompleted { score: 1.0, passed: true };
        events.push(codec::encode_as::<Attempt>(attempt, &completed, 2).unwrap());
    }
    events
}

#[tokio::test]
async fn an_academy_that_is_well_is_told_so() {
    let academy = Academy::open().await;
    let checks = academy.checks().await;
    assert!(checks.iter().all(|check| check.level == Level::Well && check.advice.is_empty()), "{checks:#?}");
    let text = super::report::text(&checks);
    assert!(text.lines().count() == checks.len() + 1 && text.ends_with("All is well."), "{text}");
    let json = super::report::json(&checks);
    assert_eq!((&json["well"], &json["findings"]), (&json!(true), &json!(0)));
    assert_eq!(json["checks"].as_array().unwrap().len(), checks.len());
}

#[tokio::test]
async fn a_finding_is_shown_with_its_examples_and_what_to_do() {
    let academy = Academy::open().await;
    let check =
        academy.after("UPDATE event_store SET event_id = gen_random_uuid() WHERE aggregate_type = 'user'").await;
    let text = super::report::text(std::slice::from_ref(&check));
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("✘ log  1 event has an id") && lines[1].contains("- user "), "{text}");
    assert!(lines[2].contains("→ Whoever relays") && lines[3] == "Findings: 1; worth knowing: 0.", "{text}");
    let json = super::report::json(&[check]);
    assert_eq!((&json["well"], &json["checks"][0]["level"]), (&json!(false), &json!("finding")));
}

#[tokio::test]
async fn what_cannot_be_looked_at_is_a_finding() {
    let academy = Academy::open().await;
    // The rest is looked at all the same.
    academy.execute("ALTER TABLE dead_letters RENAME COLUMN error TO problem").await;
    let checks = academy.checks().await;
    assert!(checks.len() > 10);
    says(&only(checks, "a renamed column"), Level::Finding, "dead letters", "could not be looked at", "log");
}
