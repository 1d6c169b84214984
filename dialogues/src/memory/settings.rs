//! What a learner wants of their reviews: how many a day, how sure to be, when to be left alone, and for which day.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::params::Retention;
use crate::kernel::ids::ConceptId;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Items met for the first time, at most; none on days when more reviews are due than [`Self::reviews_per_day`].
    pub new_per_day: u32,
    /// Reviews, at most; repeating today what was forgotten today does not count.
    pub reviews_per_day: u32,
    pub retention: Retention,
    pub vacations: Vec<Vacation>,
    pub goal: Option<Goal>,
}

/// Days, both included, on which nothing is due and the streak needs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vacation {
    pub first: NaiveDate,
    pub last: NaiveDate,
}

/// A day on which as much as possible should be remembered, such as that of an interview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// From this day on reviews are brought forward for it.
    pub since: NaiveDate,
    pub day: NaiveDate,
    /// What it is about; empty: everything.
    #[serde(default)]
    pub concepts: BTreeSet<ConceptId>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            new_per_day: 10,
            reviews_per_day: 50,
            retention: Retention::default(),
            vacations: Vec::new(),
            goal: None,
        }
    }
}

impl Settings {
    pub fn on_vacation(&self, day: NaiveDate) -> bool {
        self.vacation_on(day).is_some()
    }

    /// Days between the two, both excluded, that were not free: of a vacation's nothing is missed. Counts no further than 2.
    pub fn missed(&self, last: NaiveDate, today: NaiveDate) -> u32 {
        let mut missed = 0;
        let mut day = last.succ_opt();
        while let Some(next) = day.filter(|day| *day < today && missed < 2) {
            let vacation = self.vacation_on(next);
            missed += u32::from(vacation.is_none());
            day = vacation.map_or(next, |vacation| vacation.last).succ_opt();
        }
        missed
    }

    fn vacation_on(&self, day: NaiveDate) -> Option<&Vacation> {
        self.vacations.iter().find(|vacation| (vacation.first..=vacation.last).contains(&day))
    }
}

impl Goal {
    pub(super) fn covers(&self, concept: &ConceptId) -> bool {
        self.concepts.is_empty() || self.concepts.contains(concept)
    }
}
