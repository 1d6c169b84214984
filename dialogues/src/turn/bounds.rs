//! No learner's profile changes without end: what is [too much for a day](crate::streams::learner::Changes) is not stored.

use chrono::{DateTime, Utc};

use crate::streams::{Fact, State};

/// Drops the changes of the profile that are too many. Was there any?
pub fn keep(state: &State, facts: &mut Vec<Fact>, now: DateTime<Utc>) -> bool {
    let before = facts.len();
    facts.retain(|fact| match fact {
        Fact::Learner(fact) => state.learner.changes.admit(fact, now),
        _ => true,
    });
    facts.len() < before
}
