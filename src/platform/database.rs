//! The way into PostgreSQL: one pool, and the schema that comes with the program.
//! Knows no table; each slice has its own statements.

use std::str::FromStr;
use std::sync::LazyLock;
use std::time::Duration;

use futures::FutureExt as _;
use secrecy::{ExposeSecret, SecretString};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::pool::PoolConnectionMetadata;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgConnection, PgPool};

mod direct;
mod pooled;
#[cfg(test)]
pub mod testing;
mod time_outs;

pub use direct::Direct;
pub use pooled::{keeps_statements, pooled};
pub use time_outs::{Differing, differing, set_time_outs};

/// The write side's schema, embedded. Read models bring their own, see [`super::eventstore::ReadModel`].
static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| {
    let mut migrations = sqlx::migrate!("./migrations");
    // Those of a newer program: this one still serves beside it, since migrations only ever add.
    migrations.set_ignore_missing(true);
    migrations
});

/// How PostgreSQL knows an academy's connections.
pub const NAME: &str = "academy";

/// A request should rather fail and be repeated than wait longer for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// A connection that was used a moment ago is taken to be there.
const RESTED: Duration = Duration::from_secs(1);

/// A pool of at most `max` connections. Connects once, so that a wrong URL or an unreachable server shows at once.
pub async fn connect(url: &SecretString, max: u32) -> Result<PgPool, sqlx::Error> {
    connect_as(NAME, url, max).await
}

/// The same, under another name.
pub async fn connect_as(name: &str, url: &SecretString, max: u32) -> Result<PgPool, sqlx::Error> {
    let options = PgConnectOptions::from_str(url.expose_secret())?.application_name(name);
    PgPoolOptions::new()
        .max_connections(max)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, metadata| tested(connection, metadata).boxed())
        .connect_with(options)
        .await
}

/// Asks a connection that has rested whether it is still there; asking each time would cost as much as what it is wanted
/// for.
async fn tested(connection: &mut PgConnection, metadata: PoolConnectionMetadata) -> sqlx::Result<bool> {
    if metadata.idle_for >= RESTED {
        connection.ping().await?;
    }
    Ok(true)
}

/// A small pool for whoever only looks, however long that takes: it can change nothing, and holds no subscription back,
/// since what only reads has no transaction number.
pub async fn connect_to_look(url: &SecretString) -> Result<PgPool, sqlx::Error> {
    let options = PgConnectOptions::from_str(url.expose_secret())?
        .application_name("academy doctor")
        // It knows that it is slow.
        .disable_statement_logging();
    // A pool tries until its time is over and then says no more than that.
    options.connect().await?.close().await?;
    PgPoolOptions::new()
        .max_connections(2)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // As statements: a pooler in session mode may refuse settings that come with the connection, and takes these back.
        .after_connect(|connection, _| {
            async move {
                let look = "SET statement_timeout = 0; SET default_transaction_read_only = on";
                sqlx::raw_sql(look).execute(connection).await.map(drop)
            }
            .boxed()
        })
        .connect_with(options)
        .await
}

/// How the database's schema differs from the program's: numbers of migrations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// To be applied.
    pub pending: Vec<i64>,
    /// Broken off in the middle.
    pub failed: Vec<i64>,
    /// Applied, but not as this program has them.
    pub altered: Vec<i64>,
    /// Applied by a program that knows more.
    pub unknown: Vec<i64>,
}

/// Compares without changing anything.
pub async fn difference(connection: &mut PgConnection) -> Result<Difference, sqlx::Error> {
    let mut difference = Difference::default();
    let any: bool =
        sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL").fetch_one(&mut *connection).await?;
    let applied: Vec<(i64, Vec<u8>, bool)> = if any {
        let applied = sqlx::query_as("SELECT version, checksum, success FROM _sqlx_migrations ORDER BY version");
        applied.fetch_all(connection).await?
    } else {
        Vec::new()
    };
    for migration in MIGRATIONS.iter() {
        match applied.iter().find(|(version, ..)| *version == migration.version) {
            None => difference.pending.push(migration.version),
            Some((.., false)) => difference.failed.push(migration.version),
            Some((_, checksum, _)) if *checksum != *migration.checksum => difference.altered.push(migration.version),
            Some(_) => {}
        }
    }
    let known = |version: &i64| MIGRATIONS.iter().any(|migration| migration.version == *version);
    difference.unknown.extend(applied.iter().map(|(version, ..)| *version).filter(|version| !known(version)));
    Ok(difference)
}

/// Brings the schema up to date. Safe to run from several instances at once: the second waits and finds nothing to do.
pub async fn migrate(pool: &PgPool) -> Result<(), MigrateError> {
    let mut connection = pool.acquire().await?;
    // Building an index on a grown log takes as long as it takes, and so does waiting for another instance.
    for unlimited in ["SET statement_timeout = 0", "SET lock_timeout = 0"] {
        sqlx::query(unlimited).execute(&mut *connection).await?;
    }
    let migrated = MIGRATIONS.run(&mut *connection).await;
    // Closed rather than returned: the next user of this connection must have the time-outs again.
    connection.close().await?;
    migrated
}

/// Will the same statement work when the server is well again? Classes of SQLSTATE: connection, transaction rollback,
/// resources, object not in the right state (locks), operator intervention, system, and a server that only reads.
pub fn passes(error: &sqlx::Error) -> bool {
    use sqlx::Error;
    match error {
        Error::Database(error) => error.code().is_some_and(|code| {
            ["08", "40", "53", "55", "57", "58"].iter().any(|class| code.starts_with(class)) || code == "25006"
        }),
        // What was read or bound is not of the shape that the program expects.
        Error::ColumnDecode { .. }
        | Error::ColumnIndexOutOfBounds { .. }
        | Error::ColumnNotFound(_)
        | Error::Decode(_)
        | Error::Encode(_)
        | Error::RowNotFound
        | Error::TypeNotFound { .. } => false,
        _ => true,
    }
}
