//! Does the chain hold? Read from the beginning, a row at a time, so that a log of any length fits.

use futures::TryStreamExt;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::row;

/// What became of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chain {
    Whole {
        rows: i64,
        /// The last row's hash in hex; empty if there is none.
        head: String,
    },
    /// The first row that is not as it was written, or that does not follow the one before.
    Broken { position: i64, why: &'static str },
}

#[derive(sqlx::FromRow)]
struct Row {
    position: i64,
    /// What the hash is of, besides the one before.
    hashed: String,
    hash: Vec<u8>,
}

const ROWS: &str = concat!("SELECT position, hash, ", row!(), " AS hashed FROM audit_log ORDER BY position");

pub async fn verify(connection: &mut PgConnection) -> sqlx::Result<Chain> {
    let (mut rows, mut before) = (0, Vec::new());
    let mut stored = sqlx::query_as::<_, Row>(ROWS).fetch(connection);
    while let Some(Row { position, hashed, hash }) = stored.try_next().await? {
        rows += 1;
        if position != rows {
            return Ok(Chain::Broken { position: rows, why: "it is missing" });
        }
        let expected = Sha256::new().chain_update(&before).chain_update(hashed.as_bytes()).finalize();
        if expected.as_slice() != hash {
            return Ok(Chain::Broken { position, why: "it is not as it was written" });
        }
        before = hash;
    }
    Ok(Chain::Whole { rows, head: hex::encode(before) })
}
