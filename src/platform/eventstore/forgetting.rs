//! What a read model keeps of a learner goes when it meets the fact that they are erased. That is done here for all of
//! them, from the list of [tables that hold a learner](ReadModel::people), so that a replay forgets at the same place.

use std::sync::Arc;

use dialogues::streams::{Aggregate as _, Learner, LearnerFact};
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::{AssertSqlSafe, PgConnection};

use super::{ReadModel, StoredEvent, Subscription};

/// A read model that forgets; anything else stays what it is.
pub fn forgetting(subscription: Arc<dyn Subscription>) -> Arc<dyn Subscription> {
    let forgets = subscription.read_model().is_some_and(|model| !model.people().is_empty());
    if forgets { Arc::new(Forgetting(subscription)) } else { subscription }
}

/// Does it say that a learner is erased? Then the stream is theirs.
pub fn is_tombstone(event: &StoredEvent) -> bool {
    event.aggregate_type == Learner::TYPE && event.event_type == LearnerFact::ERASED
}

struct Forgetting(Arc<dyn Subscription>);

impl Forgetting {
    async fn forget(&self, connection: &mut PgConnection, event: &StoredEvent) -> sqlx::Result<()> {
        for (table, column) in self.people() {
            let statement = AssertSqlSafe(format!("DELETE FROM {table} WHERE {column} = $1"));
            sqlx::query(statement).bind(event.stream).execute(&mut *connection).await?;
        }
        Ok(())
    }
}

impl Subscription for Forgetting {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn handles(&self, event: &StoredEvent) -> bool {
        is_tombstone(event) || self.0.handles(event)
    }

    fn apply<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        event: &'a StoredEvent,
    ) -> BoxFuture<'a, sqlx::Result<()>> {
        if is_tombstone(event) { self.forget(connection, event).boxed() } else { self.0.apply(connection, event) }
    }

    /// In pieces, so that what comes after the end of one learner is not taken in before it.
    fn apply_all<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        events: &'a [&'a StoredEvent],
    ) -> BoxFuture<'a, sqlx::Result<()>> {
        async move {
            for piece in events.split_inclusive(|event| is_tombstone(event)) {
                let (last, before) = match piece.split_last() {
                    Some((last, before)) if is_tombstone(last) => (Some(last), before),
                    _ => (None, piece),
                };
                if !before.is_empty() {
                    self.0.apply_all(&mut *connection, before).await?;
                }
                if let Some(event) = last {
                    self.forget(&mut *connection, event).await?;
                }
            }
            Ok(())
        }
        .boxed()
    }

    fn read_model(&self) -> Option<&dyn ReadModel> {
        Some(self)
    }
}

impl ReadModel for Forgetting {
    fn version(&self) -> i32 {
        self.0.read_model().map_or(0, ReadModel::version)
    }

    fn ddl(&self) -> &'static str {
        self.0.read_model().map_or("", ReadModel::ddl)
    }

    fn tables(&self) -> &'static [&'static str] {
        self.0.read_model().map_or(&[], ReadModel::tables)
    }

    fn people(&self) -> &'static [(&'static str, &'static str)] {
        self.0.read_model().map_or(&[], ReadModel::people)
    }
}
