//! The bot and a peer in turn, A B A B, on the same machine in the same minutes: only their ratios mean something
//! elsewhere.

use anyhow::Result;
use serde::Serialize;

use crate::place::Place;
use crate::report::{self, Spread, Target};
use crate::run::{self, Figures, Plan};
use crate::subject::Kind;

/// What was promised of the ratios. Source: the issue that asked for the comparison.
const BOT: f64 = 0.25;
const POSTGRES: f64 = 0.4;

#[derive(Serialize)]
pub struct Comparison {
    pub runs: Vec<Figures>,
    pub targets: Vec<Target>,
}

/// `plan` is ours; the peer gets the same learners with the same seed.
pub async fn run(place: &Place, plan: &Plan, peer: Kind, rounds: usize) -> Result<Comparison> {
    let mut runs = Vec::new();
    for round in 0..rounds {
        for kind in [plan.kind, peer] {
            let figures = run::run(place, &Plan { kind, seed: plan.seed + round as u64, ..plan.clone() }).await?;
            report::print(&figures);
            runs.push(figures);
        }
    }
    let ratio = |of: fn(&Figures) -> f64| Spread::of(runs.chunks(2).map(|pair| of(&pair[0]) / of(&pair[1])));
    let peer = peer.name();
    let targets = vec![
        Target::at_most(format!("bot's CPU per turn, academy / {peer}"), ratio(|figures| figures.bot), BOT),
        Target::at_most(
            format!("PostgreSQL's CPU per turn, academy / {peer}"),
            ratio(|figures| figures.postgres),
            POSTGRES,
        ),
        Target::none(
            format!("bot's CPU per press, academy / {peer}"),
            ratio(|figures| figures.bot * figures.turns as f64 / (figures.turns + figures.looks) as f64),
        ),
        Target::none(format!("turns a second, academy / {peer}"), ratio(|figures| figures.turns_per_second)),
        Target::none(format!("p95, academy / {peer}"), ratio(|figures| figures.waits.p95)),
        Target::none(format!("resident memory, academy / {peer}"), ratio(|figures| figures.resident_mb)),
        Target::none(format!("WAL per turn, academy / {peer}"), ratio(|figures| figures.wal_bytes_per_turn)),
    ];
    Ok(Comparison { runs, targets })
}
