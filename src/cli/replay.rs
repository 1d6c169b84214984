//! `academy replay [NAME]`: rebuilds read models from the event log, compares them with those in use and puts right
//! what differs, while the system serves. Events that had been put aside get another try.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;

use super::start::Database;
use crate::contexts;
use crate::platform::config::Settings;
use crate::platform::database;
use crate::platform::eventstore::{ReplayReport, replay};

#[derive(Args)]
pub struct Replay {
    /// One read model, in this program's version; all without it.
    name: Option<String>,
    /// Only compare; exit with 1 if anything differs or an event is put aside.
    #[arg(long)]
    check: bool,
}

#[expect(clippy::print_stdout, reason = "a command's result belongs on the terminal")]
pub async fn run(command: &Replay, settings: &Settings) -> anyhow::Result<ExitCode> {
    let mut models = contexts::read_models();
    if let Some(name) = &command.name {
        let known: Vec<_> = models.iter().map(|model| model.name()).collect();
        models.retain(|model| model.name() == name);
        if models.is_empty() {
            bail!("there is no read model {name:?}; there are: {}", known.join(", "));
        }
    }
    let database = Database::open_direct(database::NAME, settings).await?;
    let store = database.store(settings);
    let mut well = true;
    for model in models.iter().filter_map(|model| model.read_model()) {
        let report = replay(&store, model, command.check).await?;
        println!("{}", describe(&report, command.check));
        well &= if command.check { report.equal() } else { report.parked == 0 };
    }
    database.close().await;
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn describe(report: &ReplayReport, check: bool) -> String {
    let ReplayReport { model, events, rows, missing, unexpected, parked, named, mended, .. } = report;
    let verdict = if *missing == 0 && *unexpected == 0 {
        "equal to the log".to_owned()
    } else {
        let done = if check { "left as it is" } else { "put right" };
        format!("{missing} rows were missing, {unexpected} did not follow from the log; {done}")
    };
    let mut lines = vec![format!("{model}: {rows} rows from {events} events, {verdict}")];
    if *mended > 0 {
        let done = if check { "can be taken in now: replay without --check" } else { "and taken in now" };
        lines.push(format!("  {mended} events had been put aside, {done}"));
    }
    if *parked > 0 {
        let advice = "mend what the problem says, then replay again";
        lines.push(format!("  {parked} events cannot be taken in and are not in these rows; {advice}:"));
        lines.extend(named.iter().map(|event| format!("    {event}")));
    }
    lines.join("\n")
}
