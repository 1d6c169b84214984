//! How many turns the machine bears by webhook, beside polling.

use anyhow::Result;

use crate::place::Place;
use crate::report::{self, Spread, Target};
use crate::run::{self, Figures, Load, Plan};

const FACTOR: f64 = 1.0;

pub async fn run(place: &Place, plan: &Plan, rounds: usize) -> Result<Vec<Target>> {
    let mut runs = Vec::new();
    for round in 0..rounds {
        for webhook in [true, false] {
            let plan = Plan { load: Load::Closed, webhook, seed: plan.seed + round as u64, ..plan.clone() };
            let figures = run::run(place, &plan).await?;
            report::print(&figures);
            runs.push(figures);
        }
    }
    let ratio = |of: fn(&Figures) -> f64| Spread::of(runs.chunks(2).map(|pair| of(&pair[0]) / of(&pair[1])));
    Ok(vec![
        Target::at_least("turns a second by webhook, beside polling".into(), ratio(|f| f.turns_per_second), FACTOR),
        Target::none("bot's CPU per turn by webhook, beside polling".into(), ratio(|figures| figures.bot)),
    ])
}
