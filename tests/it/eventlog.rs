//! The event log behind a running academy: replays beside learners, events that a read model cannot take, and the
//! doctor.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use academy::contexts;
use academy::learning::LEARNING_PROGRESS;
use academy::platform::eventstore::Key;
use serde_json::Value;
use sqlx::AssertSqlSafe;

use crate::harness::{World, run};

impl World {
    async fn doctor(&self) -> (i32, Value) {
        let (code, output) = self.command(&["doctor", "--format", "json"]).await;
        (code, serde_json::from_str(&output).unwrap_or_else(|error| panic!("{error} in:\n{output}")))
    }

    async fn execute(&self, statement: &str) {
        sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&self.database.pool).await.unwrap();
    }

    /// The value of a metric, by its name and labels as they are shown.
    async fn metric(&self, name: &str) -> Option<f64> {
        let text = reqwest::get(format!("{}/metrics", self.url)).await.unwrap().text().await.unwrap();
        text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
    }
}

/// The checks that are not well, transactions of other tests left out.
fn unwell(report: &Value) -> Vec<&Value> {
    let checks = report["checks"].as_array().unwrap().iter();
    checks.filter(|check| check["level"] != "well" && check["name"] != "transactions").collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn replays_beside_learners_find_every_row_as_the_log_says_and_nobody_waits_for_ever() {
    let world = Arc::new(World::polling().await);
    let done = Arc::new(AtomicBool::new(false));
    let replays = tokio::spawn({
        let (world, done) = (Arc::clone(&world), Arc::clone(&done));
        async move {
            let mut replays = 0;
            while !done.load(Ordering::SeqCst) || replays < 3 {
                let check = if replays % 2 == 0 { &["replay"][..] } else { &["replay", "--check"] };
                let (code, output) = world.command(check).await;
                assert_eq!(code, 0, "{output}");
                assert_eq!(output.matches("equal to the log").count(), contexts::read_models().len(), "{output}");
                replays += 1;
            }
            replays
        }
    });
    let mut learners = tokio::task::JoinSet::new();
    for name in ["Anna", "Boris", "Clara", "Dmitri"] {
        let learner = world.learner(name, "en");
        learners.spawn(async move {
            let learner = learner.welcomed().await;
            learner.begin_quiz("swift.values-and-types").await;
            learner.answers(&[true, false, true, true, true]).await;
            learner.tap("q.e").await;
        });
    }
    learners.join_all().await;
    done.store(true, Ordering::SeqCst);
    assert!(replays.await.unwrap() >= 3);
    assert_eq!(world.database.events("LessonCompleted").await, 4);
    world.check_integrity().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_nobody_can_read_holds_nobody_up_and_comes_in_when_it_is_mended() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.begin_quiz("swift.values-and-types").await;
    world.caught_up().await;
    assert_eq!(world.doctor().await.0, 0);
    // Of a learner whom nobody waits for.
    let poison = "00000000-0000-0000-0000-000000000001";
    world
        .execute(&format!(
            "INSERT INTO event_store (aggregate_id, aggregate_type, event_type, event_data, event_version, metadata)
             VALUES ('{poison}', 'learning_path', 'CourseEnrolled', '{{}}', 1, '{{\"learner\": \"{poison}\"}}')"
        ))
        .await;
    learner.answers(&[true, true, true, true, true]).await;
    world.caught_up().await;
    let completed = LEARNING_PROGRESS.statement("SELECT count(*) FROM model.learning_progress WHERE completed");
    assert_eq!(world.database.one(completed).await, 1, "what came after it is taken in");
    let key = sqlx::query_scalar::<_, String>("SELECT key FROM dead_letters").fetch_all(&world.database.pool).await;
    assert_eq!(key.unwrap(), [format!("{}:{poison}:1", Key::from(LEARNING_PROGRESS))]);
    world.server().log("run `academy replay learning_progress`").await;
    assert_eq!(world.metric("projection_parked_total{name=\"learning_progress\"}").await, Some(1.0));
    assert_eq!(world.metric("projection_parked_events{name=\"learning_progress\"}").await, Some(1.0));
    assert_eq!(world.metric("projection_parked_total{name=\"users\"}").await, Some(0.0));

    let (code, output) = world.command(&["replay", "--check"]).await;
    assert_eq!(code, 1, "{output}");
    assert!(output.contains("1 events cannot be taken in") && output.contains(poison), "{output}");
    let (code, output) = world.command(&["replay"]).await;
    assert_eq!(code, 1, "{output}");
    let (code, report) = world.doctor().await;
    assert_eq!(code, 1, "{report:#}");
    let (advice, unreadable): (Vec<&Value>, _) = (unwell(&report), "unreadable");
    assert!(advice.iter().any(|check| check["summary"].as_str().unwrap().contains(unreadable)), "{report:#}");
    assert!(advice.iter().any(|check| check["advice"].as_str().unwrap().contains("academy replay learning_progress")));

    world
        .execute(&format!(
            "UPDATE event_store SET event_data = '{{\"course\": \"ios-foundation\"}}' WHERE aggregate_id = '{poison}'"
        ))
        .await;
    let (code, output) = world.command(&["replay"]).await;
    assert_eq!(code, 0, "{output}");
    assert!(output.contains("1 events had been put aside, and taken in now"), "{output}");
    let enrolled = LEARNING_PROGRESS
        .statement("SELECT count(*) FROM model.enrolments WHERE user_id = '00000000-0000-0000-0000-000000000001'");
    assert_eq!(world.database.one(enrolled).await, 1);
    while world.metric("projection_parked_events{name=\"learning_progress\"}").await != Some(0.0) {
        tokio::task::yield_now().await;
    }
    world.check_integrity().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_killed_goes_on_at_its_checkpoint() {
    let mut world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.begin_quiz("swift.values-and-types").await;
    for _ in 0..4 {
        learner.answer(true).await;
        world.kill();
        world.start().await;
        learner.onward().await;
    }
    learner.answer(true).await;
    world.check_integrity().await;
    let (code, report) = world.doctor().await;
    assert_eq!((code, unwell(&report).len()), (0, 0), "{report:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lag_shows_while_a_long_transaction_holds_events_back() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    world.caught_up().await;
    let mut long = world.database.pool.begin().await.unwrap();
    sqlx::query("SELECT pg_current_xact_id()").execute(&mut *long).await.unwrap();
    learner.tap("h.c").await;
    let (events, seconds) =
        ("projection_lag_events{name=\"learning_progress\"}", "projection_lag_seconds{name=\"learning_progress\"}");
    for gauge in [events, seconds] {
        while world.metric(gauge).await.is_none_or(|value| value <= 0.0) {
            tokio::task::yield_now().await;
        }
    }
    long.rollback().await.unwrap();
    for gauge in [events, seconds] {
        while world.metric(gauge).await != Some(0.0) {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_tells_people_what_is_wrong_and_what_to_do_and_changes_nothing() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.begin_quiz("swift.values-and-types").await;
    world.caught_up().await;
    let (code, output) = world.command(&["doctor"]).await;
    assert_eq!(code, 0, "{output}");
    assert!(output.contains("✔ log") && output.contains("All is well") && !output.contains('✘'), "{output}");

    world.execute("UPDATE event_store SET tx = (tx::text::bigint + 1000000000)::text::xid8").await;
    let (code, output) = world.command(&["doctor"]).await;
    assert_eq!(code, 1, "{output}");
    assert!(output.contains("✘ numbers") && output.contains("→ The log comes from another server"), "{output}");
    assert!(output.contains("academy renumber"), "{output}");

    let mut variables = world.variables().clone();
    for (name, value, said) in [
        ("CONTENT_DIR", "/no/such/folder", "academy content check"),
        ("DATABASE_URL", "postgres://academy:hunter2@127.0.0.1:1/academy", "Connection refused"),
        ("REDIS_URL", "redis://:hunter2@127.0.0.1:1/0", "REDIS_URL"),
    ] {
        let before = variables.insert(name.to_owned(), value.to_owned()).unwrap();
        let (code, output) = run(&["doctor"], &variables).await;
        assert_eq!(code, 1, "{output}");
        assert!(output.contains(said) && !output.contains("hunter2"), "{output}");
        variables.insert(name.to_owned(), before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_looks_at_the_private_database_too() {
    let world = World::empty().await;
    // Where PostgreSQL's own user can get to.
    let folder = format!("/tmp/academy-doctor-{:08x}", rand::random::<u32>());
    let variables = BTreeMap::from([
        ("ACADEMY_DATA_DIR".to_owned(), folder.clone()),
        ("CONTENT_DIR".to_owned(), world.variables()["CONTENT_DIR"].clone()),
    ]);
    let (code, output) = run(&["doctor"], &variables).await;
    assert_eq!(code, 1, "{output}");
    assert!(output.contains("no private PostgreSQL") && !std::path::Path::new(&folder).exists(), "{output}");
    assert_eq!(run(&["migrate"], &variables).await.0, 0);
    let (code, output) = run(&["doctor"], &variables).await;
    assert_eq!(code, 0, "{output}");
    assert!(output.contains("REDIS_URL is unset"), "{output}");
    let _ = std::fs::remove_dir_all(&folder);
}
