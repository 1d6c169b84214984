//! Who learns: identity, profile, preferences and streak. Decided in `dialogues`; here is the read
//! model. Knows nothing of lessons.

use std::sync::Arc;

use crate::module::Module;
use crate::platform::jobs::Acting;

mod erasures;
mod exports;
mod users;

pub use erasures::{ERASURE, NAME as ERASURES, erasure_key};
pub use exports::EXPORT;
pub use users::MODEL as USERS;
#[cfg(test)]
pub use users::tests::find;

/// What this context adds to the program.
pub fn module() -> Module {
    Module {
        name: "user",
        subscriptions: vec![
            Arc::new(Acting(erasures::Erasures)),
            Arc::new(Acting(exports::Exports)),
            Arc::new(users::Users),
        ],
        works: Vec::new(),
    }
}
