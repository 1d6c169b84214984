//! Second looks at answers: a language model reads what the rubric has scored, and what it finds is drawn while the learner
//! still reads what came of that answer.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use tracing::info;

use super::due;
use super::outbound::Outbox;
use crate::app::App;
use crate::conversation::{self, LookError, Looked};
use crate::platform::jobs::{Failure, Job, Work};

/// The first three failures are waited out, for two and a half minutes in all; after the fourth the score stands. An
/// operator has nothing to mend in a service that was away.
const TRIES: i32 = 4;
/// The reviewer waits for twenty seconds, and the turn comes behind that.
const LIMIT: Duration = Duration::from_secs(25);

/// Does jobs of the kind [`LOOK`](conversation::LOOK).
pub struct Looks {
    pub app: App,
    pub outbox: Arc<Outbox>,
}

impl Work for Looks {
    fn limit(&self) -> Duration {
        LIMIT
    }

    fn run<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<(), Failure>> {
        self.look(job).boxed()
    }
}

impl Looks {
    async fn look(&self, job: &Job) -> Result<(), Failure> {
        match conversation::look_again(&self.app, job).await {
            Ok(None) => Ok(()),
            Ok(Some(looked)) => {
                self.show(looked);
                Ok(())
            }
            Err(LookError::Away) if job.attempts >= TRIES => {
                info!(job = job.id, "the reviewer was away for all tries; the score stands");
                Ok(())
            }
            Err(LookError::Turn(error)) => due::undone(&error),
            Err(error) => Err(Failure::Failed(error.to_string())),
        }
    }

    /// Who has gone on finds it in the interview's summary.
    fn show(&self, looked: Looked) {
        let Looked { reply, is_shown } = looked;
        if is_shown && !reply.state.learner.unreachable {
            self.outbox.redraw(reply);
        }
    }
}
