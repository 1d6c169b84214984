//! The event log, its numbers and its keys.

use serde_json::json;
use sqlx::Row;

use super::{Academy, says};
use crate::cli::doctor::report::Level::{Finding, Note};

#[tokio::test]
async fn a_log_of_another_server_is_to_be_renumbered() {
    let academy = Academy::open().await;
    let restored = "UPDATE event_store SET tx = (tx::text::bigint + 1000000000)::text::xid8;
                    UPDATE checkpoints SET tx = (tx::text::bigint + 1000000000)::text::xid8;";
    let check = academy.after(restored).await;
    says(&check, Finding, "numbers", "transaction that this server has not begun", "run `academy renumber`");
    let check = academy.after("SELECT setval('event_position', 1)").await;
    says(&check, Finding, "numbers", "behind the log, at 1", "academy renumber --force");
}

#[tokio::test]
async fn a_stream_with_a_gap_is_named() {
    let academy = Academy::open().await;
    for gap in [
        "DELETE FROM event_store WHERE aggregate_type = 'learning_path' AND event_version = 1",
        "DELETE FROM event_store WHERE aggregate_type = 'course' AND event_version = 2",
    ] {
        let check = academy.after(gap).await;
        says(&check, Finding, "log", "1 stream is not gapless", "latest backup");
        assert!(check.details[0].contains(" where "), "{check:#?}");
    }
}

#[tokio::test]
async fn a_stream_out_of_the_logs_order_is_named() {
    let academy = Academy::open().await;
    let swapped = "UPDATE event_store SET position = 4 - event_version WHERE aggregate_type = 'learning_path'";
    let check = academy.after(swapped).await;
    says(&check, Finding, "log", "1 event is out of the order", "renumber");
    assert!(check.details[0].contains("learning_path") && check.details[0].contains("version 2 comes before 1"));
}

#[tokio::test]
async fn events_that_nobody_can_read_are_counted_by_type() {
    let academy = Academy::open().await;
    let check = academy
        .after("UPDATE event_store SET event_data = '{}' WHERE event_type IN ('QuizStarted', 'LessonStarted')")
        .await;
    says(&check, Finding, "log", "2 events are unreadable", "upcaster");
    assert!(check.details[0].contains("1 event: LessonStarted of learning_path"), "{check:#?}");
    assert!(check.details[1].contains("1 event: QuizStarted of learning_path, such as: "), "{check:#?}");
    let check = academy.after("UPDATE event_store SET metadata = '{}' WHERE event_type = 'LessonStarted'").await;
    says(&check, Finding, "log", "1 event is unreadable", "upcaster");
    assert!(check.details[0].contains("metadata names no learner"), "{check:#?}");
}

#[tokio::test]
async fn what_a_newer_program_has_stored_is_worth_knowing_and_not_unreadable() {
    let academy = Academy::open().await;
    for (newer, of) in [
        (
            "UPDATE event_store SET event_type = 'LessonDreamt' WHERE event_type = 'LessonStarted'",
            "LessonDreamt of learning_path",
        ),
        ("UPDATE event_store SET event_type = 'CourseSold' WHERE event_type = 'CourseCreated'", "CourseSold of course"),
        ("UPDATE event_store SET aggregate_type = 'pet' WHERE event_type = 'UserRegistered'", "UserRegistered of pet"),
    ] {
        let check = academy.after(newer).await;
        says(&check, Note, "log", "of types that this program does not know", "Run the newer program");
        assert!(check.details.len() == 1 && check.details[0].ends_with(of), "{check:#?}");
    }
}

#[tokio::test]
async fn keys_that_nobody_forgets_are_worth_knowing() {
    let academy = Academy::open().await;
    let old = "INSERT INTO idempotency_keys VALUES ('tg:1:1', now() - interval '49 hours')";
    academy.execute(old).await;
    assert!(academy.checks().await.iter().all(|check| check.name != "keys" || check.advice.is_empty()));
    let check = academy.after("UPDATE idempotency_keys SET created_at = now() - interval '80 hours'").await;
    says(&check, Note, "keys", "1 idempotency key is older than 48 hours, up to 80", "role `worker`");
}

#[tokio::test]
async fn checkpoints_that_do_not_fit_are_named_with_what_mends_them() {
    let academy = Academy::open().await;
    for (broken, summary, advice) in [
        ("DELETE FROM checkpoints WHERE name = 'users_v4'", "users was never begun", "academy migrate"),
        ("UPDATE checkpoints SET version = 9 WHERE name = 'users_v4'", "users is of version 9", "academy migrate"),
        (
            "DROP TABLE m_learning_progress_v3.enrolments",
            "learning_progress lacks the table enrolments",
            "academy migrate",
        ),
        (
            "UPDATE checkpoints SET position = position + 1 WHERE name = 'users_v4'",
            "users is ahead of the log",
            "UPDATE checkpoints SET version = 0 WHERE name = 'users_v4'",
        ),
    ] {
        says(&academy.after(broken).await, Finding, "subscriptions", summary, advice);
    }
    let check = academy.after("INSERT INTO checkpoints (name, version) VALUES ('kafka', 1)").await;
    says(&check, Note, "subscriptions", "kafka is none of this program's", "DELETE FROM checkpoints");
}

#[tokio::test]
async fn a_subscription_that_stands_still_is_told_from_one_that_is_held_back() {
    let academy = Academy::open().await;
    let idle = "UPDATE checkpoints SET tx = '0', position = 0, updated_at = now() - interval '2 minutes'
                WHERE name = 'users_v4'";
    let check = academy.after(idle).await;
    says(&check, Finding, "subscriptions", "users is ", "role `worker`");
    let moving = "UPDATE checkpoints SET tx = '0', position = 0, updated_at = now() WHERE name = 'users_v4'";
    let mut tx = academy.db.begin().await.unwrap();
    sqlx::query(moving).execute(&mut *tx).await.unwrap();
    let models = crate::contexts::read_models();
    let patience = crate::cli::doctor::subscriptions::STUCK;
    let checks = crate::cli::doctor::subscriptions::checkpoints(&mut tx, &models, patience).await.unwrap();
    assert!(checks.iter().all(|check| check.advice.is_empty()), "who is on the way is well: {checks:#?}");
    tx.rollback().await.unwrap();

    // A transaction of somebody's is older than the events.
    let mut long = academy.db.begin().await.unwrap();
    let pid: i32 =
        sqlx::query("SELECT pg_backend_pid(), pg_current_xact_id()").fetch_one(&mut *long).await.unwrap().get(0);
    let lesson = academy.catalogue.courses()[0].lessons().nth(1).unwrap();
    academy.append(8, &super::learner(8, &lesson.id, &lesson.revision, &super::questions(lesson), true)).await;
    academy.execute("UPDATE checkpoints SET updated_at = now() - interval '2 minutes' WHERE name = 'users_v4'").await;
    let mut connection = academy.db.acquire().await.unwrap();
    let checks = crate::cli::doctor::subscriptions::checkpoints(&mut connection, &models, patience).await.unwrap();
    let users = checks.iter().find(|check| check.summary.starts_with("users ")).unwrap();
    says(users, Finding, "subscriptions", "users is 5 events behind", "see `transactions`");

    let checks = crate::cli::doctor::server::transactions(&mut connection, std::time::Duration::ZERO).await.unwrap();
    let advice = format!("SELECT pg_terminate_backend({pid});");
    says(&checks[0], Finding, "transactions", "all subscriptions back", &advice);
    assert!(checks[0].summary.contains("long transaction") && !checks[0].details.is_empty(), "{checks:#?}");
    long.rollback().await.unwrap();
}

#[tokio::test]
async fn what_was_put_aside_is_told_by_source_with_what_to_do() {
    let academy = Academy::open().await;
    let letter = json!({});
    academy.store.dead_letter("telegram", "7:1", (&letter, None), "unparsable", 3).await.unwrap();
    academy
        .store
        .dead_letter("subscription:users_v4", "users_v4:a:1", (&letter, None), "of an unknown shape", 3)
        .await
        .unwrap();
    academy.execute("UPDATE dead_letters SET created_at = now() - interval '5 hours'").await;
    let checks: Vec<_> = academy.checks().await.into_iter().filter(|check| !check.advice.is_empty()).collect();
    assert_eq!(checks.len(), 2, "{checks:#?}");
    says(&checks[0], Finding, "dead letters", "1 event is put aside by subscription:users_v4", "academy replay users");
    assert_eq!(checks[0].details, ["users_v4:a:1: of an unknown shape"]);
    says(
        &checks[1],
        Finding,
        "dead letters",
        "1 message is put aside by telegram, for up to 5 hours",
        "academy letters telegram",
    );
}
