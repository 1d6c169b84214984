//! `academy doctor`: looks at everything that the promises rest on and says what to do about what it finds. It changes
//! nothing, works while the system serves, and reads a log of any length.
//!
//! A file for each thing that is looked at; a check is a function that returns [`Check`]s. Start at [`examine`].

mod audit;
mod cache;
mod content;
mod dead_letters;
mod erasures;
mod interviews;
mod jobs;
mod log;
mod report;
mod server;
mod storage;
mod streams;
mod subscriptions;
#[cfg(test)]
mod tests;
mod vault;
mod versions;
mod way;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use dialogues::catalogue::Catalogue;
use secrecy::SecretString;
use sqlx::{PgConnection, PgPool};

use super::Format;
use crate::contexts;
use crate::platform::cluster::Cluster;
use crate::platform::config::Settings;
use crate::platform::eventstore::{ReadModel, Subscription};
use crate::platform::vault::Vault;
use crate::platform::vault::kek::{Keks, Place};
use crate::platform::{content as folder, database};
use report::{Check, Level};

#[derive(Args)]
pub struct Doctor {
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[expect(clippy::print_stdout, reason = "a command's result belongs on the terminal")]
pub async fn run(command: &Doctor, settings: &Settings) -> anyhow::Result<ExitCode> {
    let catalogue = folder::load(&settings.content_dir);
    let mut checks = vec![content::readable(&settings.content_dir, catalogue.as_ref())];
    checks.push(cache::reachable(settings.redis_url.as_ref(), settings.token.as_ref()).await);
    if let Some(url) = &settings.database_url {
        checks.extend(way::led(url, settings.direct_url().unwrap_or(url)).await);
    }
    match Patient::open(settings.direct_url(), &settings.data_dir, settings.kek.clone()).await {
        Ok(patient) => {
            checks.extend(patient.examined(catalogue.as_ref().ok()).await);
            checks.extend(patient.erased(&settings.privacy.ledger).await);
            patient.close().await;
        }
        Err(check) => checks.push(check),
    }
    match command.format {
        Format::Text => println!("{}", report::text(&checks)),
        Format::Json => println!("{:#}", report::json(&checks)),
    }
    let well = checks.iter().all(|check| check.level != Level::Finding);
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The database to look at, and the private cluster that it is in, if it is ours.
struct Patient {
    pool: PgPool,
    vault: Vault,
    cluster: Option<Cluster>,
}

impl Patient {
    async fn open(url: Option<&SecretString>, data_dir: &Path, kek: Place) -> Result<Self, Check> {
        let (url, cluster) = match url {
            Some(url) => (url.clone(), None),
            None if !Cluster::exists(data_dir) => return Err(server::no_database_yet(data_dir)),
            None => {
                let cluster = Cluster::start(data_dir).await.map_err(|error| server::no_cluster(&error))?;
                (cluster.url(), Some(cluster))
            }
        };
        if cluster.is_none() && database::pooled(&url).await.map_err(|error| server::unreachable(&error))? {
            return Err(way::not_direct());
        }
        let pool = database::connect_to_look(&url).await.map_err(|error| server::unreachable(&error))?;
        let vault = Vault::new(pool.clone(), Keks::at(kek));
        Ok(Self { pool, vault, cluster })
    }

    async fn examined(&self, catalogue: Option<&Catalogue>) -> Vec<Check> {
        match self.pool.acquire().await {
            Ok(mut connection) => examine(&mut connection, &self.vault, catalogue, &contexts::subscriptions()).await,
            Err(error) => vec![server::unreachable(&error)],
        }
    }

    async fn erased(&self, ledger: &Path) -> Vec<Check> {
        match self.pool.acquire().await {
            Ok(mut connection) => erasures::erased(&mut connection, ledger).await,
            Err(error) => vec![server::unreachable(&error)],
        }
    }

    async fn close(self) {
        self.pool.close().await;
        if let Some(cluster) = self.cluster
            && let Err(error) = cluster.stop().await
        {
            tracing::warn!(%error, "the private database did not stop as it should; it recovers");
        }
    }
}

/// All that there is to say about a database that answers. `catalogue`: what is taught, if that can be read. The vault's
/// pool is for questions about the content, and for keys.
async fn examine(
    connection: &mut PgConnection,
    keys: &Vault,
    catalogue: Option<&Catalogue>,
    followers: &[Arc<dyn Subscription>],
) -> Vec<Check> {
    let mut checks = Vec::new();
    add(&mut checks, "database", server::version(connection).await);
    let complete = server::schema(connection).await;
    let tables = complete.as_ref().is_ok_and(|(_, usable)| *usable);
    add(&mut checks, "schema", complete.map(|(check, _)| vec![check]));
    if !tables {
        return checks;
    }
    add(&mut checks, "transactions", server::transactions(connection, server::LONG).await);
    add(&mut checks, "numbers", log::numbers(connection).await);
    let mut in_clear = 0;
    let read = streams::read(connection, keys, catalogue, &mut in_clear).await;
    add(&mut checks, "log", read);
    add(&mut checks, "vault", vault::keys(keys, in_clear).await);
    add(&mut checks, "subscriptions", subscriptions::checkpoints(connection, followers, subscriptions::STUCK).await);
    let models: Vec<&dyn ReadModel> = followers.iter().filter_map(|follower| follower.read_model()).collect();
    add(&mut checks, "versions", versions::left(connection, &models).await);
    add(&mut checks, "dead letters", dead_letters::kept(connection, followers).await);
    add(&mut checks, "jobs", jobs::due(connection).await);
    add(&mut checks, "keys", log::keys(connection).await);
    add(&mut checks, "audit log", audit::chain(connection).await);
    add(&mut checks, "snapshots", storage::snapshots(connection).await);
    add(&mut checks, "partitions", storage::partitions(connection).await);
    add(&mut checks, "indexes", storage::indexes(connection).await);
    add(&mut checks, "space", storage::space(connection).await);
    checks
}

/// A check that cannot be made is a finding of its own.
fn add(checks: &mut Vec<Check>, name: &'static str, found: sqlx::Result<Vec<Check>>) {
    checks.extend(found.unwrap_or_else(|error| {
        let advice = "The database's log says more. If the connection broke, run the doctor again.";
        vec![Check::finding(name, format!("could not be looked at: {error}"), advice)]
    }));
}

/// For checks that need nothing but the connection.
type Found = sqlx::Result<Vec<Check>>;

/// A count and its noun.
fn count(number: i64, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}
