//! The read model `users`: one row for each learner, for reports. Nothing in it is a person's own: who they are, where they
//! live and when they are away lies sealed in the log, and whoever needs it folds that.

use crate::platform::eventstore::codec;
use chrono::{DateTime, Utc};
use dialogues::catalogue::Level;
use dialogues::kernel::ids::LearnerId;
use dialogues::kernel::locale::Locale;
use dialogues::streams::LearnerFact;
use dialogues::streams::{Aggregate, Learner};
use futures::FutureExt;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection, PgExecutor, Row};
use uuid::Uuid;

use crate::platform::eventstore::{Model, ReadModel, StoredEvent, Subscription};

/// The columns of a [`UserRow`]: readers name the model's tables otherwise than its own statements do.
macro_rules! row {
    () => {
        "SELECT id, profile, preferences, created_at, updated_at, version "
    };
}

/// A learner as of the last event that the read model has taken in.
#[derive(Clone, Debug, PartialEq)]
pub struct UserRow {
    pub id: LearnerId,
    pub profile: Profile,
    pub preferences: Preferences,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// Of the learner's stream.
    pub version: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    pub level: Option<Level>,
    /// False once the learner has blocked the bot.
    pub reachable: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Preferences {
    pub locale: Locale,
    /// Minutes a day.
    pub daily_goal: Option<u32>,
    /// Prefers quiz polls.
    #[serde(default)]
    pub polls: bool,
}

/// What reads it, and waits for it, names it by this.
pub const MODEL: Model = Model::new("users", 4);

pub(super) struct Users;

impl Subscription for Users {
    fn name(&self) -> &'static str {
        MODEL.name
    }

    fn handles(&self, event: &StoredEvent) -> bool {
        event.aggregate_type == Learner::TYPE
    }

    fn apply<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        event: &'a StoredEvent,
    ) -> BoxFuture<'a, sqlx::Result<()>> {
        async move {
            let fact = codec::decode::<Learner>(event)?;
            let learner = LearnerId::from_uuid(event.stream);
            let known = select(&mut *connection, concat!(row!(), "FROM users WHERE id = $1"), learner).await?;
            let row = known.unwrap_or_else(|| UserRow::new(learner, event.at));
            save(connection, &row.evolve(fact, event)).await
        }
        .boxed()
    }

    fn read_model(&self) -> Option<&dyn ReadModel> {
        Some(self)
    }
}

impl ReadModel for Users {
    fn version(&self) -> i32 {
        MODEL.version()
    }

    fn ddl(&self) -> &'static str {
        include_str!("users.sql")
    }

    fn tables(&self) -> &'static [&'static str] {
        &["users"]
    }

    fn people(&self) -> &'static [(&'static str, &'static str)] {
        &[("users", "id")]
    }
}

impl UserRow {
    fn new(id: LearnerId, at: DateTime<Utc>) -> Self {
        let profile = Profile { reachable: true, ..Profile::default() };
        Self { id, profile, preferences: Preferences::default(), created_at: at, updated_at: at, version: 0 }
    }

    fn evolve(mut self, fact: LearnerFact, event: &StoredEvent) -> Self {
        self.version = event.version;
        self.updated_at = event.at;
        let (profile, preferences) = (&mut self.profile, &mut self.preferences);
        match fact {
            LearnerFact::UserRegistered { locale, .. } => preferences.locale = locale,
            LearnerFact::ProfileUpdated(change) => {
                profile.level = change.level.or(profile.level);
                preferences.locale = change.locale.unwrap_or(preferences.locale);
                preferences.daily_goal = change.daily_goal.or(preferences.daily_goal);
                preferences.polls = change.polls.unwrap_or(preferences.polls);
            }
            LearnerFact::ReachabilityChanged { reachable } => profile.reachable = reachable,
            // That they were here. The row of somebody who is erased is deleted, see `forgetting`.
            _ => {}
        }
        self
    }
}

impl FromRow<'_, PgRow> for UserRow {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: LearnerId::from_uuid(row.try_get::<Uuid, _>("id")?),
            profile: row.try_get::<Json<Profile>, _>("profile")?.0,
            preferences: row.try_get::<Json<Preferences>, _>("preferences")?.0,
            created_at: row.try_get("created_at")?,
            updated_at: row.try_get("updated_at")?,
            version: row.try_get::<i32, _>("version")? as u32,
        })
    }
}

async fn select(
    executor: impl PgExecutor<'_>,
    statement: &'static str,
    learner: LearnerId,
) -> sqlx::Result<Option<UserRow>> {
    sqlx::query_as(statement).bind(learner.as_uuid()).fetch_optional(executor).await
}

async fn save(connection: &mut PgConnection, row: &UserRow) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO users (id, profile, preferences, created_at, updated_at, version)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO UPDATE SET
             profile = excluded.profile, preferences = excluded.preferences, updated_at = excluded.updated_at,
             version = excluded.version",
    )
    .bind(row.id.as_uuid())
    .bind(Json(&row.profile))
    .bind(Json(&row.preferences))
    .bind(row.created_at)
    .bind(row.updated_at)
    .bind(row.version as i32)
    .execute(connection)
    .await?;
    Ok(())
}

#[cfg(test)]
pub mod tests;
