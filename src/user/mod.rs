//! Who learns: identity, profile, preferences and streak. Decided in `dialogues`; here are the stored form and the
//! read model. Knows nothing of lessons.

use std::sync::Arc;

use crate::platform::eventstore::ReadModel;

mod users;

pub use users::{Preferences, Profile, UserRow, find};

/// This context's read models, in alphabetical order.
pub fn read_models() -> Vec<Arc<dyn ReadModel>> {
    vec![Arc::new(users::Users)]
}
