//! What a turn costs when little goes on, beside what it costs when much does: whatever wakes for each turn shows here.

use anyhow::Result;

use crate::place::Place;
use crate::report::{self, Spread, Target};
use crate::run::{self, Figures, Load, Plan};

const CALM: f64 = 100.0;
const BUSY: f64 = 1_000.0;
const FACTOR: f64 = 1.5;

pub async fn run(place: &Place, plan: &Plan, rounds: usize) -> Result<Vec<Target>> {
    let mut runs = Vec::new();
    for round in 0..rounds {
        for rate in [CALM, BUSY] {
            let plan = Plan { load: Load::Rate(rate), seed: plan.seed + round as u64, ..plan.clone() };
            let figures = run::run(place, &plan).await?;
            report::print(&figures);
            runs.push(figures);
        }
    }
    let ratio = |of: fn(&Figures) -> f64| Spread::of(runs.chunks(2).map(|pair| of(&pair[0]) / of(&pair[1])));
    let name = |whose: &str| format!("{whose} CPU per turn at {CALM} turns/s, beside that at {BUSY}: factor");
    Ok(vec![
        Target::at_most(name("bot's"), ratio(|figures| figures.bot), FACTOR),
        Target::at_most(name("PostgreSQL's"), ratio(|figures| figures.postgres), FACTOR),
    ])
}
