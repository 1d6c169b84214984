//! Processes against a real PostgreSQL, with a plan of three steps that are done in a table each of them counts in.

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::TimeDelta;
use dialogues::processes::{Back, Outcome, Standing, Step};
use sqlx::{AssertSqlSafe, PgPool};
use tokio::sync::watch;

use super::*;
use crate::platform::database::testing::{TestDatabase, database};
use crate::platform::jobs;

static PLAN: Plan = Plan {
    kind: "trial",
    steps: &[
        Step { name: "one", by: PROCESS, back: Back::Undo },
        Step { name: "two", by: PROCESS, back: Back::Undo },
        Step { name: "three", by: PROCESS, back: Back::Never },
        Step { name: "four", by: PROCESS, back: Back::Nothing },
    ],
};

/// What is to go wrong.
#[derive(Clone, Copy, PartialEq)]
enum Wrong {
    Nothing,
    Refused(&'static str),
    Fails(&'static str),
    FailsAndStays(&'static str, &'static str),
}

struct Trial {
    pool: PgPool,
    wrong: Wrong,
    mended: AtomicBool,
}

impl Steps for Trial {
    fn plan(&self) -> &'static Plan {
        &PLAN
    }

    fn go<'a>(&'a self, step: &'a str, _: &'a Process) -> BoxFuture<'a, Result<Gone, Failure>> {
        async move {
            if self.wrong == Wrong::Refused(step_of(step)) {
                return Ok(Gone::Refused("it may not be".into()));
            }
            sqlx::query("INSERT INTO effects (step) VALUES ($1) ON CONFLICT DO NOTHING")
                .bind(step)
                .execute(&self.pool)
                .await
                .map_err(away)?;
            let fails = matches!(self.wrong, Wrong::Fails(name) | Wrong::FailsAndStays(name, _) if name == step);
            if fails && !self.mended.load(Ordering::Relaxed) {
                return Err(Failure::Failed("it cannot be done".into()));
            }
            Ok(Gone::Done(1))
        }
        .boxed()
    }

    fn back<'a>(&'a self, step: &'a str, _: &'a Process) -> BoxFuture<'a, Result<(), Failure>> {
        async move {
            if matches!(self.wrong, Wrong::FailsAndStays(_, name) if name == step)
                && !self.mended.load(Ordering::Relaxed)
            {
                return Err(Failure::Failed("it stays".into()));
            }
            sqlx::query("DELETE FROM effects WHERE step = $1").bind(step).execute(&self.pool).await.map_err(away)?;
            Ok(())
        }
        .boxed()
    }
}

fn step_of(step: &str) -> &'static str {
    PLAN.steps.iter().find(|known| known.name == step).map_or("", |known| known.name)
}

struct World {
    db: TestDatabase,
    driver: Arc<Driver>,
    trial: Arc<Trial>,
    stop: watch::Sender<bool>,
    id: ProcessId,
}

impl World {
    async fn begin(wrong: Wrong) -> Self {
        let db = database().await;
        sqlx::raw_sql("CREATE TABLE effects (step text PRIMARY KEY)").execute(&*db).await.unwrap();
        let clock = Clock::fixed(DateTime::UNIX_EPOCH + TimeDelta::days(20_000));
        let trial = Arc::new(Trial { pool: db.clone(), wrong, mended: AtomicBool::new(false) });
        let driver = Driver { store: EventStore::for_test(db.clone()), clock, steps: vec![trial.clone()] };
        let (stop, _) = watch::channel(false);
        let world = Self { db, driver: Arc::new(driver), trial, stop, id: ProcessId::of("trial", "a") };
        // As often as it likes: it is one process.
        for _ in 0..2 {
            let job = start("trial", "a", Uuid::nil(), world.driver.clock.now());
            let mut connection = world.db.acquire().await.unwrap();
            JobChange::Schedule(job).write(&mut connection).await.unwrap();
        }
        world
    }

    fn run(&self) {
        let (store, clock) = (self.driver.store.clone(), self.driver.clock.clone());
        tokio::spawn(jobs::run(store, clock, PROCESS, self.driver.clone(), self.stop.subscribe()));
    }

    /// Runs until the query finds something; time flies meanwhile.
    async fn until(&self, query: &str) {
        let reached = async {
            while sqlx::query(AssertSqlSafe(query.to_owned())).fetch_optional(&*self.db).await.unwrap().is_none() {
                self.driver.clock.advance(TimeDelta::seconds(1));
                self.driver.store.has_acted();
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_mins(1), reached).await.expect(query);
    }

    async fn process(&self) -> Process {
        find(&self.driver.store, self.id).await.unwrap().unwrap()
    }

    async fn effects(&self) -> Vec<String> {
        sqlx::query_scalar("SELECT step FROM effects ORDER BY step").fetch_all(&*self.db).await.unwrap()
    }
}

const ENDED: &str = "SELECT FROM event_store WHERE event_type = 'ProcessEnded'";

#[tokio::test]
async fn every_step_is_done_in_its_order_and_begun_twice_it_is_still_one_process() {
    let world = World::begin(Wrong::Nothing).await;
    world.run();
    world.until(ENDED).await;
    assert_eq!(world.process().await.outcome, Some(Outcome::Done));
    assert_eq!(world.effects().await, ["four", "one", "three", "two"]);
    let stored: Vec<String> = sqlx::query_scalar(
        "SELECT event_type || coalesce(' ' || (event_data->>'step'), '') FROM event_store ORDER BY event_version",
    )
    .fetch_all(&*world.db)
    .await
    .unwrap();
    let all = ["ProcessStarted", "StepDone one", "StepDone two", "StepDone three", "StepDone four", "ProcessEnded"];
    assert_eq!(stored, all);
}

#[tokio::test]
async fn what_is_refused_takes_back_the_steps_before_it_and_what_gave_up_itself_as_well() {
    for (wrong, standing) in [(Wrong::Refused("two"), Standing::Refused), (Wrong::Fails("two"), Standing::TakenBack)] {
        let world = World::begin(wrong).await;
        world.run();
        world.until(ENDED).await;
        let process = world.process().await;
        assert_eq!(process.outcome, Some(Outcome::TakenBack));
        assert_eq!(process.step("two").unwrap().standing, standing);
        assert_eq!(world.effects().await, [""; 0]);
        let left = "SELECT FROM jobs WHERE parked_at IS NOT NULL";
        assert!(sqlx::query(left).fetch_optional(&*world.db).await.unwrap().is_none(), "nobody has to look at it");
    }
}

#[tokio::test]
async fn what_cannot_be_taken_back_is_put_aside_and_the_others_are_taken_back_all_the_same() {
    let world = World::begin(Wrong::FailsAndStays("two", "two")).await;
    world.run();
    world.until(ENDED).await;
    world
        .until("SELECT FROM dead_letters WHERE source = 'jobs' AND payload->>'key' = 'process:trial:a/two/back'")
        .await;
    assert_eq!(world.process().await.step("two").unwrap().standing, Standing::Stuck);
    assert_eq!(world.effects().await, ["two"]);
    // Mended, and tried again as the doctor says.
    world.trial.mended.store(true, Ordering::Relaxed);
    sqlx::raw_sql(jobs::RETRY).execute(&*world.db).await.unwrap();
    world.until("SELECT FROM event_store WHERE event_type = 'Compensated' AND event_data->>'step' = 'two'").await;
    assert_eq!(world.effects().await, [""; 0]);
}

#[tokio::test]
async fn behind_the_point_of_no_return_a_step_waits_until_it_is_mended_and_nothing_is_taken_back() {
    let world = World::begin(Wrong::Fails("four")).await;
    world.run();
    world.until("SELECT FROM dead_letters WHERE source = 'jobs' AND payload->>'key' = 'process:trial:a/four'").await;
    assert_eq!(world.process().await.outcome, None);
    assert_eq!(world.effects().await.len(), 4);
    world.trial.mended.store(true, Ordering::Relaxed);
    sqlx::raw_sql(jobs::RETRY).execute(&*world.db).await.unwrap();
    world.until(ENDED).await;
    assert_eq!(world.process().await.outcome, Some(Outcome::Done));
}

#[tokio::test]
async fn of_two_who_are_at_the_same_step_one_tells_and_the_other_finds_it_told() {
    let world = World::begin(Wrong::Nothing).await;
    let job = |what: What| Job {
        id: 1,
        key: "k".into(),
        kind: PROCESS.into(),
        subject: Uuid::nil(),
        payload: json!(Task { process: "trial".into(), key: "a".into(), what }),
        due_at: world.driver.clock.now(),
        attempts: 1,
    };
    world.driver.run(&job(What::Start)).await.unwrap();
    let step = job(What::Step { name: "one".into(), way: Way::Forward });
    let (first, second) = tokio::join!(world.driver.run(&step), world.driver.run(&step));
    assert!(first.is_ok() || second.is_ok());
    // Whoever met a conflict finds nothing left to do.
    world.driver.run(&step).await.unwrap();
    assert_eq!(world.process().await.version, 2);
    // Of a job that somebody else has moved past, nothing follows.
    assert!(world.driver.given_up(&step, "late").await.unwrap());
    assert_eq!(world.process().await.version, 2);
}
