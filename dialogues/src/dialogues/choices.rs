//! What learners choose from a few: level, goal. The welcome, the settings and interviews share it.

use crate::catalogue::Level;
use crate::streams::learner::GOALS;

/// With the words that buttons carry and that end the texts' keys.
pub const LEVELS: [(Level, &str); 3] =
    [(Level::Junior, "junior"), (Level::Middle, "middle"), (Level::Senior, "senior")];

pub fn level(word: &str) -> Option<Level> {
    LEVELS.iter().find(|(_, known)| *known == word).map(|(level, _)| *level)
}

/// Minutes a day.
pub fn goal(minutes: &str) -> Option<u32> {
    minutes.parse().ok().filter(|goal| GOALS.contains(goal))
}

/// How a choice is marked that was made.
pub fn ticked(chosen: bool, label: impl Into<String>) -> String {
    let label = label.into();
    if chosen { format!("✓ {label}") } else { label }
}
