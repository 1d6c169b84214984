//! Copies of all that is kept of a learner, sent as a document. What is in them, [`export`] says.

use std::sync::Arc;
use std::time::Duration;

use dialogues::kernel::ids::LearnerId;
use dialogues::kernel::texts::Texts;
use dialogues::streams::{Learner, Source as _};
use futures::FutureExt;
use futures::future::BoxFuture;

use crate::app::App;
use crate::platform::jobs::{Failure, Job, Work};
use crate::privacy::Chats;
use crate::privacy::export::{self, ExportError};

/// Somebody may have been here for years, and the file has to travel.
const LIMIT: Duration = Duration::from_mins(2);

/// Does jobs of the kind [`EXPORT`](super::EXPORT).
pub struct Copies {
    pub app: App,
    pub chats: Arc<dyn Chats>,
}

impl Work for Copies {
    fn limit(&self) -> Duration {
        LIMIT
    }

    fn run<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<(), Failure>> {
        self.send(LearnerId::from_uuid(job.subject)).boxed()
    }
}

impl Copies {
    /// It may come twice, for one after a crash.
    async fn send(&self, learner: LearnerId) -> Result<(), Failure> {
        let file = match export::packed(&self.app, learner).await {
            // They were erased meanwhile.
            Err(ExportError::Nobody) => return Ok(()),
            Err(error @ ExportError::Database(_)) => return Err(Failure::NotNow(error.to_string())),
            Err(error) => return Err(Failure::Failed(error.to_string())),
            Ok(file) if file.len() > export::LIMIT => {
                return Err(Failure::Failed("the copy is too large to be sent".into()));
            }
            Ok(file) => file,
        };
        let known =
            self.app.store.fold::<Learner>(learner).await.map_err(|error| Failure::NotNow(error.to_string()))?;
        let known = known.unwrap_or_default();
        if known.telegram_id == 0 || known.unreachable {
            return Ok(());
        }
        let caption = Texts::of(known.locale).plain("mydata-file", &[]);
        self.chats.hand(known.telegram_id, export::NAME, file, &caption).await
    }
}
