use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use sqlx::PgPool;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::timers::{Ear, KIND, Listener, at, change, ring, waiting};
use crate::platform::clock::Clock;
use crate::platform::database::testing::database;
use crate::platform::eventstore::EventStore;
use crate::platform::jobs::run;

struct Running {
    clock: Clock,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

fn start(pool: &PgPool, listener: &Arc<Listener>) -> Running {
    let (stop, stopped) = watch::channel(false);
    let clock = Clock::fixed(at());
    let task = tokio::spawn(run(EventStore::for_test(pool.clone()), clock.clone(), KIND, listener.clone(), stopped));
    Running { clock, stop, task }
}

impl Running {
    async fn stop(self) {
        self.stop.send(true).unwrap();
        self.task.await.unwrap();
    }

    /// As `kill -9`, for what is stored: nothing more comes.
    async fn kill(self) {
        self.task.abort();
        assert!(self.task.await.unwrap_err().is_cancelled());
    }
}

/// Returns when a job is as the condition says.
async fn until(pool: &PgPool, condition: &str) {
    let query = format!("SELECT EXISTS (SELECT FROM jobs WHERE {condition})");
    let reached = async {
        while !sqlx::query_scalar::<_, bool>(sqlx::AssertSqlSafe(query.clone())).fetch_one(pool).await.unwrap() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), reached).await.expect(condition);
}

#[tokio::test]
async fn what_is_due_is_done_and_what_is_not_waits() {
    let db = database().await;
    let jobs: Vec<_> = (0..9).map(|number| ring(&number.to_string(), 0)).chain([ring("later", 5)]).collect();
    change(&db, &jobs).await;
    let listener = Arc::new(Listener::new(Ear::Hears));
    let running = start(&db, &listener);
    listener.tried(9).await;
    running.stop().await;
    assert_eq!(listener.heard(), ["0", "1", "2", "3", "4", "5", "6", "7", "8"]);
    assert_eq!(waiting(&db).await, [("later".to_owned(), 5)]);
}

#[tokio::test]
async fn a_job_that_becomes_due_or_is_scheduled_meanwhile_is_a_few_seconds_late_at_most() {
    let db = database().await;
    change(&db, &[ring("first", 0), ring("a", 5)]).await;
    let listener = Arc::new(Listener::new(Ear::Hears));
    let running = start(&db, &listener);
    listener.tried(1).await;
    running.clock.advance(TimeDelta::minutes(5));
    change(&db, &[ring("b", 1)]).await;
    let begun = Instant::now();
    listener.tried(3).await;
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    running.stop().await;
}

#[tokio::test]
async fn many_runners_do_every_job_once() {
    let db = database().await;
    let jobs: Vec<_> = (0..80).map(|number| ring(&format!("{number:02}"), 0)).collect();
    change(&db, &jobs).await;
    let listener = Arc::new(Listener::new(Ear::Hears));
    let runners = [start(&db, &listener), start(&db, &listener), start(&db, &listener)];
    listener.tried(80).await;
    for running in runners {
        running.stop().await;
    }
    assert_eq!(listener.heard(), (0..80).map(|number| format!("{number:02}")).collect::<Vec<_>>());
    assert!(waiting(&db).await.is_empty());
}

#[tokio::test]
async fn a_job_whose_runner_is_killed_runs_again_when_the_lease_is_over() {
    let db = database().await;
    change(&db, &[ring("a", 0)]).await;
    let listener = Arc::new(Listener::new(Ear::Waits));
    let killed = start(&db, &listener);
    listener.tried(1).await;
    killed.kill().await;
    listener.becomes(Ear::Hears);
    let next = start(&db, &listener);
    next.clock.advance(TimeDelta::seconds(30));
    listener.tried(2).await;
    next.stop().await;
    assert_eq!(listener.heard(), ["a"]);
    until(&db, "done_at IS NOT NULL AND attempts = 2").await;
}

#[tokio::test]
async fn a_job_that_fails_is_tried_five_times_further_and_further_apart_and_then_put_aside() {
    for (ear, problem) in [(Ear::Fails, "deaf"), (Ear::Panics, "panicked")] {
        let db = database().await;
        change(&db, &[ring("a", 0), ring("b", 60)]).await;
        let listener = Arc::new(Listener::new(ear));
        let mut clock = at();
        for (number, pause) in [5, 30, 120, 600].into_iter().enumerate() {
            let running = start(&db, &listener);
            running.clock.set(clock);
            clock += TimeDelta::seconds(pause);
            let noted = format!("attempts = {} AND free_at = '{}'", number + 1, clock.to_rfc3339());
            until(&db, &noted).await;
            running.stop().await;
        }
        let running = start(&db, &listener);
        running.clock.set(clock);
        until(&db, "parked_at IS NOT NULL").await;
        running.stop().await;
        let letter: (String, i32) = sqlx::query_as("SELECT error, attempts FROM dead_letters WHERE source = 'jobs'")
            .fetch_one(&*db)
            .await
            .unwrap();
        assert!(letter.0.contains(problem) && letter.1 == 5, "{letter:?}");
        assert_eq!(waiting(&db).await, [("b".to_owned(), 60)], "it holds nothing else up");
    }
}

#[tokio::test]
async fn a_job_that_kills_its_process_every_time_is_put_aside_by_the_sixth() {
    let db = database().await;
    change(&db, &[ring("a", 0)]).await;
    let listener = Arc::new(Listener::new(Ear::Waits));
    for killed in 1..=5 {
        let running = start(&db, &listener);
        running.clock.advance(TimeDelta::minutes(i64::from(killed)));
        listener.tried(killed).await;
        running.kill().await;
    }
    let last = start(&db, &listener);
    last.clock.advance(TimeDelta::minutes(6));
    until(&db, "parked_at IS NOT NULL").await;
    last.stop().await;
    assert_eq!(*listener.tried.borrow(), 5);
    let error: String = sqlx::query_scalar("SELECT error FROM dead_letters").fetch_one(&*db).await.unwrap();
    assert!(error.contains("the process died"), "{error}");
}

#[tokio::test]
async fn what_is_nobodys_fault_is_tried_until_it_works() {
    let db = database().await;
    change(&db, &[ring("a", 0)]).await;
    let listener = Arc::new(Listener::new(Ear::IsBusy));
    for tries in 1..=7 {
        let running = start(&db, &listener);
        running.clock.advance(TimeDelta::seconds(5 * i64::from(tries)));
        listener.tried(tries).await;
        running.stop().await;
    }
    listener.becomes(Ear::Hears);
    let running = start(&db, &listener);
    running.clock.advance(TimeDelta::minutes(1));
    until(&db, "done_at IS NOT NULL AND attempts = 1").await;
    running.stop().await;
}

#[tokio::test]
async fn a_stop_lets_what_runs_come_to_its_end_but_not_for_long() {
    let db = database().await;
    change(&db, &[ring("a", 0)]).await;
    let listener = Arc::new(Listener::new(Ear::Waits));
    let running = start(&db, &listener);
    listener.tried(1).await;
    running.stop.send(true).unwrap();
    change(&db, &[ring("b", 0)]).await;
    listener.let_go.add_permits(1);
    running.task.await.unwrap();
    assert_eq!(listener.heard(), ["a"], "nothing new is begun");

    let running = start(&db, &listener);
    listener.let_go.forget_permits(1);
    listener.tried(2).await;
    let begun = Instant::now();
    running.stop().await;
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!(listener.heard(), ["a"]);
    assert_eq!(waiting(&db).await, [("b".to_owned(), 0)], "it runs again later");
}

#[tokio::test]
async fn a_database_that_is_away_ends_no_runner() {
    let db = database().await;
    change(&db, &[ring("a", 0)]).await;
    sqlx::query("ALTER TABLE jobs RENAME TO gone").execute(&*db).await.unwrap();
    let listener = Arc::new(Listener::new(Ear::Hears));
    let running = start(&db, &listener);
    // It looks meanwhile, and finds no table.
    for _ in 0..100 {
        sqlx::query("SELECT FROM gone").execute(&*db).await.unwrap();
    }
    sqlx::query("ALTER TABLE gone RENAME TO jobs").execute(&*db).await.unwrap();
    listener.tried(1).await;
    running.stop().await;
    assert_eq!(listener.heard(), ["a"]);
}
