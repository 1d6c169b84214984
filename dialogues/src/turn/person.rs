//! What an input tells about the person behind it: who they are, that they are back, a new name.

use crate::input::{Input, Person};
use crate::kernel::locale::Locale;
use crate::streams::{Fact, LearnerFact, ProfileChange, State};

/// Characters of a name that are kept. Telegram's own limit for a first name.
const NAME_LIMIT: usize = 64;

pub fn news(state: &State, person: &Person, input: &Input) -> Vec<Fact> {
    let first_name: String = person.first_name.chars().take(NAME_LIMIT).collect();
    let learner = &state.learner;
    if matches!(input, Input::Blocked) {
        return Vec::new();
    }
    if learner.version == 0 {
        let locale = person.language_code.as_deref().and_then(Locale::of_tag).unwrap_or_default();
        let registered =
            LearnerFact::UserRegistered { learner: state.id, telegram_id: person.telegram_id, first_name, locale };
        return vec![registered.into()];
    }
    // Nothing more is noted of whoever wants to be erased.
    if learner.is_leaving() {
        return Vec::new();
    }
    let there = learner.leaving.map(|leaving| LearnerFact::LearnerReturned { request: leaving.request });
    let back = learner.unreachable.then_some(LearnerFact::ReachabilityChanged { reachable: true });
    let renamed = (learner.first_name != first_name)
        .then(|| ProfileChange { first_name: Some(first_name), ..ProfileChange::default() }.into());
    there.into_iter().chain(back).map(Fact::from).chain(renamed).collect()
}

/// The bot was blocked, if that is news.
pub fn blocked(state: &State) -> Option<Fact> {
    let known = state.learner.version > 0 && !state.learner.unreachable && !state.learner.is_erased();
    known.then_some(LearnerFact::ReachabilityChanged { reachable: false }.into())
}
