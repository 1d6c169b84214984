//! The read model `learning_progress`: a row for each lesson that a learner has begun, the time of each day by the
//! quarter of an hour, the courses they are enrolled in, and the lessons they have tested out.

use dialogues::streams::{Aggregate, Path};
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::PgConnection;

use crate::platform::eventstore::{ReadModel, StoredEvent, Subscription};

mod changes;
pub mod queries;

use changes::Changes;

pub(super) struct LearningProgress;

impl Subscription for LearningProgress {
    fn name(&self) -> &'static str {
        queries::MODEL.name
    }

    fn handles(&self, event: &StoredEvent) -> bool {
        event.aggregate_type == Path::TYPE
    }

    fn apply<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        event: &'a StoredEvent,
    ) -> BoxFuture<'a, sqlx::Result<()>> {
        async move { Changes::of(&[event])?.write(connection).await }.boxed()
    }

    fn apply_all<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        events: &'a [&'a StoredEvent],
    ) -> BoxFuture<'a, sqlx::Result<()>> {
        async move { Changes::of(events)?.write(connection).await }.boxed()
    }

    fn read_model(&self) -> Option<&dyn ReadModel> {
        Some(self)
    }
}

impl ReadModel for LearningProgress {
    fn version(&self) -> i32 {
        queries::MODEL.version()
    }

    fn ddl(&self) -> &'static str {
        include_str!("learning_progress.sql")
    }

    fn tables(&self) -> &'static [&'static str] {
        &["daily_activity", "enrolments", "learning_progress", "tested_out"]
    }

    fn people(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("daily_activity", "user_id"),
            ("enrolments", "user_id"),
            ("learning_progress", "user_id"),
            ("tested_out", "user_id"),
        ]
    }
}

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod tests;
