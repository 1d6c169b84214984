//! Ending sessions: one, or all of a learner's. What is ended is ended for every instance with its next call.

use chrono::{DateTime, Utc};
use dialogues::kernel::ids::{LearnerId, SessionId};
use sqlx::{Connection, PgConnection};

/// Why a session was ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The learner has blocked the bot.
    Blocked,
    /// The learner is being erased.
    Erased,
    /// A newer session has taken its place.
    MadeRoom,
    /// An operator has ended it.
    Operator,
    /// A role of the learner's has ended.
    RoleEnded,
    /// The learner has signed out.
    SignedOut,
}

impl Reason {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::Erased => "erased",
            Self::MadeRoom => "made_room",
            Self::Operator => "operator",
            Self::RoleEnded => "role_ended",
            Self::SignedOut => "signed_out",
        }
    }
}

/// Ends all sessions of the learner; what Telegram has signed for them until now opens none any more. Within the
/// caller's transaction, if there is one. Returns how many sessions were open.
pub async fn end_all(
    connection: &mut PgConnection,
    learner: LearnerId,
    reason: Reason,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    end_until(connection, learner, reason, now, None).await
}

/// `opened`: only what was opened until then.
pub(super) async fn end_until(
    connection: &mut PgConnection,
    learner: LearnerId,
    reason: Reason,
    at: DateTime<Utc>,
    opened: Option<DateTime<Utc>>,
) -> sqlx::Result<u64> {
    let mut tx = connection.begin().await?;
    hold(&mut tx, learner, at).await?;
    sqlx::query("UPDATE session_learners SET not_before = GREATEST(not_before, $2) WHERE learner = $1")
        .bind(learner.as_uuid())
        .bind(at)
        .execute(&mut *tx)
        .await?;
    let ended = sqlx::query(
        "UPDATE sessions SET ended_at = $2, end_reason = $3
         WHERE learner = $1 AND ended_at IS NULL AND ($4 IS NULL OR created_at <= $4)",
    )
    .bind(learner.as_uuid())
    .bind(at)
    .bind(reason.as_str())
    .bind(opened)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(ended.rows_affected())
}

/// Ends all sessions there are. Whoever has none comes in again by what Telegram has signed for them, unless the bot's token
/// has changed as well. Returns how many were open.
pub async fn end_everybodys(connection: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<u64> {
    let mut tx = connection.begin().await?;
    sqlx::query("UPDATE session_learners SET not_before = GREATEST(not_before, $1)")
        .bind(now)
        .execute(&mut *tx)
        .await?;
    let ended = sqlx::query("UPDATE sessions SET ended_at = $1, end_reason = $2 WHERE ended_at IS NULL")
        .bind(now)
        .bind(Reason::Operator.as_str())
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(ended.rows_affected())
}

/// Ends one of the learner's sessions; ending it again changes nothing.
pub(super) async fn end_one(
    connection: &mut PgConnection,
    learner: LearnerId,
    session: SessionId,
    at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE sessions SET ended_at = $3, end_reason = $4 WHERE id = $1 AND learner = $2 AND ended_at IS NULL",
    )
    .bind(session.as_uuid())
    .bind(learner.as_uuid())
    .bind(at)
    .bind(Reason::SignedOut.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// Waits for whoever opens or ends sessions of the learner, and keeps others waiting until the transaction ends. Returns
/// when all were last ended.
pub(super) async fn hold(
    connection: &mut PgConnection,
    learner: LearnerId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar(
        "INSERT INTO session_learners (learner, opened_at) VALUES ($1, $2)
         ON CONFLICT (learner) DO UPDATE SET opened_at = GREATEST(session_learners.opened_at, excluded.opened_at)
         RETURNING not_before",
    )
    .bind(learner.as_uuid())
    .bind(now)
    .fetch_one(connection)
    .await
}
