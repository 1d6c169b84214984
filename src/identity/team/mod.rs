//! The academy's team as it is stored. What may be granted and revoked, `dialogues` decides; here it is read from the
//! log, and written together with its line in the audit log. No read model: whoever asks who may do what asks the fold.

mod people;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use dialogues::access::{Grant, Subject, Why};
use dialogues::kernel::ids::{LearnerId, TeamId};
use dialogues::streams::team::{self, Appointed};
use dialogues::streams::{Aggregate as _, Source as _, Team, TeamFact};
use futures::FutureExt as _;
use sqlx::PgConnection;

use super::audit::{self, Actor, Entry};
use super::sessions::{self, Reason};
use crate::app::App;
use crate::platform::eventstore::codec::{self, CodecError};
use crate::platform::eventstore::{AppendError, Appended, Batch, EventStore, ReadError};

pub use people::{by_telegram, known};

/// Changes of the team are seldom, and each lost race means that another one was made.
const ATTEMPTS: u32 = 20;

/// What the audit log calls it.
pub const GRANTED: &str = "role granted";
pub const REVOKED: &str = "role revoked";

#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error("{}", .0.sentence())]
    Refused(Why),
    #[error("others keep changing the team; try again")]
    Contended,
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Codec(#[from] CodecError),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Give a role or take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Grant,
    Revoke,
}

/// Who is in the team, as the log says now.
pub async fn current(store: &EventStore) -> Result<Team, ReadError> {
    Ok(store.fold::<Team>(TeamId::of_academy()).await?.unwrap_or_default())
}

/// The operators whom the configuration names by their ids at Telegram. Who has never written to the bot is nobody yet,
/// and does not count as one of several operators either.
pub async fn appointed(store: &EventStore, operators: &[i64]) -> sqlx::Result<Appointed> {
    let mut appointed = Appointed::default();
    for id in operators {
        appointed.0.extend(store.vault().known(*id).await?);
    }
    Ok(appointed)
}

/// A learner with all roles that they have.
pub async fn subject(app: &App, learner: LearnerId) -> Result<Subject, ReadError> {
    Ok(appointed(&app.store, &app.operators).await?.subject(learner, &current(&app.store).await?))
}

/// Changes the team on behalf of the command line. None: there is nothing to change.
pub async fn change(
    store: &EventStore,
    appointed: &Appointed,
    change: Change,
    who: LearnerId,
    grant: &Grant,
    at: DateTime<Utc>,
) -> Result<Option<TeamFact>, ChangeError> {
    let by = Subject::command_line();
    for _ in 0..ATTEMPTS {
        let team = current(store).await?;
        let decided = match change {
            Change::Grant => team::grant(&team, appointed, &by, who, grant.clone()),
            Change::Revoke => team::revoke(&team, appointed, &by, who, grant.clone()),
        };
        let Some(fact) = decided.map_err(ChangeError::Refused)? else { return Ok(None) };
        let event = codec::encode_as::<Team>(TeamId::of_academy(), &fact, team.version() + 1)?;
        // Nobody's turn: whom it concerns stands where whose turn it is stands otherwise.
        let batch = Batch { key: None, events: &[event], at, metadata: codec::metadata(who) };
        match append(store, batch, vec![fact.clone()]).await {
            Ok(_) => return Ok(Some(fact)),
            Err(AppendError::Conflict) => {}
            Err(AppendError::Database(error)) => return Err(error.into()),
        }
    }
    Err(ChangeError::Contended)
}

/// Takes all roles from somebody who is erased; also the last operator's, as their right goes before. Returns how many.
pub async fn leave(store: &EventStore, who: LearnerId, at: DateTime<Utc>) -> Result<u64, ChangeError> {
    for _ in 0..ATTEMPTS {
        let team = current(store).await?;
        let theirs = team.given.iter().filter(|given| given.who == who);
        let facts: Vec<TeamFact> =
            theirs.map(|given| TeamFact::RoleRevoked { who, grant: given.grant.clone(), by: None }).collect();
        let version = team.version();
        let events: Result<Vec<_>, _> = (version + 1..)
            .zip(&facts)
            .map(|(version, fact)| codec::encode_as::<Team>(TeamId::of_academy(), fact, version))
            .collect();
        let events = events?;
        if events.is_empty() {
            return Ok(0);
        }
        let batch = Batch { key: None, events: &events, at, metadata: codec::metadata(who) };
        match append(store, batch, facts).await {
            Ok(_) => return Ok(events.len() as u64),
            Err(AppendError::Conflict) => {}
            Err(AppendError::Database(error)) => return Err(error.into()),
        }
    }
    Err(ChangeError::Contended)
}

/// Stores a batch that has facts of the team in it, and in the same transaction all that goes with them.
pub async fn append(store: &EventStore, batch: Batch<'_>, facts: Vec<TeamFact>) -> Result<Appended, AppendError> {
    let at = batch.at;
    store.append_with(batch, move |connection: &mut PgConnection| follow(connection, facts, at).boxed()).await
}

async fn follow(connection: &mut PgConnection, facts: Vec<TeamFact>, at: DateTime<Utc>) -> sqlx::Result<()> {
    for fact in facts {
        let (action, who, grant, by) = match &fact {
            TeamFact::RoleGranted { who, grant, by } => (GRANTED, who, grant, by),
            TeamFact::RoleRevoked { who, grant, by } => (REVOKED, who, grant, by),
        };
        let detail = serde_json::to_value(grant).map_err(|error| sqlx::Error::Encode(error.into()))?;
        let actor = by.map_or(Actor::CommandLine, Actor::Learner);
        audit::record(&mut *connection, &Entry { at, actor, action, subject: Some(*who), detail }).await?;
        if action == REVOKED {
            sessions::end_all(&mut *connection, *who, Reason::RoleEnded, at).await?;
        }
    }
    Ok(())
}
