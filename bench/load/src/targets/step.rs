//! A stored step beside pgbench, which writes the same rows in one transaction on the same server: one client and a lone
//! learner, then several. A step is stored when its press is answered: from the tap until then, which holds all that is
//! around the transaction.

use anyhow::{Context as _, Result, ensure};
use tokio::process::Command;

use crate::database::Database;
use crate::place::Place;
use crate::report::{self, Spread, Target};
use crate::run::{Load, Plan, Session, Waits};
use crate::telegram::FIRST_LEARNER;

const FACTOR: f64 = 2.0;
const TOGETHER: usize = 16;

/// What an answer stores.
const TRANSACTION: &str = "BEGIN;
INSERT INTO idempotency_keys (key, created_at) VALUES ('pgbench:' || gen_random_uuid(), now());
INSERT INTO event_store (event_id, aggregate_id, aggregate_type, event_type, event_data, event_version, created_at, metadata) \
VALUES (gen_random_uuid(), gen_random_uuid(), 'assessment', 'AnswerSubmitted', \
'{\"score\": 1.0, \"correct\": true, \"seconds\": 3, \"question\": \"q-why-let\", \"response\": {\"options\": [0]}}', 1, now(), \
'{\"learner\": \"41ee6077-07ab-5eb9-8ba7-ff20b64bf09a\"}');
COMMIT;
";

pub async fn run(place: &Place, plan: &Plan, rounds: usize) -> Result<Vec<Target>> {
    let mut targets = Vec::new();
    for learners in [1, TOGETHER] {
        let (mut steps, mut screens, mut appends) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..rounds {
            let plan = Plan { learners, load: Load::Closed, ..plan.clone() };
            let database = place.database("academy_load").await?;
            let ids = (0..learners as i64).map(|number| FIRST_LEARNER + number);
            let mut session = Session::open(place, &plan, &database, ids).await?;
            session.warm_up().await?;
            let figures = session.measure(place, &database).await?;
            let append = session.subject.mean("turn_duration_seconds", "append").await?;
            session.close().await?;
            report::print(&figures);
            let transaction = pgbench(place, &database, learners, figures.seconds as u64).await?;
            let (stored, seen) = (figures.answers.p50, figures.waits.p50);
            println!(
                "  medians: {transaction:.3} ms a transaction of pgbench; ours {stored:.3} ms from tap to answer, \
                 {seen:.3} ms to the screen; to append took {append:.3} ms on average"
            );
            steps.push(stored / transaction);
            screens.push(seen / transaction);
            appends.push(append / transaction);
        }
        let who = if learners == 1 { "a lone learner".to_owned() } else { format!("{learners} learners") };
        let beside = |what: &str| format!("{what} of {who}, beside a transaction of pgbench: factor");
        targets.push(Target::at_most(beside("stored step"), Spread::of(steps), FACTOR));
        targets.push(Target::none(beside("tap to screen"), Spread::of(screens)));
        targets.push(Target::none(beside("append alone"), Spread::of(appends)));
    }
    Ok(targets)
}

/// Milliseconds of a transaction, the median.
async fn pgbench(place: &Place, database: &Database, clients: usize, seconds: u64) -> Result<f64> {
    let folder = place.folder.join("pgbench");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    let script = folder.join("step.sql");
    std::fs::write(&script, TRANSACTION)?;
    let output = Command::new("pgbench")
        .args(["--no-vacuum", "--protocol=prepared", "--client", &clients.to_string()])
        .args(["--time", &seconds.max(1).to_string(), "--log", "--log-prefix=log", "--file"])
        .arg(&script)
        .arg(&database.url)
        .current_dir(&folder)
        .output()
        .await
        .context("pgbench cannot be started; it comes with PostgreSQL")?;
    ensure!(output.status.success(), "pgbench failed: {}", String::from_utf8_lossy(&output.stderr));
    let mut micros = Vec::new();
    for entry in std::fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("log")) {
            // Client, number, microseconds, and more that is of no interest.
            let text = std::fs::read_to_string(&path)?;
            micros.extend(text.lines().filter_map(|line| line.split(' ').nth(2)?.parse::<u32>().ok()));
        }
    }
    ensure!(!micros.is_empty(), "pgbench has logged no transaction");
    Ok(Waits::of(micros).p50)
}
