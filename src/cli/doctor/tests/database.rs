//! Server, schema, storage and Redis.

use dialogues::streams::golden::shape_of;
use dialogues::streams::{self, Aggregate};
use std::path::Path;

use super::{Academy, only, says};
use crate::cli::doctor::report::Level::{Finding, Note, Well};
use crate::cli::doctor::{Patient, cache, server, storage};
use crate::platform::vault::kek::Place;

/// Nobody listens there.
fn dead_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_the_finding() {
    let url = format!("postgres://academy:hunter2@127.0.0.1:{}/academy", dead_port()).into();
    let check = Patient::open(Some(&url), Path::new("/nowhere"), Place::Nowhere).await.err().unwrap();
    says(&check, Finding, "database", "cannot be reached", "DATABASE_URL");
    assert!(!check.summary.contains("hunter2"));
    let check = Patient::open(None, Path::new("/nowhere"), Place::Nowhere).await.err().unwrap();
    says(&check, Finding, "database", "there is no private PostgreSQL in /nowhere yet", "academy serve");
    let folder = std::env::temp_dir().join(format!("academy-doctor-{}", uuid::Uuid::new_v4().simple()));
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("postgres"), "no folder").unwrap();
    let check = Patient::open(None, &folder, Place::Nowhere).await.err().unwrap();
    says(&check, Finding, "database", "the private PostgreSQL cannot be used", "one owner at a time");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_server_that_is_too_old_is_to_be_upgraded() {
    says(&server::versioned(130_022, "13.22"), Finding, "database", "PostgreSQL 13.22 is too old", "14 or newer");
    assert_eq!(server::versioned(140_000, "14.0").level, Well);
}

#[tokio::test]
async fn a_schema_that_is_not_this_programs_is_told_with_the_way_back() {
    let academy = Academy::open().await;
    for (broken, summary, advice) in [
        ("DELETE FROM _sqlx_migrations WHERE version = 3", "lacks migration 3", "academy migrate"),
        ("DROP TABLE _sqlx_migrations", "lacks migration 1, 2, 3", "academy migrate"),
        ("UPDATE _sqlx_migrations SET success = false WHERE version = 2", "migration 2 was broken off", "undo"),
        ("UPDATE _sqlx_migrations SET checksum = '\\x00' WHERE version = 2", "in another form", "edition"),
        ("UPDATE _sqlx_migrations SET version = 9999 WHERE version = (SELECT max(version) FROM _sqlx_migrations);
          INSERT INTO _sqlx_migrations SELECT 9998, description, installed_on, true, checksum, 1 FROM _sqlx_migrations
          WHERE version = 1", "lacks migration", "academy migrate"),
        ("INSERT INTO _sqlx_migrations SELECT 9999, description, installed_on, true, checksum, 1 FROM _sqlx_migrations
          WHERE version = 1", "has migration 9999, unknown to me", "newer academy"),
    ] {
        says(&academy.after(broken).await, Finding, "schema", summary, advice);
    }
}

#[tokio::test]
async fn a_partition_that_is_gone_is_named() {
    let academy = Academy::open().await;
    // An empty one, so that nothing else is missing.
    let empty: String = sqlx::query_scalar(
        "SELECT 'event_store_p' || number FROM generate_series(0, 7) AS number
         WHERE 'event_store_p' || number NOT IN (SELECT tableoid::regclass::text FROM event_store) LIMIT 1",
    )
    .fetch_one(&*academy.db)
    .await
    .unwrap();
    let detach = format!("ALTER TABLE event_store DETACH PARTITION {empty}");
    academy.execute(&detach).await;
    let check = only(academy.checks().await, &detach);
    says(&check, Finding, "partitions", "1 partition is not attached", "ATTACH PARTITION");
    assert_eq!(check.details, [empty]);
}

#[test]
fn a_partition_far_larger_than_its_share_is_worth_knowing() {
    let even: Vec<_> = (0..8).map(|number| (format!("p{number}"), 10_000)).collect();
    assert_eq!(storage::skew(&even).level, Well);
    let mut skewed = even.clone();
    skewed[3].1 = 60_000;
    says(&storage::skew(&skewed), Note, "partitions", "p3 has about 60000 events", "GROUP BY 1");
    let few: Vec<_> =
        even.iter().map(|(name, rows)| (name.clone(), if name == "p1" { 900 } else { rows / 1_000 })).collect();
    assert_eq!(storage::skew(&few).level, Well, "so few say nothing");
}

#[tokio::test]
async fn an_index_that_is_missing_or_invalid_is_named() {
    let academy = Academy::open().await;
    let check = academy.after("DROP INDEX idempotency_keys_age").await;
    says(&check, Finding, "indexes", "1 index is missing", "migrations/");
    assert_eq!(check.details, ["idempotency_keys_age"]);
    let invalid = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'idempotency_keys_age'::regclass";
    let check = academy.after(invalid).await;
    says(&check, Finding, "indexes", "1 index is invalid", "REINDEX INDEX CONCURRENTLY idempotency_keys_age");
}

#[tokio::test]
async fn snapshots_that_do_not_fit_the_log_are_counted() {
    let academy = Academy::open().await;
    let snapshot = |version: i32, schema: i32| {
        format!(
            "INSERT INTO snapshots (aggregate_id, aggregate_type, version, state, schema)
             SELECT aggregate_id, aggregate_type, {version}, '{{}}', {schema} FROM event_store
             WHERE aggregate_type = 'learning_path' LIMIT 1"
        )
    };
    let shape = shape_of(streams::Path::TYPE).unwrap();
    academy.execute(&snapshot(2, shape)).await;
    assert!(academy.checks().await.iter().all(|check| check.level == Well));
    academy.execute("DELETE FROM snapshots").await;
    let check = academy.after(&snapshot(3, shape)).await;
    says(&check, Finding, "snapshots", "1 snapshot is of a version that the log does not have", "older backup");
    let check = academy.after(&snapshot(2, 99)).await;
    says(&check, Note, "snapshots", "1 snapshot is of another shape", "DELETE FROM snapshots");
}

#[tokio::test]
async fn dead_rows_and_leftovers_are_worth_knowing() {
    let academy = Academy::open().await;
    let check = academy.after("CREATE SCHEMA replay_users").await;
    says(&check, Note, "space", "broken off", "DROP SCHEMA replay_users CASCADE;");
    let mut replay = academy.db.begin().await.unwrap();
    sqlx::query("SELECT pg_advisory_xact_lock(hashtext('replay'), hashtext('users'))")
        .execute(&mut *replay)
        .await
        .unwrap();
    let mut tx = academy.db.begin().await.unwrap();
    sqlx::query("CREATE SCHEMA replay_users").execute(&mut *tx).await.unwrap();
    assert_eq!(storage::space(&mut tx).await.unwrap()[0].level, Well, "a replay is at work");
    drop((tx, replay));

    academy
        .execute(
            "ALTER TABLE idempotency_keys SET (autovacuum_enabled = false);
             INSERT INTO idempotency_keys SELECT 'k' || n, now() FROM generate_series(1, 12000) AS n;
             DELETE FROM idempotency_keys;",
        )
        .await;
    // The server counts a little later.
    let checks = loop {
        let checks = academy.checks().await;
        if checks.iter().any(|check| check.level == Note) {
            break checks;
        }
    };
    let check = only(checks, "deleting");
    says(&check, Note, "space", "1 table has many dead rows", "VACUUM (ANALYZE) idempotency_keys");
    assert!(check.details[0].contains("12000 dead rows"), "{check:#?}");
}

#[tokio::test]
async fn a_redis_that_does_not_answer_is_a_finding_and_none_at_all_is_not() {
    assert_eq!(cache::reachable(None, None).await.level, Well);
    let url = format!("redis://:hunter2@127.0.0.1:{}/0", dead_port()).into();
    let check = cache::reachable(Some(&url), None).await;
    says(&check, Finding, "redis", "cannot reach Redis", "REDIS_URL");
    assert!(!check.summary.contains("hunter2"));
}
