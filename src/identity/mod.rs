//! Who may come in. Sessions with the API are here; what a learner is, decides `dialogues`.

use std::sync::Arc;

use crate::module::Module;

pub mod sessions;

/// What this context adds to the program.
pub fn module() -> Module {
    Module { name: "identity", subscriptions: vec![Arc::new(sessions::SessionEnds)], works: Vec::new() }
}
