//! Policies: on this event, that job. [`Acting`] makes a policy follow the log; its jobs change in the transaction of its
//! checkpoint, so that every event is acted upon exactly once.
//!
//! Unlike a read model it is never rebuilt: what its jobs did cannot be taken back. It begins with what happens after it
//! was first started, keeps its place whatever its version, and `academy replay` does not know it.

use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::PgConnection;

use super::JobChange;
use crate::platform::eventstore::codec::CodecError;
use crate::platform::eventstore::{StoredEvent, Subscription};

/// Says which jobs follow from an event. Pure: times come from the event, not from a clock.
pub trait Policy: Send + Sync {
    /// The name of its checkpoint, which no other subscription has: `a-z` and `_`.
    fn name(&self) -> &'static str;

    /// Is the event any of its business?
    fn handles(&self, event: &StoredEvent) -> bool;

    /// What is to be scheduled or cancelled, in this order. An event that it cannot read is put aside.
    fn on(&self, event: &StoredEvent) -> Result<Vec<JobChange>, CodecError>;
}

/// A policy as what follows the log.
pub struct Acting<P>(pub P);

impl<P: Policy> Subscription for Acting<P> {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn handles(&self, event: &StoredEvent) -> bool {
        self.0.handles(event)
    }

    fn apply<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        event: &'a StoredEvent,
    ) -> BoxFuture<'a, sqlx::Result<()>> {
        async move {
            for change in self.0.on(event)? {
                change.write(connection).await?;
            }
            Ok(())
        }
        .boxed()
    }
}
