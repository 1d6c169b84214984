//! Who learns: identity, profile, preferences and streak. Decided in `dialogues`; here is the read
//! model. Knows nothing of lessons.

use std::sync::Arc;

use crate::module::Module;

mod users;

pub use users::{MODEL as USERS, Preferences, Profile, UserRow, find};

/// What this context adds to the program.
pub fn module() -> Module {
    Module { name: "user", subscriptions: vec![Arc::new(users::Users)], works: Vec::new() }
}
