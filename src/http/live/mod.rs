//! What happens to a learner, as it happens, for clients that are open: the log is the stream. One reader for a process
//! looks at the log and hands on what is new to every open stream ([`hub`]); what a client has missed is read from the log by
//! the place of the last event that it has ([`replay`]); what it is told of an event is one list ([`told`]). Places are
//! sealed before they leave ([`ids`]). Knows nothing of HTTP's ways but its last step, [`stream`].

mod hub;
mod ids;
mod replay;
mod stream;
#[cfg(test)]
mod tests;
mod told;

use dialogues::access::{Action, Context, Resource, Subject, may};
use dialogues::kernel::ids::LearnerId;

pub use hub::{Full, Hub};
pub use ids::Ids;
pub use replay::Replay;
pub use stream::open;
use told::{Told, told};

use crate::platform::eventstore::{Cursor, StoredEvent};

/// An event on its way to a client.
#[derive(Debug)]
struct Item {
    cursor: Cursor,
    /// Whose it is.
    owner: LearnerId,
    told: Told,
}

impl Item {
    /// None: it is nobody's, or nothing that is told.
    fn of(event: StoredEvent) -> Option<Self> {
        let (cursor, owner) = (event.cursor, event.learner().ok()?);
        Some(Self { cursor, owner, told: told(event)? })
    }

    /// Asked for each event once more, wherever it comes from.
    fn is_for(&self, learner: LearnerId) -> bool {
        let subject = Subject::learner(learner, Vec::new());
        may(&subject, Action::ReadEvents, &Resource::of(self.owner), &Context::default()).allowed
    }
}
