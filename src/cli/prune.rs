//! `academy prune`: removes the tables and checkpoints of read models' versions that no running program uses, such as what
//! an update has left. A program that runs says every ten seconds what it uses; one that was killed, for the last time.

use std::process::ExitCode;

use clap::Args;

use super::start::Database;
use crate::contexts;
use crate::platform::config::Settings;
use crate::platform::database;
use crate::platform::eventstore::{Leftover, leftovers, prune};

#[derive(Args)]
pub struct Prune {
    /// Only name them.
    #[arg(long)]
    dry_run: bool,
    /// Also the tables from before each version had its own. Programs of that time do not say that they run: make sure that
    /// none does.
    #[arg(long)]
    before_versions: bool,
}

#[expect(clippy::print_stdout, reason = "a command's result belongs on the terminal")]
pub async fn run(command: &Prune, settings: &Settings) -> anyhow::Result<ExitCode> {
    let database = Database::open_direct(database::NAME, settings).await?;
    let followers = contexts::read_models();
    let ours: Vec<_> = followers.iter().filter_map(|follower| follower.read_model()).collect();
    let mut connection = database.pool.acquire().await?;
    let unused = prune(&mut connection, &ours, command.before_versions, command.dry_run).await?;
    let done = if command.dry_run { "would be removed" } else { "removed" };
    for leftover in &unused {
        println!("{}: {done}", describe(leftover));
    }
    let kept = leftovers(&mut connection, &ours).await?;
    for leftover in kept.iter().filter(|leftover| !unused.contains(leftover)) {
        let why = if leftover.used {
            "kept, a running program uses it"
        } else {
            "kept, a program from before versions may use it; once none runs: --before-versions"
        };
        println!("{}: {why}", describe(leftover));
    }
    if unused.is_empty() && kept.is_empty() {
        println!("nothing to do: there are no versions but this program's");
    }
    drop(connection);
    database.close().await;
    Ok(ExitCode::SUCCESS)
}

fn describe(leftover: &Leftover) -> String {
    let Leftover { name, bytes, unversioned, .. } = leftover;
    let from = if *unversioned { ", from before versions" } else { "" };
    format!("{name}{from} ({} KiB)", (bytes + 1023) / 1024)
}
