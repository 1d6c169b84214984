use std::ops::Deref as _;

use chrono::DateTime;
use serde_json::json;

use super::*;
use crate::platform::database::testing::{TestDatabase, database};

fn entry(number: i64) -> Entry {
    Entry {
        at: DateTime::from_timestamp_micros(1_780_000_000_123_456 + number).unwrap(),
        actor: Actor::Learner(LearnerId::of_telegram(number)),
        action: "role granted",
        subject: Some(LearnerId::of_telegram(number + 1)),
        detail: json!({ "role": "author", "courses": "ios-*", "number": number }),
    }
}

async fn recorded(count: i64) -> TestDatabase {
    let db = database().await;
    for number in 1..=count {
        let mut tx = db.begin().await.unwrap();
        record(&mut tx, &entry(number)).await.unwrap();
        tx.commit().await.unwrap();
    }
    db
}

async fn chain(db: &TestDatabase) -> Chain {
    verify(&mut db.acquire().await.unwrap()).await.unwrap()
}

/// What somebody does who has the database's keys.
async fn tampered(db: &TestDatabase, statement: &'static str) -> Chain {
    let mut tx = db.begin().await.unwrap();
    sqlx::query("ALTER TABLE audit_log DISABLE TRIGGER audit_log_stays").execute(&mut *tx).await.unwrap();
    sqlx::query(statement).execute(&mut *tx).await.unwrap();
    verify(&mut tx).await.unwrap()
}

#[tokio::test]
async fn what_is_recorded_is_a_chain_that_holds() {
    let db = recorded(0).await;
    assert_eq!(chain(&db).await, Chain::Whole { rows: 0, head: String::new() });
    let db = recorded(3).await;
    let Chain::Whole { rows: 3, head } = chain(&db).await else { panic!("{:?}", chain(&db).await) };
    let mut connection = db.acquire().await.unwrap();
    record(&mut connection, &Entry { actor: Actor::CommandLine, subject: None, ..entry(4) }).await.unwrap();
    drop(connection);
    assert!(matches!(chain(&db).await, Chain::Whole { rows: 4, head: next } if next != head && next.len() == 64));
    let actors: Vec<String> =
        sqlx::query_scalar("SELECT actor FROM audit_log ORDER BY position").fetch_all(&*db).await.unwrap();
    assert_eq!((actors[0].clone(), actors[3].as_str()), (LearnerId::of_telegram(1).to_string(), "cli"));
}

#[tokio::test]
async fn rows_are_neither_changed_nor_deleted() {
    let db = recorded(1).await;
    for statement in ["UPDATE audit_log SET actor = 'cli'", "DELETE FROM audit_log", "TRUNCATE audit_log"] {
        let refused = sqlx::query(statement).execute(&*db).await.unwrap_err().to_string();
        assert!(refused.contains("only added to"), "{statement}: {refused}");
    }
    assert!(matches!(chain(&db).await, Chain::Whole { rows: 1, .. }));
}

#[tokio::test]
async fn the_first_row_that_was_changed_or_taken_is_named() {
    let db = recorded(5).await;
    let changed = "it is not as it was written";
    for (statement, position, why) in [
        ("UPDATE audit_log SET actor = 'cli' WHERE position = 2", 2, changed),
        ("UPDATE audit_log SET at = at + interval '1 microsecond' WHERE position = 4", 4, changed),
        ("UPDATE audit_log SET subject = NULL WHERE position = 3", 3, changed),
        ("UPDATE audit_log SET detail = detail || '{\"role\": \"operator\"}' WHERE position = 5", 5, changed),
        ("UPDATE audit_log SET hash = sha256(hash) WHERE position = 1", 1, changed),
        ("DELETE FROM audit_log WHERE position = 3", 3, "it is missing"),
        ("DELETE FROM audit_log WHERE position = 1", 1, "it is missing"),
        (
            "WITH gone AS (DELETE FROM audit_log WHERE position = 2)
          UPDATE audit_log SET position = position - 1 WHERE position > 5",
            2,
            "it is missing",
        ),
    ] {
        assert_eq!(tampered(&db, statement).await, Chain::Broken { position, why }, "{statement}");
    }
}

#[tokio::test]
async fn what_is_rolled_back_is_not_recorded() {
    let db = recorded(1).await;
    let mut tx = db.begin().await.unwrap();
    record(&mut tx, &entry(2)).await.unwrap();
    tx.rollback().await.unwrap();
    let mut tx = db.begin().await.unwrap();
    record(&mut tx, &entry(3)).await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(chain(&db).await, Chain::Whole { rows: 2, .. }));
}

#[tokio::test]
async fn those_who_record_at_the_same_time_make_one_chain() {
    let db = recorded(0).await;
    let writers = (1..=40).map(|number| {
        let pool = db.deref().clone();
        tokio::spawn(async move {
            let mut tx = pool.begin().await.unwrap();
            record(&mut tx, &entry(number)).await.unwrap();
            tx.commit().await.unwrap();
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    assert!(matches!(chain(&db).await, Chain::Whole { rows: 40, .. }));
}
