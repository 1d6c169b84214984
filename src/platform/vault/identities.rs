//! Who is whom: a Telegram account's learner. Ids are drawn by chance, so that nobody can compute one from the account's
//! number; the way from one to the other is a row, and goes with the person's key.

use dialogues::kernel::ids::LearnerId;
use uuid::Uuid;

use super::{Vault, VaultError};

impl Vault {
    /// The account's learner, who is given an id where there is none. One whose log was begun under the id that used to
    /// follow from the number keeps it, unless they were erased: who comes back is somebody new.
    pub async fn learner_of(&self, telegram: i64) -> Result<LearnerId, VaultError> {
        if let Some(known) = self.found(telegram).await? {
            return Ok(known);
        }
        let learner = self.former(telegram).await?.map_or_else(Uuid::new_v4, LearnerId::as_uuid);
        // Another process may be first: all go by what it has stored.
        sqlx::query("INSERT INTO identities (handle, learner) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(self.handle(telegram).await?)
            .bind(learner)
            .execute(&self.0.pool)
            .await?;
        self.found(telegram).await?.ok_or_else(|| sqlx::Error::RowNotFound.into())
    }

    /// The account's learner; none for one who was never here, or was erased.
    pub async fn known(&self, telegram: i64) -> Result<Option<LearnerId>, VaultError> {
        match self.found(telegram).await? {
            Some(learner) => Ok(Some(learner)),
            None => self.former(telegram).await,
        }
    }

    async fn found(&self, telegram: i64) -> Result<Option<LearnerId>, VaultError> {
        if let Some(known) = self.0.learners.get(&telegram) {
            return Ok(Some(known));
        }
        let learner: Option<Uuid> = sqlx::query_scalar("SELECT learner FROM identities WHERE handle = $1")
            .bind(self.handle(telegram).await?)
            .fetch_optional(&self.0.pool)
            .await?;
        let learner = learner.map(LearnerId::from_uuid);
        if let Some(learner) = learner {
            self.0.learners.insert(telegram, learner);
        }
        Ok(learner)
    }

    /// The id that used to follow from the number, if a log was begun under it and not erased.
    async fn former(&self, telegram: i64) -> Result<Option<LearnerId>, VaultError> {
        let former = LearnerId::of_telegram(telegram);
        let begun = "SELECT EXISTS (SELECT FROM event_store WHERE aggregate_id = $1)
                        AND NOT EXISTS (SELECT FROM event_store WHERE aggregate_id = $1 AND event_type = 'LearnerErased')";
        let begun: bool = sqlx::query_scalar(begun).bind(former.as_uuid()).fetch_one(&self.0.pool).await?;
        Ok(begun.then_some(former))
    }

    /// Gives an account a learner's id beforehand, for those who must know it.
    pub async fn introduce(&self, telegram: i64, learner: LearnerId) -> Result<(), VaultError> {
        sqlx::query("INSERT INTO identities (handle, learner) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(self.handle(telegram).await?)
            .bind(learner.as_uuid())
            .execute(&self.0.pool)
            .await?;
        Ok(())
    }

    /// What was known of who is whom may be wrong by now: another instance has erased somebody.
    pub fn forget(&self, telegram: i64) {
        self.0.learners.invalidate(&telegram);
    }
}
