//! What was promised of speed, a file each: measured, printed with its bound, never asserted.

mod calm;
mod dialogues;
mod growth;
mod lag;
mod rate;
mod replay;
mod start;
mod step;
mod webhook;

use anyhow::Result;
use clap::ValueEnum;

use crate::place::Place;
use crate::report::Target;
use crate::run::Plan;

/// In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Which {
    /// All of them.
    All,
    /// CPU per turn at 100 turns a second, and at 1,000.
    Calm,
    /// Memory of the bot with 10,000 live dialogues.
    Dialogues,
    /// CPU per turn with 10,000 events in each path, and with 10.
    Events,
    /// Milliseconds that the read models are behind, at half load.
    Lag,
    /// CPU per turn with 100,000 learners in the database, and with 1,000.
    Learners,
    /// Waits at 1,250 turns a second, or at the rate that is given.
    Rate,
    /// How fast a replay is beside live appends.
    Replay,
    /// From the start of the process to the first reply.
    Start,
    /// A stored step beside pgbench, which writes the same rows.
    Step,
    /// Turns a second by webhook, and by polling.
    Webhook,
}

pub async fn run(place: &Place, plan: &Plan, which: Which, rounds: usize) -> Result<Vec<Target>> {
    let all = which == Which::All;
    let mut targets = Vec::new();
    if all || which == Which::Calm {
        targets.extend(calm::run(place, plan, rounds).await?);
    }
    if all || which == Which::Dialogues {
        targets.extend(dialogues::run(place, plan).await?);
    }
    if all || which == Which::Events {
        targets.extend(growth::events(place, plan, rounds).await?);
    }
    if all || which == Which::Lag {
        targets.extend(lag::run(place, plan).await?);
    }
    if all || which == Which::Learners {
        targets.extend(growth::learners(place, plan, rounds).await?);
    }
    if all || which == Which::Rate {
        targets.extend(rate::run(place, plan, rounds).await?);
    }
    if all || which == Which::Replay {
        targets.extend(replay::run(place, plan).await?);
    }
    if all || which == Which::Start {
        targets.extend(start::run(place, plan).await?);
    }
    if all || which == Which::Step {
        targets.extend(step::run(place, plan, rounds).await?);
    }
    if all || which == Which::Webhook {
        targets.extend(webhook::run(place, plan, rounds).await?);
    }
    Ok(targets)
}
