//! Where a learner looks in a session.

use super::words::{CODE, View};
use crate::kernel::place::Place;
use crate::streams::Review;

/// Which question is shown: a message that answers it has no step of its own, unlike a button.
pub fn shown(review: &Review, index: usize) -> String {
    format!("{}.{}.{index}", review.number, review.reviewed())
}

/// The same for the question that was answered last, while nothing else has happened.
pub fn shown_before(review: &Review) -> Option<String> {
    let last = review.last.as_ref()?;
    Some(format!("{}.{}.{}", review.number, review.reviewed().checked_sub(1)?, last.index))
}

/// The item that waits, with what has been tapped so far: that travels in the buttons.
pub fn asking(entry: Option<&str>) -> Place {
    Place::new(CODE, View::Item).with_any(entry)
}

/// The verdict on the last answer.
pub fn verdict() -> Place {
    Place::new(CODE, View::Verdict)
}
