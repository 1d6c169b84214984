//! What dialogues do with a question of a quiz, whichever of them asks it: they take presses and messages for answers, draw
//! the question, its hint and the verdict, and rate the answer. Knows no facts, no places and no verbs: those are the
//! dialogue's own. [`shown`] draws, [`hear`] listens.

mod hear;
mod rating;
mod shown;

pub use hear::{Waiting, again, answered, entered};
pub use rating::rating_of_answer;
pub use shown::{Given, Heading, Press, Shown, hint};

/// The weight of a question about a concept that is certainly known, and what weakness adds to it.
const KNOWN: f64 = 10.0;
const WEAK: f64 = 90.0;

/// How a question weighs when some are drawn: rather those about what is weak. `weakness`: 0..=1.
pub fn weight(weakness: f64) -> u32 {
    (KNOWN + WEAK * weakness) as u32
}
