//! How far the read models are behind while half of what the machine bears goes on.

use std::time::Duration;

use anyhow::Result;
use tokio::time::{MissedTickBehavior, interval};

use crate::database::Database;
use crate::place::Place;
use crate::report::{self, Spread, Target};
use crate::run::{self, Amount, Load, Plan, Session, Waits};
use crate::telegram::FIRST_LEARNER;

const MILLISECONDS: f64 = 500.0;
const EVERY: Duration = Duration::from_millis(20);
const FULL: Amount = Amount::Time(Duration::from_secs(10));

/// The age of the oldest event that a read model has not taken in, in microseconds; the slowest model counts.
const AGE: &str = "
    SELECT COALESCE(max(extract(epoch FROM clock_timestamp() - (
               SELECT event.created_at FROM event_store event
               WHERE (event.tx, event.position) > (checkpoint.tx, checkpoint.position)
               ORDER BY event.tx, event.position LIMIT 1
           )) * 1e6), 0)::int8 /* load run */
    FROM checkpoints checkpoint";

pub async fn run(place: &Place, plan: &Plan) -> Result<Vec<Target>> {
    let full = run::run(place, &Plan { load: Load::Closed, measured: FULL, ..plan.clone() }).await?;
    let plan = Plan { load: Load::Rate(full.turns_per_second / 2.0), ..plan.clone() };

    let database = place.database("academy_load").await?;
    let learners = (0..plan.learners as i64).map(|number| FIRST_LEARNER + number);
    let mut session = Session::open(place, &plan, &database, learners).await?;
    session.warm_up().await?;
    let mut ages = Vec::new();
    let figures = tokio::select! {
        figures = session.measure(place, &database) => figures?,
        error = sample(&database, &mut ages) => return error.map(|()| Vec::new()),
    };
    session.close().await?;
    report::print(&figures);
    let ages = Waits::of(ages);
    println!("  behind: p50 {:.1}  p95 {:.1}  p99 {:.1}  max {:.1} ms", ages.p50, ages.p95, ages.p99, ages.max);
    let name = "ms that the read models are behind at half load, p99";
    Ok(vec![Target::at_most(name.into(), Spread::of([ages.p99]), MILLISECONDS)])
}

/// Looks at even distances, until it is dropped.
async fn sample(database: &Database, ages: &mut Vec<u32>) -> Result<()> {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tick.tick().await;
        ages.push(u32::try_from(database.number(AGE).await?.max(0)).unwrap_or(u32::MAX));
    }
}
