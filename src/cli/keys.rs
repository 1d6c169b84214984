//! `academy keys`: the keys that wrap all other keys, and what was stored before there were any.

use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand};

use super::start::Database;
use crate::platform::config::Settings;
use crate::platform::vault::kek;

#[derive(Args)]
pub struct Keys {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Print a fresh key-encryption key: a line for `KEK_FILE` or `KEK`.
    New,
    /// Put a fresh key-encryption key into the file of keys, and wrap everything by it, while the academy serves.
    /// With `KEK`: put a fresh line before the others yourself, start every academy anew, then run this.
    Rotate,
    /// Seal what was stored in clear by a version without keys, while the academy serves. May be broken off and begun again.
    Seal,
}

#[expect(clippy::print_stdout, reason = "a command's result belongs on the terminal")]
pub async fn run(command: &Keys, settings: impl FnOnce() -> anyhow::Result<Settings>) -> anyhow::Result<ExitCode> {
    if matches!(command.what, What::New) {
        println!("{}", kek::fresh());
        return Ok(ExitCode::SUCCESS);
    }
    let settings = settings()?;
    let database = Database::open(&settings).await?;
    let done = at_work(&command.what, &settings, &database).await;
    database.close().await;
    println!("{}", done?);
    Ok(ExitCode::SUCCESS)
}

async fn at_work(what: &What, settings: &Settings, database: &Database) -> anyhow::Result<String> {
    let store = database.store(settings);
    let vault = store.vault();
    vault.check().await?;
    match what {
        What::New => Ok(String::new()),
        What::Rotate => {
            if vault.keks().file().is_some() {
                vault.keks().renew()?;
            }
            let done = vault.rotate().await?;
            let older = vault.look().await?;
            if older > 0 {
                bail!("{older} keys are still wrapped by an older key-encryption key: run `academy keys rotate` again");
            }
            let ring = vault.keks().ring()?;
            Ok(format!(
                "{} keys of persons and {} of the academy's own are wrapped by {} now; the older key-encryption keys in {} may \
                 go, once every academy has read it. Backups that were made before need them.",
                done.persons,
                done.own,
                ring.first(),
                vault.keks().place()
            ))
        }
        What::Seal => {
            let sealed = vault.seal_stored().await?;
            Ok(format!("{sealed} events sealed; what they say is the same"))
        }
    }
}
