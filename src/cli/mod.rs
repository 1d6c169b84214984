//! The commands, a file each. The only place that wires things together; [`start`] is what `serve` and `playground` share.

mod admin;
mod claims;
mod content;
mod doctor;
mod erasures;
mod health;
mod init_data;
mod keys;
mod letters;
mod migrate;
mod openapi;
mod playground;
mod prune;
mod renumber;
mod replay;
mod serve;
mod sessions;
mod start;

use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::thread::available_parallelism;

use anyhow::Context as _;
use clap::{Parser, Subcommand, ValueEnum};
use tokio::runtime::{Builder, Runtime};

use crate::platform::config::{ConfigError, Purpose, Settings, Table};
use crate::platform::telemetry;
use crate::roles;

/// The variable by which every program of tokio's is told.
const THREADS: &str = "TOKIO_WORKER_THREADS";

/// An academy that lives in Telegram.
#[derive(Parser)]
#[command(name = "academy", version, after_help = table().help())]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Who has which role: list, grant, revoke.
    Admin(admin::Admin),
    /// List what learners say that they said and the scorer did not find, for whoever writes rubrics.
    Claims(claims::Claims),
    /// Check the content folder.
    Content(content::Content),
    /// Look for what is wrong with database, event log, read models, content and Redis, and say what to do.
    Doctor(doctor::Doctor),
    /// Apply the erasure ledger to this database, as after an older backup was restored.
    Erasures(erasures::Erasures),
    /// Ask a running server on this machine whether it is alive.
    Health,
    /// Check launch data of a Mini App without the bot's token, by Telegram's own signature; they come by standard input.
    InitData(init_data::InitData),
    /// Make, renew and use the keys that seal what is a person's own.
    Keys(keys::Keys),
    /// Print what was put aside, opened: it is what people wrote.
    Letters(letters::Letters),
    /// Bring the database's schema up to date.
    Migrate,
    /// Print the API's document (OpenAPI 3.1), for whoever builds on it.
    #[command(name = "openapi")]
    OpenApi,
    /// Try the academy in a browser: an emulated Telegram, a private database, no configuration.
    Playground(playground::Playground),
    /// Remove the tables of read models' versions that no running program uses.
    Prune(prune::Prune),
    /// After a logical restore: give the event log numbers of this server.
    Renumber(renumber::Renumber),
    /// Rebuild read models from the event log and compare them with those in use.
    Replay(replay::Replay),
    /// Run the bot, the API and the worker.
    Serve,
    /// Sign a learner out of the Mini App and the API, or everybody.
    Sessions(sessions::Sessions),
}

/// How a command that finds things tells them.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One JSON document.
    Json,
}

/// Runs the command of this process. 0: done; 1: failed, with the reason on standard error; 2: called wrongly.
pub fn run() -> ExitCode {
    let command = Cli::parse().command;
    let runtime = match runtime() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error),
    };
    let outcome = runtime.block_on(async {
        match command {
            Command::Admin(command) => admin::run(&command, &settings(Purpose::Command)?).await,
            Command::Claims(command) => claims::run(&command, &settings(Purpose::Command)?).await,
            Command::Content(command) => content::run(&command),
            Command::Doctor(command) => doctor::run(&command, &settings(Purpose::Command)?).await,
            Command::Erasures(command) => erasures::run(&command, &settings(Purpose::Command)?).await,
            Command::Health => health::run(&settings(Purpose::Command)?).await,
            Command::InitData(command) => init_data::run(&command),
            Command::Keys(command) => keys::run(&command, || Ok(settings(Purpose::Command)?)).await,
            Command::Letters(command) => letters::run(&command, &settings(Purpose::Command)?).await,
            Command::Migrate => migrate::run(&settings(Purpose::Command)?).await,
            Command::OpenApi => Ok(openapi::run()),
            Command::Playground(command) => playground::run(&command).await,
            Command::Prune(command) => prune::run(&command, &settings(Purpose::Command)?).await,
            Command::Renumber(command) => renumber::run(&command, &settings(Purpose::Command)?).await,
            Command::Replay(command) => replay::run(&command, &settings(Purpose::Command)?).await,
            Command::Serve => serve::run(settings(Purpose::Serving)?).await,
            Command::Sessions(command) => sessions::run(&command, &settings(Purpose::Command)?).await,
        }
    });
    // What still runs in the background has no say any more.
    runtime.shutdown_background();
    outcome.unwrap_or_else(|error| fail(&error))
}

/// One thread for two cores, unless `TOKIO_WORKER_THREADS` says how many. What a turn does is short, and most of the time
/// it waits: threads that wake each other for each such piece cost more than they bring, and PostgreSQL wants cores, too.
fn runtime() -> anyhow::Result<Runtime> {
    let given = std::env::var(THREADS).unwrap_or_default();
    let threads = if given.is_empty() {
        available_parallelism().map_or(1, NonZeroUsize::get).div_ceil(2)
    } else {
        let told = given.parse::<NonZeroUsize>();
        told.with_context(|| format!("{THREADS} is {given:?}; expected a whole number from 1, such as {THREADS}=2"))?
            .get()
    };
    Ok(Builder::new_multi_thread().worker_threads(threads).enable_all().build()?)
}

/// The variables that there are.
fn table() -> Table {
    Table::of(roles::ALL)
}

/// The settings of a command that logs as they say.
fn settings(purpose: Purpose) -> Result<Settings, ConfigError> {
    let settings = Settings::from_env(&table(), purpose)?;
    telemetry::init(settings.log_format, &settings.log);
    Ok(settings)
}

#[expect(clippy::print_stderr, reason = "the last word of a command belongs on the terminal")]
fn fail(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    let misconfigured = error.downcast_ref::<ConfigError>().is_some();
    ExitCode::from(if misconfigured { 2 } else { 1 })
}
