//! What is taught: the published structure of the courses as events, and every published document kept for what
//! runs on it. The content itself is the catalogue's. Start at [`publish`].

use crate::module::Module;

mod archive;
mod events;
mod publish;
mod structure;
#[cfg(test)]
mod tests;

pub use archive::archived;
pub use events::CourseFact;
pub use publish::{PublishError, Published, publish};
pub use structure::Structure;

/// What this context adds to the program: nothing that follows the log, since it is published from the content.
pub fn module() -> Module {
    Module { name: "course", subscriptions: Vec::new(), works: Vec::new() }
}
