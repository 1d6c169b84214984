//! Opening a session with launch data. The same launch data never has two: brought again, as a page does that is loaded
//! again, it gets the same session with another token, and not for ever.

use chrono::{DateTime, Utc};
use dialogues::kernel::ids::{LearnerId, SessionId};
use sqlx::{Connection, PgConnection, PgPool};
use uuid::Uuid;

use super::end::{Reason, hold};
use super::token::Token;
use super::{IDLE, LONGEST, MOST};

/// Times that the same launch data opens its session: a page may be loaded again so often.
const OPENINGS: i32 = 20;

/// What a session is opened with.
#[derive(Clone, Debug)]
pub struct Launch {
    pub learner: LearnerId,
    /// Stands for the launch data: the same, however that is written.
    pub hash: [u8; 32],
    pub signed_at: DateTime<Utc>,
    /// What the device is called.
    pub device: String,
}

#[derive(Debug)]
pub struct Opened {
    pub session: SessionId,
    pub token: Token,
    pub expires_at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Its session was ended, or all of the learner's after it was signed.
    #[error("it was signed out")]
    SignedOut,
    #[error("it was used {OPENINGS} times")]
    Spent,
}

/// A session for launch data that was checked.
pub async fn open(pool: &PgPool, launch: &Launch, now: DateTime<Utc>) -> sqlx::Result<Result<Opened, Refused>> {
    let mut connection = pool.acquire().await?;
    let mut tx = connection.begin().await?;
    let not_before = hold(&mut tx, launch.learner, now).await?;
    // What Telegram has signed in the second of the end may have been before it.
    if not_before.is_some_and(|ended| launch.signed_at <= ended) {
        return Ok(Err(Refused::SignedOut));
    }
    let token = Token::random();
    let given = match again(&mut tx, launch, &token, now).await? {
        Some(Ok(given)) => given,
        Some(Err(refused)) => return Ok(Err(refused)),
        None => anew(&mut tx, launch, &token, now).await?,
    };
    tx.commit().await?;
    let (session, expires_at) = given;
    Ok(Ok(Opened { session, token, expires_at }))
}

/// A session and when it expires.
type Given = (SessionId, DateTime<Utc>);

/// The session that the launch data has opened before, with another token: the one before it is void. None: it has opened
/// none.
async fn again(
    connection: &mut PgConnection,
    launch: &Launch,
    token: &Token,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Result<Given, Refused>>> {
    let known: Option<(Uuid, i32, bool, DateTime<Utc>)> = sqlx::query_as(
        "SELECT id, openings, ended_at IS NOT NULL, created_at FROM sessions WHERE learner = $1 AND launch = $2",
    )
    .bind(launch.learner.as_uuid())
    .bind(launch.hash.as_slice())
    .fetch_optional(&mut *connection)
    .await?;
    let (id, created_at) = match known {
        None => return Ok(None),
        Some((_, _, true, _)) => return Ok(Some(Err(Refused::SignedOut))),
        Some((_, OPENINGS.., _, _)) => return Ok(Some(Err(Refused::Spent))),
        Some((id, .., created_at)) => (id, created_at),
    };
    let expires_at = (now + IDLE).min(created_at + LONGEST);
    sqlx::query(
        "UPDATE sessions SET hash = $2, openings = openings + 1, device = $3, last_used_at = $4, expires_at = $5
         WHERE id = $1",
    )
    .bind(id)
    .bind(token.hash().as_slice())
    .bind(&launch.device)
    .bind(now)
    .bind(expires_at)
    .execute(connection)
    .await?;
    Ok(Some(Ok((SessionId::from_uuid(id), expires_at))))
}

async fn anew(
    connection: &mut PgConnection,
    launch: &Launch,
    token: &Token,
    now: DateTime<Utc>,
) -> sqlx::Result<Given> {
    let (id, expires_at) = (Uuid::new_v4(), now + IDLE);
    sqlx::query(
        "INSERT INTO sessions (id, hash, learner, launch, device, created_at, last_used_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6, $7)",
    )
    .bind(id)
    .bind(token.hash().as_slice())
    .bind(launch.learner.as_uuid())
    .bind(launch.hash.as_slice())
    .bind(&launch.device)
    .bind(now)
    .bind(expires_at)
    .execute(&mut *connection)
    .await?;
    make_room(connection, launch.learner, id, now).await?;
    Ok((SessionId::from_uuid(id), expires_at))
}

/// Ends what was used longest ago of more than there may be.
async fn make_room(
    connection: &mut PgConnection,
    learner: LearnerId,
    newest: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE sessions SET ended_at = $3, end_reason = $4
         WHERE id IN (SELECT id FROM sessions
                      WHERE learner = $1 AND ended_at IS NULL AND expires_at > $3 AND id <> $2
                      ORDER BY last_used_at DESC, created_at DESC, id OFFSET $5)",
    )
    .bind(learner.as_uuid())
    .bind(newest)
    .bind(now)
    .bind(Reason::MadeRoom.as_str())
    .bind(MOST - 1)
    .execute(connection)
    .await?;
    Ok(())
}
