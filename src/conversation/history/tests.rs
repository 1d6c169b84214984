//! Snapshots: made, used, and worth nothing when they do not fit the log.

use crate::platform::eventstore::codec;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use dialogues::catalogue::{Catalogue, Level};
use dialogues::kernel::ids::{
    AskId, AttemptId, ConceptId, CourseId, InterviewId, InterviewRunId, LearnerId, LessonId, Revision,
};
use dialogues::streams::Aggregate;
use dialogues::streams::golden::shape_of;
use dialogues::streams::path::tests::Scope;
use dialogues::streams::{ConceptScore, EndReason, Fact, PathFact, Recommendation};
use dialogues::streams::{Path, State};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::json;

use super::{SNAPSHOT_EVERY, fold, remember};
use crate::app::App;
use crate::platform::database::testing::{TestDatabase, database};
use crate::platform::eventstore::Batch;

const LEARNER: i64 = 7;

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000 + second, 0).unwrap()
}

async fn academy() -> (TestDatabase, App) {
    let database = database().await;
    let app = App::for_test(database.clone(), Catalogue::empty(), at(0));
    (database, app)
}

/// Anything that may happen on a path, in any order: a fold has to take it as it comes.
fn any_fact(rng: &mut StdRng) -> PathFact {
    let course = CourseId::new(["ios", "swift"][rng.random_range(0..2)]);
    let lesson = LessonId::new(format!("ios.lesson-{}", rng.random_range(0..6)));
    let number = rng.random_range(1..9);
    let attempt = AttemptId::of(LearnerId::of_telegram(LEARNER), &lesson, number);
    let day = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap() + TimeDelta::days(rng.random_range(0..20));
    let (seconds, score) = (rng.random_range(0..=300), f64::from(rng.random_range(0..=8)) / 8.0);
    let (interview, run) =
        (InterviewId::new("interview.ios"), InterviewRunId::of(LearnerId::of_telegram(LEARNER), number));
    let tested = Scope::Lesson { course: course.clone(), lesson: lesson.clone() };
    match rng.random_range(0..11) {
        0 => PathFact::CourseEnrolled { course },
        1 => PathFact::LessonStarted { course, lesson, revision: Revision::new("0123456789ab") },
        2 => PathFact::ProgressUpdated { course, lesson, screen: number, screens: 9, seconds, day },
        3 => PathFact::QuizStarted { course, lesson, attempt, number },
        4 => {
            let known = ConceptScore { asked: number, points: score * f64::from(number) };
            let concepts = [(ConceptId::new(["one", "two"][rng.random_range(0..2)]), known)].into();
            PathFact::QuizFinished { course, lesson, attempt, score, passed: score > 0.7, seconds, day, concepts }
        }
        5 => PathFact::PlacementStarted { scope: tested, seed: 7, most: number },
        6 => PathFact::LessonTestedOut { course, lesson },
        7 => PathFact::PlacementFinished { scope: tested, passed: score > 0.7, place: Some(lesson) },
        8 => PathFact::InterviewOpened { course, interview, run, number },
        9 => PathFact::InterviewFinished {
            course,
            interview,
            run,
            level: Level::Junior,
            share: score,
            recommendation: Recommendation::Lean,
            reason: EndReason::Done,
            seconds,
            day,
            concepts: [(ConceptId::new("one"), ConceptScore { asked: 1, points: score })].into(),
            asked: vec![AskId::new("i-a")],
        },
        _ => PathFact::LessonCompleted {
            course,
            lesson,
            score: Some(score),
            time_spent_seconds: seconds,
            level: Level::Junior,
        },
    }
}

/// A turn with so many facts, stored and remembered as the pipeline does it.
async fn turn(app: &App, state: State, facts: usize, rng: &mut StdRng) -> State {
    let facts: Vec<PathFact> = (0..facts).map(|_| any_fact(rng)).collect();
    let (learner, now) = (state.id, at(i64::from(state.path.version) * 60));
    let (state, recorded) = state.record(facts.into_iter().map(Fact::from), now);
    let events = codec::encode_all(learner, &recorded).unwrap();
    app.store.append(Batch { key: None, events: &events, at: now, metadata: json!({}) }).await.unwrap();
    remember(app, &state, &recorded);
    state
}

async fn turns_until(app: &App, version: u32, rng: &mut StdRng) -> State {
    let mut state = State::new(LearnerId::of_telegram(LEARNER));
    while state.path.version < version {
        let facts = rng.random_range(1..=3).min(version - state.path.version) as usize;
        state = turn(app, state, facts, rng).await;
    }
    state
}

async fn snapshot_version(app: &App) -> Option<i32> {
    sqlx::query_scalar("SELECT version FROM snapshots").fetch_optional(app.pool()).await.unwrap()
}

/// Snapshots are saved beside the turns.
async fn saved(app: &App) -> i32 {
    loop {
        if let Some(version) = snapshot_version(app).await {
            return version;
        }
        tokio::task::yield_now().await;
    }
}

async fn folded(app: &App) -> Path {
    fold(app, LearnerId::of_telegram(LEARNER)).await.unwrap().state.path
}

#[tokio::test]
async fn a_path_has_a_snapshot_from_its_hundredth_event_and_what_lies_before_is_not_read_again() {
    let (database, app) = academy().await;
    let mut rng = StdRng::seed_from_u64(1);
    let state = turns_until(&app, SNAPSHOT_EVERY - 1, &mut rng).await;
    assert_eq!(snapshot_version(&app).await, None);
    let state = turn(&app, state, 3, &mut rng).await;
    assert_eq!(saved(&app).await, 102);
    let state = turn(&app, state, 3, &mut rng).await;

    // Who read the old events again would fail.
    let spoil = "UPDATE event_store SET event_data = '{}' WHERE event_version <= 102";
    sqlx::query(spoil).execute(&*database).await.unwrap();
    assert_eq!(folded(&app).await, state.path);
    sqlx::query("DELETE FROM snapshots").execute(&*database).await.unwrap();
    assert!(fold(&app, LearnerId::of_telegram(LEARNER)).await.is_err());
}

#[tokio::test]
async fn a_long_history_folds_to_the_same_path_with_and_without_a_snapshot() {
    for seed in 0..3 {
        let (database, app) = academy().await;
        let mut rng = StdRng::seed_from_u64(seed);
        let version = rng.random_range(301..399);
        let state = turns_until(&app, version, &mut rng).await;
        saved(&app).await;
        let with = folded(&app).await;
        sqlx::query("DELETE FROM snapshots").execute(&*database).await.unwrap();
        assert_eq!(with, folded(&app).await, "seed {seed}");
        assert_eq!(with, state.path, "seed {seed}");
    }
}

#[tokio::test]
async fn a_snapshot_that_does_not_fit_is_as_good_as_none() {
    let (database, app) = academy().await;
    let state = turns_until(&app, 120, &mut StdRng::seed_from_u64(2)).await;
    let version = saved(&app).await;
    let good: serde_json::Value =
        sqlx::query_scalar("SELECT state FROM snapshots").fetch_one(&*database).await.unwrap();
    for unfit in [
        "UPDATE snapshots SET version = 121",
        "UPDATE snapshots SET schema = schema + 1",
        "UPDATE snapshots SET state = '\"torn\"'",
        "UPDATE snapshots SET state = state - 'lessons'",
        // Read from there on, the fold would lack twenty events, or repeat one.
        "UPDATE snapshots SET state = jsonb_set(state, '{version}', '120')",
        "UPDATE snapshots SET version = version - 1",
    ] {
        sqlx::query(unfit).execute(&*database).await.unwrap();
        assert_eq!(folded(&app).await, state.path, "{unfit}");
        let restore = "UPDATE snapshots SET version = $1, schema = $2, state = $3";
        let restore = sqlx::query(restore).bind(version).bind(shape_of(Path::TYPE)).bind(&good);
        restore.execute(&*database).await.unwrap();
    }
}
