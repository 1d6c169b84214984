//! Gives the log numbers that mean something to this server. A logical restore brings the transaction numbers of another
//! one: subscriptions wait for transactions that never come, and appends find their predecessors in the future.
//! Base backups need none of this. Start at [`renumber`].

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, PgPool};
use tokio::time::{Instant, sleep};

use crate::platform::database;

/// An academy that has ended leaves the server's processes for a moment.
const CLOSING: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(50);

/// What was renumbered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renumbered {
    pub events: u64,
    /// Events that were stored on this server after the restore: they now come after all that were restored. The
    /// subscriptions may have passed over some of them, so that read models are made anew.
    pub late: u64,
    /// Names of the checkpoints, and how many events lie at or before each.
    pub checkpoints: Vec<(String, i64)>,
}

#[derive(Debug, thiserror::Error)]
pub enum RenumberError {
    #[error("an academy is at work on this database: {}; stop it first", list(.0))]
    AtWork(Vec<AtWork>),
    #[error("the log is being renumbered by somebody else at this moment")]
    Renumbering,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// A connection of another academy.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AtWork {
    pub pid: i32,
    pub role: Option<String>,
    /// None: over a socket on the server's machine.
    pub address: Option<String>,
    pub since: Option<DateTime<Utc>>,
}

/// The log as it is to be. `late` is decided by position, which goes on where the restored sequence ended: an event
/// of one of this server's transactions behind the last one that cannot be of this server. Streams keep their order,
/// since a follower has always got its position after its predecessor.
const RANK: &str = "
    INSERT INTO renumbered (part, place, tx, position, late, rank)
    SELECT part, place, tx, position, late, row_number() OVER (ORDER BY late, tx, position)
    FROM (SELECT tableoid AS part, ctid AS place, tx, position,
                 tx < $1::xid8 AND COALESCE(position > (SELECT max(position) FROM event_store WHERE tx >= $1::xid8),
                                            false) AS late
          FROM event_store) event";

/// Nobody writes while the table is locked, so that a row's place is its name.
const REWRITE: &str = "
    UPDATE event_store event SET tx = '1', position = renumbered.rank
    FROM renumbered WHERE event.tableoid = renumbered.part AND event.ctid = renumbered.place";

const MOVE_CHECKPOINTS: &str = "
    UPDATE checkpoints SET
        tx = '1',
        position = (SELECT count(*) FROM renumbered event
                    WHERE NOT event.late AND (event.tx, event.position) <= (checkpoints.tx, checkpoints.position)),
        version = CASE WHEN $1 THEN 0 ELSE version END,
        updated_at = now()
    RETURNING name, position";

/// Gives every event transaction 1, which is older than any that runs, and its rank as position: the order is exactly
/// kept. Checkpoints move along, the sequence goes on behind the last event. One transaction, so all of it or nothing.
/// None if nothing is needed, unless `force`.
///
/// `pool`'s connections must go by another name than `academy`, which is how others that are at work are known.
/// Readers are let in meanwhile; it takes twice the log's space on the disk, half of which is free again afterwards.
pub async fn renumber(pool: &PgPool, force: bool) -> Result<Option<Renumbered>, RenumberError> {
    // A connection of its own: its settings are not for others, and its statements are slow by nature.
    let mut connection = pool.connect_options().as_ref().clone().disable_statement_logging().connect().await?;
    for unlimited in ["SET statement_timeout = 0", "SET work_mem = '128MB'"] {
        sqlx::query(unlimited).execute(&mut connection).await?;
    }
    nobody_at_work(&mut connection).await?;
    let mut tx = connection.begin().await?;
    let alone: bool =
        sqlx::query_scalar("SELECT pg_try_advisory_xact_lock(hashtext('renumber'))").fetch_one(&mut *tx).await?;
    if !alone {
        return Err(RenumberError::Renumbering);
    }
    sqlx::query("LOCK TABLE event_store, checkpoints IN SHARE ROW EXCLUSIVE MODE").execute(&mut *tx).await?;
    let next: String =
        sqlx::query_scalar("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").fetch_one(&mut *tx).await?;
    if !force && !needed(&mut tx, &next).await? {
        return Ok(None);
    }
    let renumbered = rewrite(&mut tx, &next).await?;
    tx.commit().await?;
    // Every row was written anew: the old ones' space is for the next events, and the planner knows the new ones.
    sqlx::query("VACUUM (ANALYZE) event_store").execute(&mut connection).await?;
    connection.close().await?;
    Ok(Some(renumbered))
}

/// Does the log come from another server? Then it holds an event of a transaction that this one has not come to: no
/// subscription would see anything new, and no known stream could go on.
pub async fn foreign(pool: &PgPool) -> sqlx::Result<bool> {
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM event_store WHERE tx >= pg_snapshot_xmax(pg_current_snapshot()))")
        .fetch_one(pool)
        .await
}

/// Is there such an event, or a checkpoint beyond the last event?
async fn needed(connection: &mut PgConnection, next: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "WITH head AS (SELECT tx, position FROM event_store ORDER BY tx DESC, position DESC LIMIT 1)
         SELECT EXISTS (SELECT FROM head WHERE tx >= $1::xid8)
             OR EXISTS (SELECT FROM checkpoints WHERE position > 0
                        AND NOT EXISTS (SELECT FROM head WHERE (checkpoints.tx, checkpoints.position) <= (head.tx, head.position)))",
    )
    .bind(next)
    .fetch_one(connection)
    .await
}

async fn rewrite(connection: &mut PgConnection, next: &str) -> sqlx::Result<Renumbered> {
    sqlx::query(
        "CREATE TEMPORARY TABLE renumbered (part oid NOT NULL, place tid NOT NULL, tx xid8 NOT NULL,
             position bigint NOT NULL, late boolean NOT NULL, rank bigint NOT NULL) ON COMMIT DROP",
    )
    .execute(&mut *connection)
    .await?;
    let events = sqlx::query(RANK).bind(next).execute(&mut *connection).await?.rows_affected();
    sqlx::query("ANALYZE renumbered").execute(&mut *connection).await?;
    let late: i64 =
        sqlx::query_scalar("SELECT count(*) FROM renumbered WHERE late").fetch_one(&mut *connection).await?;
    let mut checkpoints: Vec<(String, i64)> =
        sqlx::query_as(MOVE_CHECKPOINTS).bind(late > 0).fetch_all(&mut *connection).await?;
    checkpoints.sort();
    sqlx::query(REWRITE).execute(&mut *connection).await?;
    // Unlike setval, this is taken back with the rest.
    let restart = format!("ALTER SEQUENCE event_position RESTART WITH {}", events + 1);
    sqlx::query(AssertSqlSafe(restart)).execute(&mut *connection).await?;
    Ok(Renumbered { events, late: late as u64, checkpoints })
}

/// Refuses while another academy is connected, after a moment for connections that are just being closed.
async fn nobody_at_work(connection: &mut PgConnection) -> Result<(), RenumberError> {
    let deadline = Instant::now() + CLOSING;
    loop {
        let others: Vec<AtWork> = sqlx::query_as(
            "SELECT pid, usename::text AS role, host(client_addr) AS address, backend_start AS since
             FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1 ORDER BY pid",
        )
        .bind(database::NAME)
        .fetch_all(&mut *connection)
        .await?;
        if others.is_empty() {
            return Ok(());
        }
        if Instant::now() > deadline {
            return Err(RenumberError::AtWork(others));
        }
        sleep(PAUSE).await;
    }
}

impl fmt::Display for AtWork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {}", self.pid)?;
        if let Some(role) = &self.role {
            write!(f, " of {role}")?;
        }
        if let Some(address) = &self.address {
            write!(f, " from {address}")?;
        }
        if let Some(since) = self.since {
            write!(f, ", connected since {}", since.format("%F %T UTC"))?;
        }
        Ok(())
    }
}

fn list(others: &[AtWork]) -> String {
    others.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
