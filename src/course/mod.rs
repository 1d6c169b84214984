//! What is taught: the published structure of the courses as events, and every published lesson kept for the quizzes
//! that run on it. The content itself is the catalogue's. Start at [`publish`].

use crate::module::Module;

mod archive;
pub mod events;
mod publish;
mod structure;
#[cfg(test)]
mod tests;

pub use archive::{archived_interview, archived_lesson};
pub use publish::{PublishError, Published, publish};

/// What this context adds to the program: nothing that follows the log, since it is published from the content.
pub fn module() -> Module {
    Module { name: "course", subscriptions: Vec::new(), works: Vec::new() }
}
