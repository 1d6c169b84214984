//! What a turn costs when much has been stored before it, beside what it costs when little has.

use anyhow::Result;

use crate::fill::{Fill, filled, some};
use crate::place::Place;
use crate::report::{self, Spread, Target};
use crate::run::{Amount, Figures, Load, Plan, Session};

const GROWTH: f64 = 1.2;
/// Learners of long streams: few enough that each crosses the threshold of a snapshot before it is measured.
const READERS: usize = 50;
/// Turns that each of them takes before: one in three stores nothing in the path.
const SNAPSHOTS: Amount = Amount::Turns(150);
/// Turns that each learner takes.
const WARM_UP: Amount = Amount::Turns(15);
const MEASURED: Amount = Amount::Turns(40);

pub async fn learners(place: &Place, plan: &Plan, rounds: usize) -> Result<Vec<Target>> {
    let fill = |learners| Fill { learners, events: 12 };
    let plan = Plan { warm_up: WARM_UP, measured: MEASURED, ..plan.clone() };
    let name = "from 1,000 to 100,000 learners in the database";
    grow(place, &plan, rounds, name, fill(1_000), fill(100_000)).await
}

pub async fn events(place: &Place, plan: &Plan, rounds: usize) -> Result<Vec<Target>> {
    let fill = |events| Fill { learners: READERS, events };
    let plan = Plan { learners: READERS, warm_up: SNAPSHOTS, measured: Amount::Turns(160), ..plan.clone() };
    // 50 more and each path has a snapshot of 10,000 events.
    grow(place, &plan, rounds, "from 10 to 10,000 events in a stream", fill(10), fill(9_950)).await
}

async fn grow(place: &Place, plan: &Plan, rounds: usize, name: &str, small: Fill, large: Fill) -> Result<Vec<Target>> {
    let (mut bot, mut postgres) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let before = cost(place, plan, small).await?;
        let after = cost(place, plan, large).await?;
        bot.push(after.bot / before.bot);
        postgres.push(after.postgres / before.postgres);
    }
    Ok(vec![
        Target::at_most(format!("bot's CPU per turn, {name}: factor"), Spread::of(bot), GROWTH),
        Target::at_most(format!("PostgreSQL's CPU per turn, {name}: factor"), Spread::of(postgres), GROWTH),
    ])
}

async fn cost(place: &Place, plan: &Plan, fill: Fill) -> Result<Figures> {
    let database = filled(place, fill).await?;
    let plan = Plan { load: Load::Closed, ..plan.clone() };
    let mut session = Session::open(place, &plan, &database, some(fill, plan.learners)).await?;
    session.warm_up().await?;
    let figures = session.measure(place, &database).await?;
    session.close().await?;
    println!("{} learners with {} events each:", fill.learners, fill.events);
    report::print(&figures);
    Ok(figures)
}
