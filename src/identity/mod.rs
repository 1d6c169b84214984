//! Who may come in, and who may do what. What a learner is and what follows from their steps, `dialogues` decides.

use crate::module::Module;

pub mod audit;
pub mod team;

/// What this context adds to the program.
pub fn module() -> Module {
    Module { name: "identity", subscriptions: Vec::new(), works: Vec::new() }
}
