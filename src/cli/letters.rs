//! `academy letters`: what was put aside and is of a person, opened for people to look at. It prints what they wrote: treat it
//! so, and delete the rows when they are dealt with.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::start::Database;
use crate::identity::audit::{self, Actor, Entry};
use crate::platform::clock::Clock;
use crate::platform::config::Settings;

/// What the audit log calls it.
const READ: &str = "letters read";

#[derive(Args)]
pub struct Letters {
    /// Where they came from.
    #[arg(default_value = "telegram")]
    source: String,
}

#[expect(clippy::print_stdout, reason = "a command's result belongs on the terminal")]
pub async fn run(command: &Letters, settings: &Settings) -> anyhow::Result<ExitCode> {
    let database = Database::open(settings).await?;
    let letters = database.store(settings).letters(&command.source).await?;
    let entry = Entry {
        at: Clock::system().now(),
        actor: Actor::CommandLine,
        action: READ,
        subject: None,
        detail: json!({ "source": command.source, "letters": letters.len() }),
    };
    audit::note(&database.pool, &entry).await?;
    for letter in letters {
        println!("{}", json!({ "key": letter.key, "error": letter.error, "at": letter.at, "payload": letter.payload }));
    }
    database.close().await;
    Ok(ExitCode::SUCCESS)
}
