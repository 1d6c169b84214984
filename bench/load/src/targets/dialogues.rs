//! The bot's memory once 10,000 learners have pressed and may press again at any moment.

use anyhow::Result;

use crate::place::Place;
use crate::report::{self, Spread, Target};
use crate::run::{self, Amount, Load, Plan};

const LEARNERS: usize = 10_000;
const MEGABYTES: f64 = 64.0;
/// Stored turns a second, after everybody has been welcomed: a pace that the machine bears.
const RATE: f64 = 200.0;

pub async fn run(place: &Place, plan: &Plan) -> Result<Vec<Target>> {
    // Everybody has pressed once more when this is over.
    let measured = Amount::Turns(1);
    let plan = Plan { learners: LEARNERS, load: Load::Rate(RATE), measured, ..plan.clone() };
    let figures = run::run(place, &plan).await?;
    report::print(&figures);
    let once = |figure| Spread::of([figure]);
    Ok(vec![
        Target::at_most("MB resident with 10,000 live dialogues".into(), once(figures.resident_mb), MEGABYTES),
        Target::none("MB at the most, while 10,000 wrote at once".into(), once(figures.peak_mb)),
    ])
}
