//! Jobs in the real process: scheduled by a policy, taken up again after a kill, and never told of in vain.

use std::sync::Arc;

use academy::platform::eventstore::codec::CodecError;
use academy::platform::eventstore::{EventStore, StoredEvent, caught_up, prepare, run};
use academy::platform::jobs::{Acting, JobChange, Policy};
use chrono::TimeDelta;
use sqlx::{AssertSqlSafe, PgPool};
use tokio::sync::watch;

use crate::harness::World;

/// A lesson that was begun is asked about an hour later, unless it is completed before.
struct Reminders;

impl Policy for Reminders {
    fn name(&self) -> &'static str {
        "reminders"
    }

    fn handles(&self, event: &StoredEvent) -> bool {
        ["LessonStarted", "LessonCompleted"].contains(&event.event_type.as_str())
    }

    fn on(&self, event: &StoredEvent) -> Result<Vec<JobChange>, CodecError> {
        let learner = event.learner()?;
        let lesson = event.data["lesson"].as_str().unwrap_or_default();
        let key = format!("reminders:{learner}:{lesson}");
        Ok(vec![match event.event_type.as_str() {
            "LessonStarted" => JobChange::due(key, learner, event.at + TimeDelta::hours(1), "l", lesson),
            _ => JobChange::Cancel { key },
        }])
    }
}

/// The policy acts upon all that is stored.
async fn followed(pool: &PgPool) {
    let store = EventStore::for_test(pool.clone());
    let (stop, stopped) = watch::channel(false);
    let runner = tokio::spawn(run(store.clone(), Arc::new(Acting(Reminders)), stopped));
    caught_up(&store, &Acting(Reminders)).await.unwrap();
    stop.send(true).unwrap();
    runner.await.unwrap();
}

/// Returns when there is a job as the condition says.
async fn until(world: &World, condition: &str) {
    world.database.until(&format!("SELECT FROM jobs WHERE {condition}")).await;
}

async fn execute(pool: &PgPool, statement: &str) {
    sqlx::query(AssertSqlSafe(statement.to_owned())).execute(pool).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_a_kill_broke_off_runs_again_and_nobody_hears_of_what_nobody_waits_for() {
    let mut world = World::polling().await;
    let pool = world.database.pool.clone();
    prepare(&pool, &Acting(Reminders)).await.unwrap();
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.tap("h.c").await;
    followed(&pool).await;
    until(&world, "due_at > now() + interval '59 minutes' AND attempts = 0").await;
    let screens = learner.client.messages().await.len();

    // The hour is over. Its turn has to look into the log, which somebody holds, and so the process dies in the middle.
    let mut log = pool.begin().await.unwrap();
    sqlx::query("LOCK TABLE event_store").execute(&mut *log).await.unwrap();
    execute(&pool, "UPDATE jobs SET due_at = now(), free_at = now()").await;
    until(&world, "attempts = 1").await;
    world.kill();
    log.rollback().await.unwrap();
    until(&world, "attempts = 1 AND done_at IS NULL AND free_at > now()").await;

    world.start().await;
    // The lease is over.
    execute(&pool, "UPDATE jobs SET free_at = now()").await;
    until(&world, "attempts = 2 AND done_at IS NOT NULL").await;
    assert_eq!(world.database.one("SELECT count(*) FROM idempotency_keys WHERE key LIKE 'job:%'").await, 0);
    assert_eq!(learner.client.messages().await.len(), screens, "nobody is told");
    world.check_integrity().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_leaves_policies_and_their_jobs_alone() {
    let world = World::polling().await;
    let pool = world.database.pool.clone();
    prepare(&pool, &Acting(Reminders)).await.unwrap();
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.tap("h.c").await;
    followed(&pool).await;
    world.caught_up().await;
    let traces = async || {
        sqlx::query_as::<_, (i64, String, i64, String)>(
            "SELECT id, key, position, checkpoints.updated_at::text FROM jobs, checkpoints WHERE name = 'reminders'",
        )
        .fetch_all(&pool)
        .await
        .unwrap()
    };
    let before = traces().await;
    assert_eq!(before.len(), 1);
    let (code, output) = world.command(&["replay"]).await;
    assert_eq!(code, 0, "{output}");
    let (code, output) = world.command(&["replay", "reminders"]).await;
    assert_eq!(code, 1, "{output}");
    assert!(output.contains("there is no read model \"reminders\""), "{output}");
    assert_eq!(traces().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_for_somebody_who_is_unknown_is_done_and_one_that_nobody_can_read_is_put_aside() {
    let world = World::polling().await;
    let pool = world.database.pool.clone();
    execute(
        &pool,
        "INSERT INTO jobs (key, kind, subject, payload, due_at, free_at, attempts) VALUES
         ('unknown', 'due', gen_random_uuid(), '{\"dialogue\": \"h\", \"detail\": \"\"}', now(), now(), 0),
         ('unreadable', 'due', gen_random_uuid(), '{}', now(), now(), 4),
         ('of others', 'other', gen_random_uuid(), '{}', now(), now(), 0)",
    )
    .await;
    until(&world, "key = 'unknown' AND done_at IS NOT NULL").await;
    until(&world, "key = 'unreadable' AND parked_at IS NOT NULL").await;
    until(&world, "key = 'of others' AND attempts = 0").await;
    let (code, output) = world.command(&["doctor"]).await;
    assert_eq!(code, 1, "{output}");
    assert!(output.contains("1 job is put aside by jobs") && output.contains("payload is unreadable"), "{output}");
    assert!(output.contains("UPDATE jobs SET parked_at = NULL"), "{output}");
}
