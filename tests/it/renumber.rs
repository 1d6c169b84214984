//! `academy renumber` on logs that hold another server's numbers: order and checkpoints stay, and it is all or nothing.

use std::process::Stdio;

use sqlx::Connection as _;

use crate::harness::{Database, World, command};

/// A transaction that no test server ever comes to.
const FOREIGN: i64 = 4_000_000_000_000;
const STREAMS: i32 = 40;
const VERSIONS: i32 = 10;
const EVENTS: i64 = (STREAMS * VERSIONS) as i64;

/// A log of another server: transactions and positions in different orders, checkpoints here and there.
async fn foreign() -> World {
    let world = World::empty().await;
    let (code, output) = world.command(&["migrate"]).await;
    assert_eq!(code, 0, "{output}");
    sqlx::query(
        "INSERT INTO event_store (event_id, aggregate_id, aggregate_type, event_type, event_data, event_version,
                                  position, tx)
         SELECT gen_random_uuid(), md5('stream ' || stream)::uuid, 'test', 'Tested', '{}', version,
                7000 + version * 100 + (stream * 7) % 40, ($1 + version * 1000 + stream / 2)::text::xid8
         FROM generate_series(1, $2) stream, generate_series(1, $3) version",
    )
    .bind(FOREIGN)
    .bind(STREAMS)
    .bind(VERSIONS)
    .execute(&world.database.pool)
    .await
    .unwrap();
    sqlx::query("SELECT setval('event_position', 9000)").execute(&world.database.pool).await.unwrap();
    sqlx::query(
        "INSERT INTO checkpoints (name, tx, position, version)
         SELECT 'after_' || seen, tx, position, 3
         FROM (SELECT tx, position, row_number() OVER (ORDER BY tx, position) AS seen FROM event_store) event
         WHERE seen IN (1, 137, $1)",
    )
    .bind(EVENTS)
    .execute(&world.database.pool)
    .await
    .unwrap();
    world
}

/// Every event in the log's order.
async fn order(database: &Database) -> Vec<uuid::Uuid> {
    sqlx::query_scalar("SELECT event_id FROM event_store ORDER BY tx, position")
        .fetch_all(&database.pool)
        .await
        .unwrap()
}

/// Name, numbers and version of every checkpoint.
async fn checkpoints(database: &Database) -> Vec<(String, String, i64, i32)> {
    sqlx::query_as("SELECT name, tx::text, position, version FROM checkpoints ORDER BY name")
        .fetch_all(&database.pool)
        .await
        .unwrap()
}

/// Everything that a renumbering changes, as one text.
async fn numbers(database: &Database) -> String {
    let query = "SELECT string_agg(event_id || ' ' || tx || ' ' || position, ',' ORDER BY event_id) FROM event_store";
    let events: String = sqlx::query_scalar(query).fetch_one(&database.pool).await.unwrap();
    let sequence: i64 =
        sqlx::query_scalar("SELECT last_value FROM event_position").fetch_one(&database.pool).await.unwrap();
    format!("{events} {sequence} {:?}", checkpoints(database).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_log_keeps_its_order_and_every_subscription_its_place() {
    let world = foreign().await;
    let before = order(&world.database).await;
    let (code, output) = world.command(&["renumber"]).await;
    assert_eq!(code, 0, "{output}");
    assert!(output.contains("400 events") && output.contains("checkpoint after_137: 137 of 400"), "{output}");
    assert_eq!(order(&world.database).await, before);
    let places = checkpoints(&world.database).await;
    for (name, tx, position, version) in &places {
        let seen = name.strip_prefix("after_").map_or(0, |seen| seen.parse().unwrap());
        let kept = if name.starts_with("after_") { 3 } else { *version };
        assert_eq!((tx.as_str(), *position, *version), ("1", seen, kept), "{name}");
    }
    let range =
        "SELECT count(*) FROM event_store WHERE tx = '1' AND position BETWEEN 1 AND (SELECT count(*) FROM event_store)";
    assert_eq!(world.database.one(range).await, EVENTS);
    assert_eq!(world.database.one("SELECT count(DISTINCT position) FROM event_store").await, EVENTS);
    assert_eq!(world.database.one("SELECT nextval('event_position')").await, EVENTS + 1);

    let (code, output) = world.command(&["renumber"]).await;
    assert_eq!(code, 0);
    assert!(output.contains("nothing to do"), "{output}");
    let (code, output) = world.command(&["renumber", "--force"]).await;
    assert_eq!(code, 0);
    assert!(output.contains("400 events"), "{output}");
    assert_eq!((order(&world.database).await, checkpoints(&world.database).await), (before, places));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_of_this_server_is_left_alone() {
    let mut world = World::polling().await;
    world.learner("Anna", "en").welcomed().await;
    world.caught_up().await;
    world.kill();
    let before = numbers(&world.database).await;
    let (code, output) = world.command(&["renumber"]).await;
    assert_eq!(code, 0);
    assert!(output.contains("nothing to do"), "{output}");
    assert_eq!(numbers(&world.database).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_beyond_the_last_event_is_put_behind_it() {
    let world = foreign().await;
    let (code, output) = world.command(&["renumber"]).await;
    assert_eq!(code, 0, "{output}");
    // As after a restore of the log alone: whatever is stored next would be passed over.
    sqlx::query("UPDATE checkpoints SET tx = '900', position = 77 WHERE name = 'after_137'")
        .execute(&world.database.pool)
        .await
        .unwrap();
    let (code, output) = world.command(&["renumber"]).await;
    assert_eq!(code, 0);
    assert!(output.contains("checkpoint after_137: 400 of 400"), "{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_renumbered_while_an_academy_is_at_work_and_it_is_named() {
    let mut world = World::polling().await;
    let (code, output) = world.command(&["renumber", "--force"]).await;
    assert_eq!(code, 1, "{output}");
    let pid: i32 = sqlx::query_scalar(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'academy' LIMIT 1",
    )
    .fetch_one(&world.database.pool)
    .await
    .unwrap();
    assert!(output.contains("an academy is at work") && output.contains(&format!("process {pid} of")), "{output}");
    world.kill();
    let (code, output) = world.command(&["renumber", "--force"]).await;
    assert_eq!(code, 0, "{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renumbering_that_dies_in_the_middle_has_changed_nothing() {
    let world = foreign().await;
    let before = numbers(&world.database).await;
    // Somebody holds one event, so that the rewriting comes as far as that and no further.
    let mut outsider = world.database.pool.acquire().await.unwrap().detach();
    let mut held = outsider.begin().await.unwrap();
    sqlx::query("SELECT FROM event_store WHERE event_version = 9 LIMIT 1 FOR UPDATE")
        .execute(&mut *held)
        .await
        .unwrap();
    let mut renumber = command(&["renumber"], world.variables());
    let mut process = renumber.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                   AND application_name = 'academy renumber' AND wait_event_type = 'Lock' AND query LIKE '%UPDATE event_store%'";
    while world.database.one(waiting).await == 0 {
        assert!(process.try_wait().unwrap().is_none(), "it waits for the event");
        tokio::task::yield_now().await;
    }
    process.kill().await.unwrap();
    held.rollback().await.unwrap();
    outsider.close().await.unwrap();
    // What the dead process was about to do is taken back when the server notices; until then the tables are locked.
    let gone = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'academy renumber'";
    while world.database.one(gone).await > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(numbers(&world.database).await, before);
    let (code, output) = world.command(&["renumber"]).await;
    assert_eq!(code, 0, "{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_stored_after_the_restore_comes_last_and_is_not_passed_over() {
    let world = foreign().await;
    let before = order(&world.database).await;
    // Somebody started the academy too early: new learners could register, with this server's small numbers.
    let late = uuid::Uuid::new_v4();
    sqlx::query(
        "INSERT INTO event_store (event_id, aggregate_id, aggregate_type, event_type, event_data, event_version)
         VALUES ($1, gen_random_uuid(), 'test', 'Tested', '{}', 1)",
    )
    .bind(late)
    .execute(&world.database.pool)
    .await
    .unwrap();
    assert_eq!(order(&world.database).await[0], late, "by its numbers it is the oldest");
    let (code, output) = world.command(&["renumber"]).await;
    assert_eq!(code, 0);
    assert!(output.contains("1 of them were stored after the restore"), "{output}");
    assert_eq!(order(&world.database).await, [before, vec![late]].concat());
    let places = checkpoints(&world.database).await;
    assert!(places.iter().all(|(_, _, position, version)| *position <= EVENTS && *version == 0), "{places:?}");
}
