//! The read model `review_items`: what each learner remembers of the cards and questions that they have met, and of
//! the points that they have missed in interviews.

use dialogues::streams::{Aggregate, Attempt, InterviewRun, Learner, Review};
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::PgConnection;

use crate::platform::eventstore::{ReadModel, StoredEvent, Subscription};

mod changes;
pub mod histories;
pub mod queries;

use changes::Changes;

pub(super) struct ReviewItems;

impl Subscription for ReviewItems {
    fn name(&self) -> &'static str {
        queries::MODEL.name
    }

    fn handles(&self, event: &StoredEvent) -> bool {
        let kind = (event.aggregate_type.as_str(), event.event_type.as_str());
        [
            (Attempt::TYPE, "AnswerSubmitted"),
            (InterviewRun::TYPE, "AnswerReviewed"),
            (InterviewRun::TYPE, "AnswerScored"),
            (InterviewRun::TYPE, "QuestionSkipped"),
            (Review::TYPE, "ItemReviewed"),
            (Learner::TYPE, "ParametersFitted"),
        ]
        .contains(&kind)
    }

    fn apply<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        event: &'a StoredEvent,
    ) -> BoxFuture<'a, sqlx::Result<()>> {
        self.apply_owned(connection, vec![event]).boxed()
    }

    fn apply_all<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        events: &'a [&'a StoredEvent],
    ) -> BoxFuture<'a, sqlx::Result<()>> {
        self.apply_owned(connection, events.to_vec()).boxed()
    }

    fn read_model(&self) -> Option<&dyn ReadModel> {
        Some(self)
    }
}

impl ReadModel for ReviewItems {
    fn version(&self) -> i32 {
        queries::MODEL.version()
    }

    fn ddl(&self) -> &'static str {
        include_str!("review_items.sql")
    }

    fn tables(&self) -> &'static [&'static str] {
        &["review_items", "review_learners"]
    }

    fn people(&self) -> &'static [(&'static str, &'static str)] {
        &[("review_items", "user_id"), ("review_learners", "user_id")]
    }
}

impl ReviewItems {
    async fn apply_owned(&self, connection: &mut PgConnection, events: Vec<&StoredEvent>) -> sqlx::Result<()> {
        Changes::of(&events, connection).await?.write(connection).await
    }
}

#[cfg(test)]
mod tests;
