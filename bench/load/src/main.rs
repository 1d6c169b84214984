//! Measures the academy under load, from outside: the measured process, PostgreSQL and this one, which is the learners
//! and an emulated Telegram, are processes of their own. Prints figures; asserts none, since machines differ.
//!
//! `script/load` builds what is measured and brings the servers. Start at [`run`].
#![expect(clippy::print_stdout, reason = "a measurement prints")]

mod bot_api;
mod compare;
mod database;
mod fill;
mod http;
mod json;
mod place;
mod process;
mod redis;
mod report;
mod run;
#[cfg(test)]
mod sample;
mod screens;
mod subject;
mod targets;
mod telegram;
mod updates;
mod walk;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use clap::Parser;

use place::Place;
use run::{Amount, Load, Plan};
use subject::Kind;
use targets::Which;

/// Measures the academy under load.
#[derive(Parser)]
#[command(name = "script/load")]
#[expect(clippy::struct_excessive_bools, reason = "switches of a command line")]
struct Arguments {
    /// Each learner taps as soon as the screen has changed; this is so without --rate.
    #[arg(long, conflicts_with = "rate")]
    closed: bool,
    /// Stored turns a second, due at even distances; waits are counted from when a turn was due.
    #[arg(long)]
    rate: Option<f64>,
    /// Seconds that are measured.
    #[arg(long, default_value_t = 20.0)]
    seconds: f64,
    /// Seconds before that.
    #[arg(long, default_value_t = 5.0)]
    warm_up: f64,
    #[arg(long, default_value_t = 200)]
    learners: usize,
    /// Decides what learners press.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Updates come by webhook.
    #[arg(long)]
    webhook: bool,
    /// Updates come by long polling; this is so without --webhook.
    #[arg(long, conflicts_with = "webhook")]
    polling: bool,
    /// Sessions in the bot's own memory.
    #[arg(long)]
    without_redis: bool,
    /// No reviews and no interviews, as in comparisons; without the role `worker` there are none either.
    #[arg(long)]
    lessons_only: bool,
    /// Roles of the measured process.
    #[arg(long, default_value = "bot,api,worker")]
    roles: String,
    /// In turn with a peer that does the same work: A B A B, and the ratios. Ours plays the role `bot` only then, since
    /// a peer has no read models and no API.
    #[arg(long, conflicts_with = "webhook")]
    peer: Option<Kind>,
    /// Stored turns of each learner in a comparison, after half as many to warm up: both do the same work.
    #[arg(long, default_value_t = 40)]
    turns: usize,
    /// What was promised of speed: measured, and printed with its bound.
    #[arg(long, conflicts_with = "peer")]
    target: Option<Which>,
    /// How many times what is compared runs.
    #[arg(long, default_value_t = 2)]
    rounds: usize,
    /// A file for the figures, as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    #[arg(long, env = "TEST_DATABASE_URL", hide = true)]
    database: String,
    #[arg(long, env = "TEST_REDIS_URL", hide = true)]
    redis: String,
    /// The academy that is measured; the optimised one of this folder if nothing is said.
    #[arg(long, env = "ACADEMY_BINARY", hide = true)]
    binary: Option<PathBuf>,
    #[arg(long, env = "ACADEMY_ROOT", default_value = ".", hide = true)]
    root: PathBuf,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let root = arguments.root.canonicalize()?;
    let binary = arguments.binary.clone().unwrap_or_else(|| root.join("target/release/academy"));
    let place = Place::find(root, binary, arguments.database.clone(), &arguments.redis).await?;
    if let Some(peer) = arguments.peer {
        let (warm_up, measured) = (Amount::Turns(arguments.turns / 2), Amount::Turns(arguments.turns));
        let plan = Plan { roles: "bot".to_owned(), warm_up, measured, whole: false, ..arguments.plan(Kind::Academy) };
        let compared = compare::run(&place, &plan, peer, arguments.rounds).await?;
        for target in &compared.targets {
            println!("{target}");
        }
        return arguments.tell(&compared);
    }
    if let Some(target) = arguments.target {
        let targets = targets::run(&place, &arguments.plan(Kind::Academy), target, arguments.rounds).await?;
        for target in &targets {
            println!("{target}");
        }
        return arguments.tell(&targets);
    }
    let figures = run::run(&place, &arguments.plan(Kind::Academy)).await?;
    report::print(&figures);
    arguments.tell(&figures)
}

impl Arguments {
    /// Writes the figures where they were asked for.
    fn tell(&self, figures: &impl serde::Serialize) -> Result<()> {
        if let Some(file) = &self.json {
            std::fs::write(file, serde_json::to_string_pretty(figures)?)?;
        }
        Ok(())
    }

    fn plan(&self, kind: Kind) -> Plan {
        Plan {
            kind,
            learners: self.learners,
            seed: self.seed,
            load: self.rate.map_or(Load::Closed, Load::Rate),
            warm_up: Amount::Time(Duration::from_secs_f64(self.warm_up)),
            measured: Amount::Time(Duration::from_secs_f64(self.seconds)),
            webhook: self.webhook,
            redis: !self.without_redis,
            roles: self.roles.clone(),
            whole: !self.lessons_only && self.roles.contains("worker"),
        }
    }
}
