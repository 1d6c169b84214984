//! A small run of the unoptimised academy, so that the tools do not rot unseen: learners answer every kind of question,
//! hold reviews and interviews, and come to an end with nothing lost. Counts, no times.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use crate::database::Database;
use crate::fill::{Fill, filled};
use crate::place::Place;
use crate::run::{Amount, Load, Plan, Session};
use crate::subject::Kind;
use crate::telegram::FIRST_LEARNER;

const LEARNERS: usize = 8;
/// Turns of each learner between two looks at what has been done, and how often that is looked at.
const TURNS: Amount = Amount::Turns(15);
const ROUNDS: usize = 20;

/// What learners shall have done, each at least once.
const DONE: [(&str, &str); 7] = [
    ("options were chosen", "event_type = 'AnswerSubmitted' AND event_data->'response' ? 'options'"),
    ("items were put in order", "event_type = 'AnswerSubmitted' AND event_data->'response' ? 'sequence'"),
    ("words were written", "event_type = 'AnswerSubmitted' AND event_data->'response'->>'text' <> ''"),
    (
        "words were right",
        "event_type = 'AnswerSubmitted' AND event_data->'response' ? 'text' AND event_data->>'correct' = 'true'",
    ),
    ("lessons were completed", "event_type = 'LessonCompleted'"),
    ("items were reviewed", "event_type = 'ItemReviewed'"),
    ("answers of interviews were scored", "event_type = 'AnswerScored'"),
];

#[tokio::test]
async fn learners_of_a_load_run_do_all_there_is_and_come_to_an_end() -> Result<()> {
    let place = place().await?;
    for webhook in [false, true] {
        run(&place, webhook).await.with_context(|| if webhook { "by webhook" } else { "by polling" })?;
    }
    Ok(())
}

#[tokio::test]
async fn what_is_filled_in_is_what_the_academy_stores() -> Result<()> {
    filled(&place().await?, Fill { learners: 3, events: 5 }).await.map(drop)
}

async fn run(place: &Place, webhook: bool) -> Result<()> {
    let plan = Plan {
        kind: Kind::Academy,
        learners: LEARNERS,
        seed: 1,
        load: Load::Closed,
        warm_up: Amount::Turns(2),
        measured: TURNS,
        webhook,
        redis: true,
        roles: "bot,api,worker".to_owned(),
        whole: true,
    };
    let database = place.database("academy_load_sample").await?;
    let learners = (0..LEARNERS as i64).map(|number| FIRST_LEARNER + number);
    let mut session = Session::open(place, &plan, &database, learners).await?;
    session.warm_up().await?;
    let (mut turns, mut looks, mut missing) = (0, 0, Vec::new());
    for _ in 0..ROUNDS {
        let figures = session.measure(place, &database).await?;
        ensure!(figures.lost == 0, "still to come: {}", session.telegram.missing());
        // Opening a lesson for the first time is stored, too, but counted as a look. What each learner was at when the
        // measurement began may have been stored before that, and seen within.
        let (keys, under_way) = (figures.keys as u64, LEARNERS as u64);
        let right = figures.turns - under_way..=figures.turns + figures.looks + under_way;
        ensure!(right.contains(&keys), "{keys} keys: {figures:?}");
        (turns, looks) = (turns + figures.turns, looks + figures.looks);
        missing = undone(&database).await?;
        if missing.is_empty() {
            break;
        }
    }
    session.close().await?;
    ensure!(missing.is_empty(), "after {turns} turns it was never so that {}", missing.join(", "));
    ensure!(looks < 2 * turns, "{looks} looks for {turns} turns");
    Ok(())
}

async fn undone(database: &Database) -> Result<Vec<&'static str>> {
    let mut undone = Vec::new();
    for (name, condition) in DONE {
        let query = sqlx::AssertSqlSafe(format!("SELECT EXISTS (SELECT FROM event_store WHERE {condition})"));
        if !sqlx::query_scalar::<_, bool>(query).fetch_one(&database.pool).await? {
            undone.push(name);
        }
    }
    Ok(undone)
}

/// Between the servers of `script/test`, with the academy that was built along with this test.
async fn place() -> Result<Place> {
    let set = |name: &str| std::env::var(name).with_context(|| format!("{name} is not set; script/test sets it"));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let test = std::env::current_exe()?;
    let binary = test.ancestors().nth(2).map(|folder| folder.join("academy")).filter(|binary| binary.exists());
    let binary: PathBuf = binary.context("there is no academy beside this test: cargo build --bin academy")?;
    Place::find(root, binary, set("TEST_DATABASE_URL")?, &set("TEST_REDIS_URL")?).await
}
