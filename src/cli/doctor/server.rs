//! The server, the schema, and whose transaction holds everybody up.

use std::path::Path;
use std::time::Duration;

use sqlx::PgConnection;

use super::report::Check;
use super::{Found, count};
use crate::platform::cluster::ClusterError;
use crate::platform::database;

/// The oldest PostgreSQL that has what the statements use, as `server_version_num`.
const OLDEST: i32 = 140_000;

/// Our own transactions are ended after so long; whoever has one for longer is somebody else.
pub const LONG: Duration = Duration::from_secs(15);

pub fn no_database_yet(data_dir: &Path) -> Check {
    let advice = "`academy serve` makes one at its first start. Set DATABASE_URL to look at another database.";
    Check::finding("database", format!("there is no private PostgreSQL in {} yet", data_dir.display()), advice)
}

pub fn no_cluster(error: &ClusterError) -> Check {
    let advice = "If an academy runs on this data folder, stop it first: the private PostgreSQL has one owner at a \
                  time. Set DATABASE_URL to look at another database.";
    Check::finding("database", format!("the private PostgreSQL cannot be used: {error}"), advice)
}

pub fn unreachable(error: &sqlx::Error) -> Check {
    let advice = "Check DATABASE_URL, that the server runs, and that it takes another two connections.";
    Check::finding("database", format!("it cannot be reached: {error}"), advice)
}

pub async fn version(connection: &mut PgConnection) -> Found {
    let (number, name): (i32, String) =
        sqlx::query_as("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
            .fetch_one(connection)
            .await?;
    Ok(vec![versioned(number, &name)])
}

pub fn versioned(number: i32, name: &str) -> Check {
    if number < OLDEST {
        let advice = "Upgrade the server to PostgreSQL 14 or newer (pg_upgrade keeps the event log as it is).";
        return Check::finding("database", format!("PostgreSQL {name} is too old"), advice);
    }
    Check::well("database", format!("PostgreSQL {name} answers"))
}

/// Also tells whether there is a schema to look at.
pub async fn schema(connection: &mut PgConnection) -> sqlx::Result<(Check, bool)> {
    let difference = database::difference(connection).await?;
    let database::Difference { pending, failed, altered, unknown } = &difference;
    let list = |versions: &[i64]| versions.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    Ok(if !failed.is_empty() {
        let advice = "Look at what it left behind, undo that, delete its row from _sqlx_migrations and run \
                      `academy migrate`.";
        (Check::finding("schema", format!("migration {} was broken off", list(failed)), advice), false)
    } else if !pending.is_empty() {
        let advice = "Run `academy migrate`; `academy serve` does the same at its start. Then run the doctor again.";
        (Check::finding("schema", format!("lacks migration {}", list(pending)), advice), false)
    } else if !altered.is_empty() {
        let advice = "The database was made by another edition of the program: go back to the one that made it.";
        let found = format!("migration {} was applied in another form", list(altered));
        (Check::finding("schema", found, advice), true)
    } else if !unknown.is_empty() {
        let advice = "A newer academy has been at work here: use that one, also for the doctor.";
        (Check::finding("schema", format!("has migration {}, unknown to me", list(unknown)), advice), true)
    } else {
        (Check::well("schema", "up to date"), true)
    })
}

/// Transactions that hold every subscription back, and have for longer than `long`.
pub async fn transactions(connection: &mut PgConnection, long: Duration) -> Found {
    let running: Vec<(i32, String)> = sqlx::query_as(
        "SELECT pid, format('pid %s (%s%s) for %s s, %s; last statement: %s', pid,
                            COALESCE(NULLIF(application_name, ''), 'unnamed'),
                            COALESCE(', ' || usename || '@' || datname, ''),
                            round(extract(epoch FROM now() - xact_start)), state, left(query, 60))
         FROM pg_stat_activity
         WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid() AND now() - xact_start > make_interval(secs => $1)
         ORDER BY xact_start",
    )
    .bind(long.as_secs_f64())
    .fetch_all(&mut *connection)
    .await?;
    let prepared: Vec<String> = sqlx::query_scalar(
        "SELECT format('ROLLBACK PREPARED %L, or COMMIT PREPARED, in database %I', gid, database)
         FROM pg_prepared_xacts WHERE now() - prepared > make_interval(secs => $1) ORDER BY prepared",
    )
    .bind(long.as_secs_f64())
    .fetch_all(&mut *connection)
    .await?;
    let mut checks = Vec::new();
    if !running.is_empty() {
        let pids: Vec<String> = running.iter().map(|(pid, _)| format!("SELECT pg_terminate_backend({pid});")).collect();
        let advice = format!(
            "Subscriptions wait until it ends; turns do not. End it where it was begun, or, if nobody needs it: {}",
            pids.join(" ")
        );
        let found = count(running.len() as i64, "long transaction holds", "long transactions hold");
        let details = running.into_iter().map(|(_, transaction)| transaction);
        checks.push(Check::finding("transactions", format!("{found} all subscriptions back"), advice).naming(details));
    }
    if !prepared.is_empty() {
        let advice = "Nobody else ends a prepared transaction, not even a restart. The academy makes none.";
        let found = count(prepared.len() as i64, "prepared transaction holds", "prepared transactions hold");
        checks.push(Check::finding("transactions", format!("{found} all subscriptions back"), advice).naming(prepared));
    }
    if checks.is_empty() {
        checks.push(Check::well("transactions", "none that runs for long"));
    }
    Ok(checks)
}
