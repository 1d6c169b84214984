//! `academy migrate`: the schema and the read models' tables, brought up to date. `serve` does the same at its start.

use std::process::ExitCode;

use super::start::Database;
use crate::contexts;
use crate::platform::config::Settings;
use crate::platform::database;
use crate::platform::eventstore::prepare;

#[expect(clippy::print_stdout, reason = "a command's result belongs on the terminal")]
pub async fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let database = Database::open_direct(database::NAME, settings).await?;
    println!("schema: up to date");
    for subscription in contexts::subscriptions() {
        let done = match (prepare(&database.pool, &*subscription).await?, subscription.read_model()) {
            (false, _) => "up to date",
            (true, Some(_)) => "made; it is filled when the worker runs",
            (true, None) => "begun; it acts upon what happens from now on",
        };
        println!("{}: {done}", subscription.name());
    }
    database.close().await;
    Ok(ExitCode::SUCCESS)
}
