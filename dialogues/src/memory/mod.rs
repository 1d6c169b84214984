//! What a learner remembers, and when to ask again: one memory model for cards, quiz questions and missed interview
//! points. Pure, and counted in days of the learner's time zone. Knows no catalogue, no facts and no screens: whoever
//! asks brings the items and stores what comes out.
//!
//! The model is FSRS-6 with its 21 parameters; its formulas and its optimiser are those of the crate `fsrs`, by the
//! model's authors (<https://github.com/open-spaced-repetition/fsrs-rs>, and for the algorithm
//! <https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm>).
//!
//! Start at [`Memory`] and [`Params::review`], what one review does. [`queue`] is what a learner is asked today,
//! [`explain`] why, [`rating`] how a quiz answer counts, and [`fit`] finds a learner's own parameters.

mod explain;
mod fit;
mod goal;
mod grade;
mod item;
mod params;
mod queue;
mod schedule;
mod settings;
mod siblings;

use std::collections::BTreeMap;

pub use explain::{Explanation, Next, explain};
pub use fit::{Fit, LEAST_REVIEWS, Unfit, fit};
pub use grade::{Answered, expected_seconds, rating};
pub use item::{Item, ItemId, ItemKind, MalformedItemId};
pub use params::{Params, Retention};
pub use queue::{Entry, Load, Queue, Reason, forecast, queue};
pub use schedule::{MOST_A_DAY, Memory, RECENT, Rating, Review};
pub use settings::{Goal, Settings, Vacation};

/// What a learner remembers, as the read model `review_items` has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Memories {
    pub items: BTreeMap<ItemId, Memory>,
    /// The learner's own parameters; none: the defaults.
    pub params: Option<Params>,
}

#[cfg(test)]
mod tests;
