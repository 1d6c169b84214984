//! Moments that have come: a due job takes its turn like a press, and what follows is drawn in the learner's chat.

use std::sync::Arc;
use std::time::Instant;

use dialogues::kernel::ids::LearnerId;
use dialogues::turn::Outcome;
use futures::FutureExt;
use futures::future::BoxFuture;
use teloxide::types::ChatId;

use super::outbound::{Delivery, Outbox};
use crate::app::App;
use crate::conversation::{self, Arrival, Reply, TurnError};
use crate::platform::jobs::{Due, Failure, Job, Work};

/// Does jobs of the kind [`DUE`](crate::platform::jobs::DUE).
pub struct Moments {
    pub app: App,
    pub outbox: Arc<Outbox>,
}

impl Work for Moments {
    fn run<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<(), Failure>> {
        self.turn(job).boxed()
    }
}

impl Moments {
    /// Done once it is stored and on its way: what is not shown then is drawn like that of any other turn.
    async fn turn(&self, job: &Job) -> Result<(), Failure> {
        let due = Due::of(job).map_err(|error| Failure::Failed(format!("its payload is unreadable: {error}")))?;
        let (learner, name) = (LearnerId::from_uuid(job.subject), job.name());
        let arrival = Arrival { learner, person: None, key: Some(&name) };
        match conversation::take_turn(&self.app, arrival, &due.input()).await {
            Ok(reply) => {
                self.show(reply);
                Ok(())
            }
            Err(error) => undone(&error),
        }
    }

    /// A moment that nobody waits for any more is not spoken of, nor is any to somebody who cannot be reached.
    fn show(&self, reply: Reply) {
        if reply.outcome != Outcome::Done {
            return;
        }
        if reply.state.learner.unreachable {
            return self.outbox.forget(reply);
        }
        // In a private chat, its number is the learner's.
        let chat = ChatId(reply.state.learner.telegram_id);
        self.outbox.deliver(Delivery { chat, fresh: true, pressed: None, reply, arrived: Instant::now() });
    }
}

/// What becomes of a job whose turn could not be taken.
pub fn undone(error: &TurnError) -> Result<(), Failure> {
    match error {
        // Nobody to tell.
        TurnError::Unknown => Ok(()),
        TurnError::Contended | TurnError::Newer(_) | TurnError::Unavailable(_) => {
            Err(Failure::NotNow(error.to_string()))
        }
        TurnError::Broken(_) | TurnError::Unreadable(_) => Err(Failure::Failed(error.to_string())),
    }
}

#[cfg(test)]
mod tests;
