//! A private PostgreSQL: started as our child from the binaries that the system has, durable, reachable over a socket
//! that only we can open, and gone when we are. Not for production with several machines: that is `DATABASE_URL`.
//! Start at [`Cluster::start`].

pub mod account;
mod binaries;
mod data;
mod error;
mod folders;
mod lock;
mod server;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::time::Duration;

use secrecy::SecretString;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{ConnectOptions, Connection, PgConnection};
use tokio::time::Instant;
use url::Url;

pub use error::ClusterError;

use folders::{Folders, PORT};
use server::{Leash, Server};

/// How long a start may take; after a crash the server first reads its log.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(20);

/// The academy's role and its database.
const NAME: &str = "academy";

/// A running private PostgreSQL.
#[derive(Debug)]
pub struct Cluster {
    url: SecretString,
    server: Server,
}

impl Cluster {
    /// Has a cluster been made in `data_dir`?
    pub fn exists(data_dir: &Path) -> bool {
        Folders::in_use(data_dir)
    }

    /// Starts the cluster in `data_dir`, makes whatever is missing and returns when it accepts connections. If an
    /// earlier academy still has the folder, waits for its end for up to ten seconds.
    pub async fn start(data_dir: &Path) -> Result<Self, ClusterError> {
        Self::start_with(data_dir, None).await
    }

    async fn start_with(data_dir: &Path, leash: Option<Leash>) -> Result<Self, ClusterError> {
        let folder = data_dir.to_owned();
        let launched = tokio::task::spawn_blocking(move || launch(&folder, leash)).await;
        let server = launched.map_err(|error| ClusterError::Io {
            what: "The private database's start was broken off".to_owned(),
            source: error.into(),
        })??;
        let mut connection = ready(&server).await?;
        set_up(&mut connection).await?;
        connection.close().await?;
        Ok(Self { url: url(&server.folders.run)?, server })
    }

    /// Where the database is: `postgres://academy@localhost:5432/academy?host=…`, with the socket's folder as host.
    pub fn url(&self) -> SecretString {
        self.url.clone()
    }

    /// Returns when the server has ended, by itself or otherwise. It is not started again.
    pub async fn ended(&self) {
        self.server.wait().await;
    }

    /// Ends all connections and stops the server in an orderly way. Dropping the cluster does the same without waiting.
    pub async fn stop(self) -> Result<(), ClusterError> {
        self.server.stop().await
    }
}

fn launch(data_dir: &Path, leash: Option<Leash>) -> Result<Server, ClusterError> {
    let installed = binaries::installed()?;
    let folders = Folders::open(data_dir)?;
    let lock = lock::take(&folders.lock)?;
    let account = folders.account()?;
    folders.hand_over(account)?;
    let binaries = binaries::choose(&installed, &folders.data, folders.data_version())?;
    data::free(&folders, account, &binaries)?;
    data::create(&folders, account, &binaries)?;
    Server::spawn(folders, account, binaries, leash.unwrap_or_else(Leash::find), lock)
}

/// The first connection that the server accepts.
async fn ready(server: &Server) -> Result<PgConnection, ClusterError> {
    let options = PgConnectOptions::new_without_pgpass()
        .socket(&server.folders.run)
        .port(PORT)
        .ssl_mode(PgSslMode::Disable)
        .username("postgres")
        .database("postgres")
        .disable_statement_logging();
    let deadline = Instant::now() + PATIENCE;
    loop {
        let error = match options.connect().await {
            Ok(connection) => return Ok(connection),
            Err(error) => error,
        };
        if let Some(status) = server.ended() {
            return Err(server.failure(format!("it ended at once ({status})")));
        }
        if Instant::now() > deadline {
            return Err(server.failure(format!("it accepted no connection within {PATIENCE:?} ({error})")));
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The academy's role and database. Both are looked for at every start: the first one may have been killed in between.
async fn set_up(connection: &mut PgConnection) -> Result<(), ClusterError> {
    let role: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)")
        .bind(NAME)
        .fetch_one(&mut *connection)
        .await?;
    if !role {
        sqlx::query("CREATE ROLE academy LOGIN").execute(&mut *connection).await?;
    }
    let database: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
        .bind(NAME)
        .fetch_one(&mut *connection)
        .await?;
    if !database {
        sqlx::query("CREATE DATABASE academy OWNER academy").execute(&mut *connection).await?;
    }
    Ok(())
}

/// Everything is said in the address, so that no `PG…` variable meant for another server interferes.
fn url(run: &Path) -> Result<SecretString, ClusterError> {
    let folder = run.to_string_lossy();
    let base = format!("postgres://{NAME}@localhost:{PORT}/{NAME}");
    let url = Url::parse_with_params(&base, [("host", &*folder), ("sslmode", "disable")])
        .map_err(|error| ClusterError::Folder { folder: run.to_owned(), problem: error.to_string() })?;
    // libpq and with it psql know %20 only.
    Ok(url.as_str().replace('+', "%20").into())
}
