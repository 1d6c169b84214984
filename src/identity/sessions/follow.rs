//! What facts end. [`follow`] ends the rows before the facts are stored: where the process dies in between, the learner is
//! signed out and the input, which comes again, tells so. [`SessionEnds`] follows the log and does the same once more, also for
//! facts that somebody else has stored.

use chrono::{DateTime, Utc};
use dialogues::kernel::ids::{LearnerId, SessionId};
use dialogues::streams::{Aggregate, Fact, Learner, LearnerFact, Recorded};
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::{PgConnection, PgPool};

use super::end::{Reason, end_all, end_one, end_until};
use crate::platform::eventstore::{StoredEvent, Subscription, codec};

const NAME: &str = "session_ends";

enum End {
    All(Reason),
    One(SessionId),
}

/// What ends with a fact; none: nothing.
fn end(fact: &LearnerFact) -> Option<End> {
    match fact {
        LearnerFact::ReachabilityChanged { reachable: false } => Some(End::All(Reason::Blocked)),
        LearnerFact::SessionEnded { session } => Some(End::One(*session)),
        LearnerFact::SessionsEnded { .. } => Some(End::All(Reason::SignedOut)),
        // Those of the erased are ended by their erasure.
        _ => None,
    }
}

/// Ends what follows from the facts of a learner that are about to be stored.
pub async fn follow(pool: &PgPool, learner: LearnerId, facts: &[Recorded], now: DateTime<Utc>) -> sqlx::Result<()> {
    for recorded in facts {
        let Fact::Learner(fact) = &recorded.fact else { continue };
        match end(fact) {
            Some(End::All(reason)) => drop(end_all(&mut *pool.acquire().await?, learner, reason, now).await?),
            Some(End::One(session)) => end_one(&mut *pool.acquire().await?, learner, session, now).await?,
            None => {}
        }
    }
    Ok(())
}

/// Ends the sessions of whoever has signed out or blocked the bot, as the log tells it.
pub struct SessionEnds;

impl Subscription for SessionEnds {
    fn name(&self) -> &'static str {
        NAME
    }

    fn handles(&self, event: &StoredEvent) -> bool {
        event.aggregate_type == Learner::TYPE
            && ["ReachabilityChanged", "SessionEnded", "SessionsEnded"].contains(&event.event_type.as_str())
    }

    fn apply<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        event: &'a StoredEvent,
    ) -> BoxFuture<'a, sqlx::Result<()>> {
        async move {
            let learner = LearnerId::from_uuid(event.stream);
            match end(&codec::decode::<Learner>(event)?) {
                // What was opened since stays.
                Some(End::All(reason)) => {
                    end_until(connection, learner, reason, event.at, Some(event.at)).await.map(drop)
                }
                Some(End::One(session)) => end_one(connection, learner, session, event.at).await,
                None => Ok(()),
            }
        }
        .boxed()
    }
}
