//! Where a learner looks in an attempt.

use super::words::{CODE, View};
use crate::dialogues::links;
use crate::kernel::place::Place;
use crate::streams::{Attempt, State};

/// The question that waits, with what has been tapped so far: that travels in the buttons.
pub fn asking(entry: Option<&str>) -> Place {
    Place::new(CODE, View::Question).with_any(entry)
}

/// The verdict on an answer, from 0.
pub fn verdict_on(number: usize) -> Place {
    Place::new(CODE, View::Verdict).with(number)
}

/// Where a learner goes whose button belongs to no attempt that is known.
pub fn lost(state: &State) -> Place {
    state.path.at.as_ref().map_or_else(Place::home, links::lesson)
}

/// Which question is shown: a message that answers it has no step of its own, unlike a button.
pub fn shown(attempt: &Attempt) -> String {
    nth(attempt, attempt.answers.len())
}

/// The same for the question that was answered last.
pub fn shown_before(attempt: &Attempt) -> Option<String> {
    attempt.answers.len().checked_sub(1).map(|number| nth(attempt, number))
}

fn nth(attempt: &Attempt, number: usize) -> String {
    format!("{}.{number}", attempt.id)
}
