//! Who may come in, and who may do what. What a learner is and what follows from their steps, `dialogues` decides.

use std::sync::Arc;

use crate::module::Module;

pub mod audit;
pub mod sessions;
pub mod team;

/// What this context adds to the program.
pub fn module() -> Module {
    Module { name: "identity", subscriptions: vec![Arc::new(sessions::SessionEnds)], works: Vec::new() }
}
