//! Whose token is it? One look-up by its hash for each call, and nothing kept in between: a session that was ended anywhere
//! is ended here.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use dialogues::kernel::ids::{LearnerId, SessionId};
use sqlx::PgPool;
use tracing::debug;
use uuid::Uuid;

use super::token::{Hash, Token};
use super::{IDLE, LONGEST};

/// That a session is used is written so often at most.
const NOTED: TimeDelta = TimeDelta::minutes(1);

/// A session that is good now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub learner: LearnerId,
}

/// None: there is no such session, or it is over.
pub async fn verify(pool: &PgPool, token: &Token, now: DateTime<Utc>) -> sqlx::Result<Option<Session>> {
    let found: Option<(Uuid, Uuid, DateTime<Utc>)> = sqlx::query_as(
        "SELECT id, learner, last_used_at FROM sessions WHERE hash = $1 AND ended_at IS NULL AND expires_at > $2",
    )
    .bind(token.hash().as_slice())
    .bind(now)
    .fetch_optional(pool)
    .await?;
    let Some((id, learner, last_used_at)) = found else { return Ok(None) };
    if now - last_used_at >= NOTED {
        // The caller need not suffer where this cannot be written.
        if let Err(error) = note(pool, id, now).await {
            debug!(%error, "that a session is used could not be written");
        }
    }
    Ok(Some(Session { id: SessionId::from_uuid(id), learner: LearnerId::from_uuid(learner) }))
}

/// Those of the sessions, by the hashes of their tokens, that are good now: for whoever holds them open.
pub async fn still_good(pool: &PgPool, held: &[Hash], now: DateTime<Utc>) -> sqlx::Result<HashSet<Hash>> {
    let held: Vec<&[u8]> = held.iter().map(Hash::as_slice).collect();
    let good = "SELECT hash FROM sessions WHERE hash = ANY($1) AND ended_at IS NULL AND expires_at > $2";
    let good: Vec<Vec<u8>> = sqlx::query_scalar(good).bind(held).bind(now).fetch_all(pool).await?;
    Ok(good.into_iter().filter_map(|hash| hash.try_into().ok()).collect())
}

/// It slides: used now, it lasts from now.
async fn note(pool: &PgPool, id: Uuid, now: DateTime<Utc>) -> sqlx::Result<()> {
    let noted = sqlx::query(
        "UPDATE sessions SET last_used_at = $2, expires_at = GREATEST(expires_at, LEAST($3, created_at + $4))
         WHERE id = $1 AND ended_at IS NULL AND last_used_at < $2",
    );
    noted.bind(id).bind(now).bind(now + IDLE).bind(LONGEST).execute(pool).await?;
    Ok(())
}
