//! `academy erasures apply`: whoever the ledger says was erased is erased in this database, too, as after an older backup
//! was restored. `serve` does the same at its start.

use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};
use dialogues::catalogue::Catalogue;

use super::start::{Database, cache, prepared};
use crate::app::App;
use crate::platform::clock::Clock;
use crate::platform::config::Settings;
use crate::platform::content::Content;
use crate::privacy::erasure;

#[derive(Args)]
pub struct Erasures {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Erase whom the ledger names and this database still knows; add to the ledger whom it lacks.
    Apply,
}

#[expect(clippy::print_stdout, reason = "a command's result belongs on the terminal")]
pub async fn run(command: &Erasures, settings: &Settings) -> anyhow::Result<ExitCode> {
    let What::Apply = command.what;
    let database = Database::open(settings).await?;
    let store = database.store(settings);
    store.vault().check().await?;
    prepared(&store).await?;
    let cache = cache(settings).await?;
    let app = App {
        store,
        cache,
        content: Content::new(Catalogue::empty()),
        clock: Clock::system(),
        public_url: None,
        reviewer: None,
        operators: Arc::default(),
        privacy: Arc::new(settings.privacy.clone()),
        bot: Arc::default(),
    };
    let erased = erasure::apply(&app).await;
    database.close().await;
    match erased? {
        0 => println!("the erasure ledger is applied: nobody in it is known here"),
        1 => println!("the erasure ledger is applied: 1 learner was erased again"),
        learners => println!("the erasure ledger is applied: {learners} learners were erased again"),
    }
    Ok(ExitCode::SUCCESS)
}
