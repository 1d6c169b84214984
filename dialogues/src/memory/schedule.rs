//! What one review does to one memory, and how likely it is that something is remembered. Counts in whole days of the
//! learner's time zone. Which items are asked is [`super::queue`]'s.

use chrono::{Days, NaiveDate};
use fsrs::{MemoryState, current_retrievability};
use serde::{Deserialize, Serialize};

use super::params::{Params, Retention};
use crate::kernel::seed;

/// How well something was remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Rating {
    /// Not.
    Again = 1,
    /// With effort, or only with help.
    Hard = 2,
    Good = 3,
    /// At once.
    Easy = 4,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    pub day: NaiveDate,
    pub rating: Rating,
}

/// What is known of a learner's memory of an item: the fold of its reviews.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Memory {
    /// Days after which it is remembered with a probability of 0.9; 0.001..=36500.
    pub stability: f32,
    /// 1..=10.
    pub difficulty: f32,
    pub last_review: NaiveDate,
    /// 1..=36500 days after the last review.
    pub due: NaiveDate,
    /// Reviews, from 1.
    pub reps: u32,
    /// How often it was forgotten from one day to another.
    pub lapses: u32,
    /// Reviews on the day of the last one, from 1.
    pub same_day: u32,
    /// The last reviews, at most [`RECENT`], the oldest first.
    pub recent: Vec<Review>,
}

/// How many reviews a memory keeps to explain itself; the event log has them all.
pub const RECENT: usize = 5;

/// What is forgotten again and again on one day is asked at most so often, then left for tomorrow: nobody is stuck.
pub const MOST_A_DAY: u32 = 4;

const LONGEST_INTERVAL: u32 = 36_500;

impl Rating {
    pub const ALL: [Self; 4] = [Self::Again, Self::Hard, Self::Good, Self::Easy];
}

impl Params {
    /// The memory after a review on `day`. Another review on the same day follows the model's short-term formula; a
    /// day before the last review, as after a move to another time zone, counts as the same day.
    pub fn review(&self, retention: Retention, memory: Option<&Memory>, rating: Rating, day: NaiveDate) -> Memory {
        let elapsed = memory.map_or(0, |memory| memory.elapsed(day));
        let state = self.after(memory, elapsed)[rating as usize - 1];
        let day = memory.map_or(day, |memory| memory.last_review.max(day));
        let same_day = memory.filter(|_| elapsed == 0).map_or(0, |memory| memory.same_day);
        let forgotten = memory.is_some() && elapsed > 0 && rating == Rating::Again;
        let mut recent = memory.map_or_else(Vec::new, |memory| memory.recent.clone());
        recent.push(Review { day, rating });
        recent.drain(..recent.len().saturating_sub(RECENT));
        Memory {
            stability: state.stability,
            difficulty: state.difficulty,
            last_review: day,
            due: later(day, self.interval(state.stability, retention)),
            reps: memory.map_or(0, |memory| memory.reps).saturating_add(1),
            lapses: memory.map_or(0, |memory| memory.lapses).saturating_add(u32::from(forgotten)),
            same_day: same_day.saturating_add(1),
            recent,
        }
    }

    /// The probability that an item is remembered on `day`, 0..=1; 1 on the day of its review.
    pub fn recall(&self, memory: &Memory, day: NaiveDate) -> f64 {
        self.recall_after(memory.stability, memory.elapsed(day))
    }

    /// Days until recall has sunk to the retention, 1..=36500.
    pub fn interval(&self, stability: f32, retention: Retention) -> u32 {
        let days = self.model.next_interval(Some(stability), retention.share(), Rating::Good as u32);
        days.round().clamp(1.0, LONGEST_INTERVAL as f32) as u32
    }

    pub(super) fn recall_after(&self, stability: f32, days: u32) -> f64 {
        let state = MemoryState { stability, difficulty: 1.0 };
        f64::from(current_retrievability(state, days as f32, self.decay())).clamp(0.0, 1.0)
    }

    /// The model's state after each rating, in the order of [`Rating::ALL`].
    pub(super) fn after(&self, memory: Option<&Memory>, elapsed: u32) -> [MemoryState; 4] {
        let state = memory.map(|memory| MemoryState { stability: memory.stability, difficulty: memory.difficulty });
        // The retention decides on intervals only, which are ours. It fails where a state is no number.
        match self.model.next_states(state, Retention::default().share(), elapsed) {
            Ok(next) => [next.again, next.hard, next.good, next.easy].map(|next| next.memory),
            Err(_) => [state.unwrap_or(MemoryState { stability: 1.0, difficulty: 5.0 }); 4],
        }
    }
}

impl Memory {
    /// Whole days since the last review, at least 0.
    pub fn elapsed(&self, day: NaiveDate) -> u32 {
        (day - self.last_review).num_days().clamp(0, i64::from(u32::MAX)) as u32
    }

    /// It was forgotten today, and is asked once more before the day is over.
    pub fn returns_on(&self, day: NaiveDate) -> bool {
        let forgotten = self.recent.last().is_some_and(|review| review.rating == Rating::Again);
        forgotten && self.last_review == day && self.same_day < MOST_A_DAY
    }

    /// Its first day is `day`.
    pub(super) fn began_on(&self, day: NaiveDate) -> bool {
        self.last_review == day && self.reps == self.same_day
    }

    /// Moves the day when it is due a little, as the seed wants, so that what was learnt together does not come back
    /// together for ever: not below 2 days, and by no more than 1 day, plus 15 % of what lies between 2.5 and
    /// 7 days, 10 % between 7 and 20, 5 % above. Source: `FUZZ_RANGES` of py-fsrs.
    #[must_use]
    pub fn fuzzed(mut self, seed: u64) -> Self {
        let days = (self.due - self.last_review).num_days().clamp(1, i64::from(LONGEST_INTERVAL)) as u32;
        if days < 3 {
            return self;
        }
        let interval = f64::from(days);
        let part = |from: f64, to: f64, share: f64| (interval.min(to) - from).max(0.0) * share;
        let reach = 1.0 + part(2.5, 7.0, 0.15) + part(7.0, 20.0, 0.1) + part(20.0, f64::MAX, 0.05);
        let least = (interval - reach).round().max(2.0) as u32;
        let most = ((interval + reach).round() as u32).min(LONGEST_INTERVAL);
        let chance = seed::derive(seed, "interval") % u64::from(most - least + 1);
        self.due = later(self.last_review, least + chance as u32);
        self
    }
}

pub(super) fn later(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
}
