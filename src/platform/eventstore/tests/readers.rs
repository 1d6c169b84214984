//! Versions of read models that nobody uses, and who is asked before they go.

use sqlx::PgConnection;

use super::tally::{Tally, heard, heard_by};
use super::{append, event, followed};
use crate::platform::database::testing::{TestDatabase, database};
use crate::platform::eventstore::subscription::{Care, step};
use crate::platform::eventstore::{EventStore, Key, Leftover, Readers, prepare, prune};
use uuid::Uuid;

const A: Uuid = Uuid::from_u128(1);

fn tally(version: i32) -> Tally {
    Tally { version, ..Tally::default() }
}

/// Versions 1 to 3 have taken an event in, and before versions there was a tally, too.
async fn three_versions() -> (TestDatabase, EventStore) {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    append(&store, None, &[event(A, 1)]).await.unwrap();
    followed(&store, 1).await;
    for version in 1..=3 {
        prepare(&db, &tally(version)).await.unwrap();
        step(&store, &tally(version), 10, Care::Together).await.unwrap();
    }
    sqlx::raw_sql(
        "CREATE TABLE tally (stream uuid); INSERT INTO checkpoints (name, version) VALUES ('tally', 1);
         INSERT INTO checkpoints (name, version) VALUES ('a_policy', 1);
         INSERT INTO dead_letters (source, key, payload, error, attempts)
         SELECT 'subscription:' || name, name, '{}', 'x', 3
         FROM UNNEST(ARRAY['tally_v1', 'tally_v2', 'tally_v3', 'tally', 'a_policy']) AS name",
    )
    .execute(&*db)
    .await
    .unwrap();
    (db, store)
}

async fn pruned(connection: &mut PgConnection, unversioned: bool, dry_run: bool) -> Vec<String> {
    let unused = prune(connection, &[&tally(3)], unversioned, dry_run).await.unwrap();
    unused.into_iter().map(|Leftover { name, .. }| name).collect()
}

/// The checkpoints, and whose events are put aside.
async fn left(db: &TestDatabase) -> [Vec<String>; 2] {
    let mut left = [Vec::new(), Vec::new()];
    let both = ["SELECT name FROM checkpoints ORDER BY 1", "SELECT key FROM dead_letters ORDER BY 1"];
    for (names, statement) in left.iter_mut().zip(both) {
        *names = sqlx::query_scalar(statement).fetch_all(&**db).await.unwrap();
    }
    left
}

#[tokio::test]
async fn what_no_running_program_uses_is_pruned_and_what_one_uses_stays() {
    let (db, _store) = three_versions().await;
    let mut connection = db.acquire().await.unwrap();
    let running = Readers::announce(&db, &[Key::from(&tally(2))]).await.unwrap();
    let before = left(&db).await;
    assert_eq!(pruned(&mut connection, false, true).await, ["tally_v1"]);
    assert_eq!((left(&db).await, heard(&db).await.len()), (before, 1), "a dry run changes nothing");

    assert_eq!(pruned(&mut connection, false, false).await, ["tally_v1"]);
    let kept = ["a_policy", "tally", "tally_v2", "tally_v3"].map(str::to_owned).to_vec();
    assert_eq!(left(&db).await, [kept.clone(), kept]);
    assert_eq!((heard_by(&db, 2).await.len(), heard_by(&db, 3).await.len()), (1, 1));
    assert!(pruned(&mut connection, false, false).await.is_empty(), "nothing is left to prune");

    running.end().await;
    assert_eq!(pruned(&mut connection, true, false).await, ["tally_v2", "tally"]);
    let kept = ["a_policy", "tally_v3"].map(str::to_owned).to_vec();
    assert_eq!(left(&db).await, [kept.clone(), kept]);
    let tables = "SELECT count(*) FROM pg_class WHERE relname = 'tally'";
    assert_eq!(sqlx::query_scalar::<_, i64>(tables).fetch_one(&*db).await.unwrap(), 1);
}

#[tokio::test]
async fn a_program_that_was_killed_is_forgotten_after_a_minute_and_not_before() {
    let (db, _store) = three_versions().await;
    let mut connection = db.acquire().await.unwrap();
    let killed = Readers::announce(&db, &[Key::from(&tally(1)), Key::from(&tally(2))]).await.unwrap();
    for (seconds, prunes) in [(50, vec![]), (70, vec!["tally_v1", "tally_v2"])] {
        let silent = "UPDATE model_readers SET seen_at = now() - make_interval(secs => $1)";
        sqlx::query(silent).bind(f64::from(seconds)).execute(&*db).await.unwrap();
        assert_eq!(pruned(&mut connection, false, false).await, prunes, "{seconds} s");
    }
    let known: i64 = sqlx::query_scalar("SELECT count(*) FROM model_readers").fetch_one(&*db).await.unwrap();
    assert_eq!(known, 0, "nor does its announcement stay");
    killed.end().await;
}

#[tokio::test]
async fn a_program_that_starts_while_its_version_is_pruned_makes_its_tables_anew() {
    let (db, store) = three_versions().await;
    let mut connection = db.acquire().await.unwrap();
    assert_eq!(pruned(&mut connection, false, false).await, ["tally_v1", "tally_v2"]);
    let _running = Readers::announce(&db, &[Key::from(&tally(2))]).await.unwrap();
    assert!(prepare(&db, &tally(2)).await.unwrap());
    step(&store, &tally(2), 10, Care::Together).await.unwrap();
    assert_eq!(heard_by(&db, 2).await, [(A, 1)]);
    assert!(pruned(&mut connection, false, false).await.is_empty());
}
