//! How fast the read models are built anew, beside how fast the log grows under full load.

use std::time::Instant;

use anyhow::Result;

use crate::fill::{Fill, filled, some};
use crate::place::Place;
use crate::report::{self, Spread, Target};
use crate::run::{Load, Plan, Session};

const FACTOR: f64 = 2.0;
const FILL: Fill = Fill { learners: 5_000, events: 12 };

pub async fn run(place: &Place, plan: &Plan) -> Result<Vec<Target>> {
    let plan = Plan { load: Load::Closed, ..plan.clone() };
    let database = filled(place, FILL).await?;
    let mut session = Session::open(place, &plan, &database, some(FILL, plan.learners)).await?;
    session.warm_up().await?;
    let events = "SELECT count(*) FROM event_store /* load run */";
    let before = database.number(events).await?;
    let figures = session.measure(place, &database).await?;
    let appended = (database.number(events).await? - before) as f64 / figures.seconds;
    session.close().await?;
    report::print(&figures);

    let all = database.number(events).await? as f64;
    let begun = Instant::now();
    let said = place.command(&["replay"], &database).await?;
    let replayed = all / begun.elapsed().as_secs_f64();
    println!("{}", said.trim_end());
    println!("  {appended:.0} events/s appended, {replayed:.0} events/s replayed, all read models");
    let name = "events replayed a second, beside those appended: factor";
    Ok(vec![Target::at_least(name.into(), Spread::of([replayed / appended]), FACTOR)])
}
