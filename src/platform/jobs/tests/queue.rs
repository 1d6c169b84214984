use chrono::TimeDelta;
use sqlx::PgPool;

use super::timers::{KIND, at, change, ring, silence, waiting};
use crate::platform::database::testing::database;
use crate::platform::jobs::queue::{again, claim, done, next, park};
use crate::platform::jobs::{Job, Overview, RETRY, overview, purge};

const LEASE: TimeDelta = TimeDelta::seconds(30);

/// The keys of what is taken so many minutes after [`at`].
async fn taken(pool: &PgPool, minutes: i64) -> Vec<Job> {
    claim(pool, &[KIND], at() + TimeDelta::minutes(minutes), LEASE, 10).await.unwrap()
}

fn keys(jobs: &[Job]) -> Vec<&str> {
    jobs.iter().map(|job| job.key.as_str()).collect()
}

async fn letters(pool: &PgPool) -> Vec<(String, String)> {
    sqlx::query_as("SELECT key, error FROM dead_letters WHERE source = 'jobs' ORDER BY id")
        .fetch_all(pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_job_is_taken_once_it_is_due_and_by_one_only() {
    let db = database().await;
    change(&db, &[ring("b", 2), ring("a", 3), ring("c", 60)]).await;
    assert!(taken(&db, 1).await.is_empty());
    assert_eq!(next(&db, &[KIND]).await.unwrap(), Some(at() + TimeDelta::minutes(2)));
    let jobs = taken(&db, 3).await;
    assert_eq!(keys(&jobs), ["b", "a"], "the longest waiting first");
    assert!(jobs.iter().all(|job| job.attempts == 1));
    assert!(taken(&db, 3).await.is_empty(), "they are somebody's");
    for job in &jobs {
        done(&db, job, at()).await.unwrap();
    }
    assert_eq!(keys(&taken(&db, 100).await), ["c"]);
}

#[tokio::test]
async fn any_number_of_takers_get_every_job_once() {
    let db = database().await;
    let jobs: Vec<_> = (0..60).map(|number| ring(&format!("{number:02}"), 0)).collect();
    change(&db, &jobs).await;
    let mut takers = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let pool = db.clone();
        takers.spawn(async move {
            let mut mine = Vec::new();
            loop {
                let jobs = claim(&pool, &[KIND], at(), LEASE, 3).await.unwrap();
                assert!(jobs.len() <= 3);
                if jobs.is_empty() {
                    return mine;
                }
                mine.extend(jobs.into_iter().map(|job| job.key));
            }
        });
    }
    let mut all: Vec<String> = takers.join_all().await.into_iter().flatten().collect();
    all.sort();
    // Who finds the others' hands on everything goes early: the rest is for who stays.
    assert_eq!(all, (0..60).map(|number| format!("{number:02}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn others_kinds_are_left_alone() {
    let db = database().await;
    change(&db, &[ring("a", 0)]).await;
    assert!(claim(&db, &["other"], at(), LEASE, 10).await.unwrap().is_empty());
    assert_eq!(next(&db, &["other"]).await.unwrap(), None);
}

#[tokio::test]
async fn what_a_dead_process_was_at_is_taken_up_when_its_lease_is_over_under_the_same_name() {
    let db = database().await;
    change(&db, &[ring("a", 0)]).await;
    let first = taken(&db, 0).await.remove(0);
    let late = at() + LEASE;
    assert!(claim(&db, &[KIND], late - TimeDelta::milliseconds(1), LEASE, 1).await.unwrap().is_empty());
    let second = claim(&db, &[KIND], late, LEASE, 1).await.unwrap().remove(0);
    assert_eq!((second.name(), second.attempts), (first.name(), 2));
    // The first was only slow. What it says of failures is no news any more; that it is done is.
    again(&db, &first, at(), true).await.unwrap();
    assert!(!park(&db, &first, at(), "too late").await.unwrap());
    assert!(taken(&db, 0).await.is_empty());
    done(&db, &first, at()).await.unwrap();
    assert!(taken(&db, 1_000).await.is_empty());
}

#[tokio::test]
async fn the_same_job_again_changes_nothing_and_another_time_moves_it() {
    let db = database().await;
    change(&db, &[ring("a", 1)]).await;
    let first = taken(&db, 1).await.remove(0);
    change(&db, &[ring("a", 1)]).await;
    assert!(taken(&db, 1).await.is_empty(), "somebody is at it");
    change(&db, &[ring("a", 5)]).await;
    assert_eq!(waiting(&db).await, [("a".to_owned(), 5)]);
    // Whoever is at the old one ends the old one only.
    done(&db, &first, at()).await.unwrap();
    assert!(taken(&db, 4).await.is_empty());
    let second = taken(&db, 5).await.remove(0);
    assert_eq!(second.attempts, 1);
    assert_ne!(second.name(), first.name(), "what was stored for the old one does not stand for the new one");
}

#[tokio::test]
async fn a_job_that_is_done_is_not_made_again_until_it_is_forgotten() {
    let db = database().await;
    change(&db, &[ring("a", 0)]).await;
    done(&db, &taken(&db, 0).await[0], at()).await.unwrap();
    change(&db, &[ring("a", 9), silence("a"), ring("a", 9)]).await;
    assert!(waiting(&db).await.is_empty());
    assert_eq!(purge(&db, at()).await.unwrap(), 0);
    assert_eq!(purge(&db, at() + TimeDelta::seconds(1)).await.unwrap(), 1);
    change(&db, &[ring("a", 9)]).await;
    assert_eq!(waiting(&db).await, [("a".to_owned(), 9)]);
}

#[tokio::test]
async fn what_is_cancelled_does_not_come_also_when_somebody_is_at_it() {
    let db = database().await;
    change(&db, &[ring("a", 0), ring("b", 0), silence("b"), silence("never made")]).await;
    let job = taken(&db, 0).await.remove(0);
    change(&db, &[silence("a")]).await;
    again(&db, &job, at(), true).await.unwrap();
    done(&db, &job, at()).await.unwrap();
    assert!(taken(&db, 1_000).await.is_empty());
    change(&db, &[ring("a", 1)]).await;
    assert_eq!(keys(&taken(&db, 1).await), ["a"], "cancelled is not done");
}

#[tokio::test]
async fn a_try_that_was_nobodys_fault_does_not_count() {
    let db = database().await;
    change(&db, &[ring("a", 0)]).await;
    let job = taken(&db, 0).await.remove(0);
    again(&db, &job, at() + TimeDelta::minutes(1), false).await.unwrap();
    assert!(taken(&db, 0).await.is_empty());
    let job = taken(&db, 1).await.remove(0);
    assert_eq!(job.attempts, 1);
    again(&db, &job, at() + TimeDelta::minutes(2), true).await.unwrap();
    assert_eq!(taken(&db, 2).await[0].attempts, 2);
}

#[tokio::test]
async fn what_is_put_aside_lies_whole_in_the_dead_letters_until_it_is_tried_again_moved_or_cancelled() {
    let db = database().await;
    for (number, mend) in [None, Some(ring("a", 7)), Some(silence("a"))].into_iter().enumerate() {
        change(&db, &[ring("a", number as i64)]).await;
        let job = taken(&db, 7).await.remove(0);
        assert!(park(&db, &job, at(), "deaf\0").await.unwrap());
        assert!(taken(&db, 1_000).await.is_empty());
        assert_eq!(letters(&db).await, [(job.name(), "deaf\u{fffd}".to_owned())]);
        let payload: serde_json::Value =
            sqlx::query_scalar("SELECT payload FROM dead_letters").fetch_one(&*db).await.unwrap();
        assert_eq!((&payload["key"], &payload["payload"]["key"]), (&"a".into(), &"a".into()));
        // The event that made it, once more.
        change(&db, &[ring("a", number as i64)]).await;
        assert_eq!(letters(&db).await.len(), 1, "no news");
        let cancelled = mend == Some(silence("a"));
        match mend {
            Some(mend) => change(&db, &[mend]).await,
            None => drop(sqlx::query(RETRY).execute(&*db).await.unwrap()),
        }
        assert!(letters(&db).await.is_empty());
        assert_eq!(taken(&db, 7).await.len(), usize::from(!cancelled));
        change(&db, &[silence("a")]).await;
    }
}

#[tokio::test]
async fn the_overview_counts_what_waits_what_is_late_and_what_is_put_aside() {
    let db = database().await;
    assert_eq!(overview(&*db, at()).await.unwrap(), Overview::default());
    change(&db, &[ring("a", 0), ring("b", 10), ring("c", 20)]).await;
    park(&db, &taken(&db, 0).await[0], at(), "deaf").await.unwrap();
    let now = at() + TimeDelta::minutes(13);
    let expected = Overview { waiting: 2, overdue: 1, overdue_seconds: 180.0, parked: 1 };
    assert_eq!(overview(&*db, now).await.unwrap(), expected);
    assert_eq!(overview(&*db, at() + TimeDelta::minutes(11)).await.unwrap().overdue, 0, "a minute is no delay");
}

#[tokio::test]
async fn a_moment_of_a_dialogue_comes_back_as_it_was_asked_for() {
    use dialogues::input::Input;
    use dialogues::kernel::ids::LearnerId;

    use crate::platform::jobs::{DUE, Due, JobChange};

    let db = database().await;
    let learner = LearnerId::of_telegram(7);
    change(&db, &[JobChange::due("i:1", learner, at(), "i", "time:1")]).await;
    let job = claim(&db, &[DUE], at(), LEASE, 1).await.unwrap().remove(0);
    assert_eq!(job.subject, learner.as_uuid());
    assert_eq!(Due::of(&job).unwrap().input(), Input::Due { dialogue: "i".into(), detail: "time:1".into() });
    let other = Job { payload: serde_json::json!({ "dialog": "i" }), ..job };
    assert!(Due::of(&other).is_err());
}
