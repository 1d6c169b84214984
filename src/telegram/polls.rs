//! Quiz polls that were sent: which press a vote stands for, and which polls are still open. In the database, since a
//! vote names only its poll, and may come after a restart and without Redis. Sends nothing.
//!
//! A poll is *announced* before it is sent and *named* when Telegram has told its id. A vote in a poll without a name is
//! one that was faster than we are, or its sender died in between; which learner may mean which poll is told by
//! [`voted`].

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use dialogues::kernel::ids::LearnerId;
use dialogues::kernel::poll::Votes;
use dialogues::kernel::token::Token;
use sqlx::PgPool;
use tokio::time::sleep;
use uuid::Uuid;

use crate::app::App;

/// A poll that is still open gets its name within this, unless its sender is dead or Telegram does not answer.
const NAMING: Duration = Duration::from_secs(2);
const LOOK: Duration = Duration::from_millis(50);
/// A poll without a name is looked for no longer than this.
const NAMELESS: TimeDelta = TimeDelta::days(1);

/// What a vote is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Vote {
    /// The press that it stands for.
    Answer(Token),
    /// A vote in a poll that was sent to somebody else, and forwarded: nobody's answer.
    Elsewhere,
    /// Nobody knows the poll, or which of several it is.
    Unknown,
}

/// A poll in a learner's chat that was not closed yet.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Open {
    pub id: i64,
    pub message: i32,
    pub token: String,
    /// Has its learner voted?
    pub voted: bool,
}

/// Notes a poll that is about to be sent; returns its number here.
pub async fn announced(app: &App, learner: LearnerId, votes: &Votes) -> sqlx::Result<i64> {
    let entries: Vec<i32> = votes.entries.iter().map(|entry| entry.cast_signed()).collect();
    sqlx::query_scalar("INSERT INTO polls (learner, token, entries, created_at) VALUES ($1, $2, $3, $4) RETURNING id")
        .bind(learner.as_uuid())
        .bind(votes.token.to_string())
        .bind(entries)
        .bind(app.clock.now())
        .fetch_one(app.pool())
        .await
}

/// Telegram has it, under these names.
pub async fn named(app: &App, id: i64, poll: &str, message: i32) -> sqlx::Result<()> {
    let query = sqlx::query("UPDATE polls SET poll = $2, message = $3 WHERE id = $1");
    query.bind(id).bind(poll).bind(message).execute(app.pool()).await.map(drop)
}

/// Telegram did not take it.
pub async fn withdrawn(app: &App, id: i64) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM polls WHERE id = $1").bind(id).execute(app.pool()).await.map(drop)
}

/// The open polls in a learner's chat, oldest first.
pub async fn open(app: &App, learner: LearnerId) -> sqlx::Result<Vec<Open>> {
    let query = sqlx::query_as(
        "SELECT id, message, token, voted_at IS NOT NULL AS voted FROM polls
         WHERE learner = $1 AND closed_at IS NULL AND message IS NOT NULL ORDER BY message",
    );
    query.bind(learner.as_uuid()).fetch_all(app.pool()).await
}

/// Nothing is left to do with it in the chat.
pub async fn closed(app: &App, id: i64) -> sqlx::Result<()> {
    let query = sqlx::query("UPDATE polls SET closed_at = $2 WHERE id = $1");
    query.bind(id).bind(app.clock.now()).execute(app.pool()).await.map(drop)
}

/// What a learner's vote means; notes that they voted.
///
/// A poll that nobody has named is taken for the one that was announced to this learner and has no name: if that goes on
/// after a moment, and if there is only one question that it can be.
pub async fn voted(app: &App, learner: LearnerId, poll: &str, chosen: &[usize]) -> sqlx::Result<Vote> {
    for _ in 0..NAMING.as_millis() / LOOK.as_millis() {
        if let Some(vote) = of_named(app, learner, poll, chosen).await? {
            return Ok(vote);
        }
        if nameless(app, learner).await?.is_empty() {
            // Perhaps it got its name between the two looks.
            return Ok(of_named(app, learner, poll, chosen).await?.unwrap_or(Vote::Unknown));
        }
        sleep(LOOK).await;
    }
    Ok(match nameless(app, learner).await?.as_slice() {
        [only] => answer(only, chosen),
        _ => Vote::Unknown,
    })
}

/// Forgets polls from before a moment: votes in them are votes in unknown polls. Returns how many.
pub async fn purge(pool: &PgPool, before: DateTime<Utc>) -> sqlx::Result<u64> {
    let query = sqlx::query("DELETE FROM polls WHERE created_at < $1");
    Ok(query.bind(before).execute(pool).await?.rows_affected())
}

type Kept = (String, Vec<i32>);

async fn of_named(app: &App, learner: LearnerId, poll: &str, chosen: &[usize]) -> sqlx::Result<Option<Vote>> {
    let query = sqlx::query_as::<_, (Uuid, String, Vec<i32>)>(
        "UPDATE polls SET voted_at = CASE WHEN learner = $2 THEN COALESCE(voted_at, $3) ELSE voted_at END
         WHERE poll = $1 RETURNING learner, token, entries",
    );
    let found = query.bind(poll).bind(learner.as_uuid()).bind(app.clock.now()).fetch_optional(app.pool()).await?;
    Ok(found.map(
        |(whose, token, entries)| {
            if whose == learner.as_uuid() { answer(&(token, entries), chosen) } else { Vote::Elsewhere }
        },
    ))
}

async fn nameless(app: &App, learner: LearnerId) -> sqlx::Result<Vec<Kept>> {
    let query = sqlx::query_as(
        "SELECT DISTINCT token, entries FROM polls
         WHERE learner = $1 AND closed_at IS NULL AND poll IS NULL AND created_at > $2",
    );
    query.bind(learner.as_uuid()).bind(app.clock.now() - NAMELESS).fetch_all(app.pool()).await
}

fn answer((token, entries): &Kept, chosen: &[usize]) -> Vote {
    let votes = token
        .parse()
        .ok()
        .map(|token| Votes { token, entries: entries.iter().map(|entry| entry.cast_unsigned()).collect() });
    votes.and_then(|votes| votes.cast(chosen)).map_or(Vote::Unknown, Vote::Answer)
}

#[cfg(test)]
mod tests;
