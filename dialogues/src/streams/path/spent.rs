//! When a learner has learned lately: enough to tell how long it was today, whatever zone becomes known.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::kernel::days::quarter;
use crate::streams::learner::Days;

/// So many days are kept, the ones that were last learned on: today, the day before and the day after, which a flight
/// makes one's today again, and one to spare.
const KEPT: usize = 4;

/// Seconds of learning in a quarter of an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// The learner's day, as they were stored.
    pub day: NaiveDate,
    /// When [the quarter](quarter) began.
    pub quarter: DateTime<Utc>,
    pub seconds: u32,
}

/// What was learned lately; in the order of its last change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lately(Vec<Spent>);

impl Lately {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn spend(&mut self, day: NaiveDate, at: DateTime<Utc>, seconds: u32) {
        if seconds == 0 {
            return;
        }
        let quarter = quarter(at);
        let known = self.0.iter().position(|spent| (spent.day, spent.quarter) == (day, quarter));
        let before = known.map_or(0, |index| self.0.remove(index).seconds);
        self.0.push(Spent { day, quarter, seconds: before.saturating_add(seconds) });
        let mut days = BTreeSet::new();
        let old = self.0.iter().rposition(|spent| {
            days.insert(spent.day);
            days.len() > KEPT
        });
        self.0.drain(..old.map_or(0, |old| old + 1));
    }

    /// Seconds on a day, as the learner's [`Days`] tell it.
    pub fn seconds_on(&self, day: NaiveDate, days: &Days) -> u32 {
        let counts = self.0.iter().filter(|spent| days.day_of(spent.day, spent.quarter) == day);
        counts.fold(0, |sum, spent| sum.saturating_add(spent.seconds))
    }
}

impl FromIterator<Spent> for Lately {
    fn from_iter<I: IntoIterator<Item = Spent>>(spent: I) -> Self {
        Self(spent.into_iter().collect())
    }
}
