//! How much of the time between two steps counts as learning.

use chrono::{DateTime, Utc};

/// No single step counts for more: the rest of the gap is a tea, not a lesson.
const STEP_CAP_SECONDS: u32 = 300;

/// As much of the time since a step as counts.
pub fn since(then: Option<DateTime<Utc>>, now: DateTime<Utc>) -> u32 {
    let seconds = then.map_or(0, |then| (now - then).num_seconds());
    seconds.clamp(0, i64::from(STEP_CAP_SECONDS)) as u32
}
