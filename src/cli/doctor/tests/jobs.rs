//! Jobs, and policies that follow the log.

use std::sync::Arc;

use serde_json::json;

use super::{Academy, says};
use crate::cli::doctor::report::Level::{Finding, Well};
use crate::cli::doctor::{dead_letters, subscriptions};
use crate::platform::eventstore::codec::CodecError;
use crate::platform::eventstore::{StoredEvent, Subscription, prepare};
use crate::platform::jobs::{Acting, JobChange, Policy};

struct Idle;

impl Policy for Idle {
    fn name(&self) -> &'static str {
        "idle"
    }

    fn handles(&self, _: &StoredEvent) -> bool {
        false
    }

    fn on(&self, _: &StoredEvent) -> Result<Vec<JobChange>, CodecError> {
        Ok(Vec::new())
    }
}

/// A job that was due so many minutes ago, and how often it was tried.
fn job(key: &str, minutes: i32, attempts: i32) -> String {
    format!(
        "INSERT INTO jobs (key, kind, subject, payload, due_at, free_at, attempts)
         VALUES ('{key}', 'due', gen_random_uuid(), '{{}}', now() - interval '{minutes} minutes', now(), {attempts});"
    )
}

#[tokio::test]
async fn jobs_that_nobody_does_are_told_from_those_that_fail() {
    let academy = Academy::open().await;
    academy.execute(&(job("now", 0, 0) + &job("later", -60, 0))).await;
    let checks = academy.checks().await;
    let jobs = checks.iter().find(|check| check.name == "jobs").unwrap();
    assert_eq!((jobs.level, jobs.summary.as_str()), (Well, "2 wait to be due"));
    let check = academy.after(&(job("a", 3, 0) + &job("b", 7, 0))).await;
    says(&check, Finding, "jobs", "2 jobs are not done a minute after their time", "role `bot`");
    assert_eq!(check.details, ["due: 2, of which 0 were tried; the first was due 7 minutes ago"]);
    let check = academy.after(&job("c", 2, 1)).await;
    says(&check, Finding, "jobs", "1 job is not done", "log");
}

#[tokio::test]
async fn jobs_of_each_kind_are_asked_of_the_role_that_does_them_and_of_nobody_where_none_does() {
    let academy = Academy::open().await;
    let check = academy.after(&job("a", 3, 0).replace("'due'", "'fit'")).await;
    says(&check, Finding, "jobs", "1 job is not done", "the role `worker` (");
    let check = academy.after(&(job("a", 3, 0).replace("'due'", "'fit'") + &job("b", 3, 0))).await;
    says(&check, Finding, "jobs", "2 jobs are not done", "the role `bot` and one with the role `worker`");
    let check = academy.after(&job("a", 3, 0).replace("'due'", "'tea'")).await;
    says(&check, Finding, "jobs", "1 job is not done", "does no jobs of the kind `tea`");
    assert_eq!(check.details, ["tea: 1, of which 0 were tried; the first was due 3 minutes ago"]);
}

#[tokio::test]
async fn a_job_that_was_put_aside_is_told_with_the_statement_that_has_it_tried_again() {
    let academy = Academy::open().await;
    academy.execute(&(job("a", 9, 5) + "UPDATE jobs SET parked_at = now();")).await;
    let id: i64 = sqlx::query_scalar("SELECT id FROM jobs").fetch_one(&*academy.db).await.unwrap();
    academy.store.dead_letter("jobs", &format!("job:{id}"), (&json!({}), None), "deaf", 5).await.unwrap();
    let check = super::only(academy.checks().await, "a job was put aside");
    says(&check, Finding, "dead letters", "1 job is put aside by jobs", "tried again: ");
    assert_eq!(check.details, [format!("job:{id}: deaf")]);
    let (_, statement) = check.advice.split_once("tried again: ").unwrap();
    let check = academy.after(statement).await;
    says(&check, Finding, "jobs", "1 job is not done", "Nobody does them");
}

#[tokio::test]
async fn a_policy_is_looked_at_like_a_read_model_and_mended_in_another_way() {
    let academy = Academy::open().await;
    let policy: Arc<dyn Subscription> = Arc::new(Acting(Idle));
    let looked_at = async |statements: &str| {
        academy.execute(statements).await;
        let mut connection = academy.db.acquire().await.unwrap();
        let models = [Arc::clone(&policy)];
        let mut checks = subscriptions::checkpoints(&mut connection, &models, subscriptions::STUCK).await.unwrap();
        checks.retain(|check| check.summary.starts_with("idle"));
        checks.extend(dead_letters::kept(&mut connection, &models).await.unwrap());
        checks
    };
    says(&looked_at("").await[0], Finding, "subscriptions", "idle was never begun", "academy migrate");
    prepare(&academy.db, &*policy).await.unwrap();
    let checks = looked_at("").await;
    assert!(checks.iter().all(|check| check.level == Well), "{checks:#?}");
    let idle = "UPDATE checkpoints SET tx = '0', position = 0, updated_at = now() - interval '2 minutes'
                WHERE name = 'idle'";
    says(&looked_at(idle).await[0], Finding, "subscriptions", "idle is ", "what it should schedule comes late");
    let parked = "INSERT INTO dead_letters (source, key, payload, error, attempts)
                  VALUES ('subscription:idle', 'idle:a:1', '{}', 'unreadable', 3)";
    says(&looked_at(parked).await[1], Finding, "dead letters", "1 event is put aside", "should have scheduled");
}
