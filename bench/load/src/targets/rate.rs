//! Waits at a fixed rate, counted from the moment that a turn was due.

use anyhow::Result;

use crate::place::Place;
use crate::report::{self, Spread, Target};
use crate::run::{self, Load, Plan};

const RATE: f64 = 1_250.0;
const MILLISECONDS: f64 = 35.0;

pub async fn run(place: &Place, plan: &Plan, rounds: usize) -> Result<Vec<Target>> {
    let rate = match plan.load {
        Load::Rate(rate) => rate,
        Load::Closed => RATE,
    };
    let (mut waits, mut done) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let plan = Plan { load: Load::Rate(rate), seed: plan.seed + round as u64, ..plan.clone() };
        let figures = run::run(place, &plan).await?;
        report::print(&figures);
        waits.push(figures.waits.p95);
        done.push(figures.turns_per_second);
    }
    Ok(vec![
        Target::at_most(format!("p95 in ms at {rate} turns/s"), Spread::of(waits), MILLISECONDS),
        Target::none(format!("turns/s that were seen, of {rate}"), Spread::of(done)),
    ])
}
