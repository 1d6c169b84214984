//! `academy renumber`: after a logical restore, gives the event log numbers that mean something to this server.

use std::process::ExitCode;
use std::time::Instant;

use clap::Args;

use super::start::Database;
use crate::platform::config::Settings;
use crate::platform::eventstore::{Renumbered, renumber};

/// Not `academy`, which is what those are called that must not be at work meanwhile.
const NAME: &str = "academy renumber";

#[derive(Args)]
pub struct Renumber {
    /// Also where every number is this server's own.
    #[arg(long)]
    force: bool,
}

#[expect(clippy::print_stdout, reason = "a command's result belongs on the terminal")]
pub async fn run(command: &Renumber, settings: &Settings) -> anyhow::Result<ExitCode> {
    let database = Database::open_direct(NAME, settings).await?;
    let started = Instant::now();
    match renumber(&database.pool, command.force).await? {
        Some(done) => println!("{}\ndone in {:.1} s", describe(&done), started.elapsed().as_secs_f64()),
        None => println!("nothing to do: the log's numbers are this server's own"),
    }
    database.close().await;
    Ok(ExitCode::SUCCESS)
}

fn describe(Renumbered { events, late, checkpoints }: &Renumbered) -> String {
    let mut lines = vec![format!("event_store: {events} events, in the order that they had")];
    if *late > 0 {
        lines.push(format!(
            "{late} of them were stored after the restore: they come last, and the read models are made anew at the next start"
        ));
    }
    lines.extend(checkpoints.iter().map(|(name, seen)| format!("checkpoint {name}: {seen} of {events} events")));
    lines.join("\n")
}
