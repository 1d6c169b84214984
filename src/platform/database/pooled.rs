//! What lies on the way to PostgreSQL: does a connection have a session to itself, or does a pooler give each transaction
//! whichever is free? In that case settings, locks and statements of a session would be somebody else's a moment later.

use std::collections::BTreeSet;
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, Row as _};

/// A pooler may go through its sessions in turn; so many looks find two connections in one of them.
const LOOKS: usize = 8;

/// Is there a pooler in transaction mode? Two connections that are open at the same time never have the same server process
/// otherwise, and each keeps its own.
pub async fn pooled(url: &SecretString) -> sqlx::Result<bool> {
    let [mut one, mut two] = both(url).await?;
    let mut processes = [BTreeSet::new(), BTreeSet::new()];
    for _ in 0..LOOKS {
        processes[0].insert(process(&mut one).await?);
        processes[1].insert(process(&mut two).await?);
    }
    let shared = !processes[0].is_disjoint(&processes[1]) || processes.iter().any(|seen| seen.len() > 1);
    // Whether the way back is friendly is no matter.
    let _ = (one.close().await, two.close().await);
    Ok(shared)
}

/// Does the pooler know the statements that a connection has prepared? `PgBouncer` does from 1.21 on, if it is told to.
pub async fn keeps_statements(url: &SecretString) -> sqlx::Result<bool> {
    let [mut one, mut two] = both(url).await?;
    for _ in 0..LOOKS {
        for connection in [&mut one, &mut two] {
            if sqlx::query_scalar::<_, i32>("SELECT $1::int").bind(1).fetch_one(connection).await.is_err() {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

async fn both(url: &SecretString) -> sqlx::Result<[PgConnection; 2]> {
    let options = PgConnectOptions::from_str(url.expose_secret())?;
    Ok([options.connect().await?, options.connect().await?])
}

/// Not as a prepared statement, which might be lost on the way.
async fn process(connection: &mut PgConnection) -> sqlx::Result<String> {
    let row = sqlx::raw_sql("SELECT pg_backend_pid()::text").fetch_one(connection).await?;
    row.try_get(0)
}
