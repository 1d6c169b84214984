//! Who a learner is: the fold of their stream.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::facts::LearnerFact;
use crate::catalogue::Level;
use crate::kernel::ids::LearnerId;
use crate::kernel::locale::Locale;
use crate::memory;
use crate::streams::aggregate::Aggregate;

/// Daily goals that can be chosen, in minutes.
pub const GOALS: [u32; 3] = [5, 10, 20];

/// The fold of a learner's stream. Version 0: never seen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Learner {
    pub version: u32,
    pub telegram_id: i64,
    pub first_name: String,
    pub locale: Locale,
    pub level: Option<Level>,
    /// Minutes a day.
    pub daily_goal: Option<u32>,
    /// Prefers quiz polls, where a question fits.
    #[serde(default)]
    pub polls: bool,
    pub time_zone: Option<Tz>,
    pub streak: Streak,
    pub unreachable: bool,
    /// What the learner wants of their reviews.
    #[serde(default)]
    pub review: memory::Settings,
    pub registered_at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Streak {
    pub days: u32,
    pub longest: u32,
    pub last_day: Option<NaiveDate>,
}

impl Streak {
    /// Days in a row as of `today`: a streak that ended before yesterday is over, unless all days since were vacation.
    pub fn alive(&self, settings: &memory::Settings, today: NaiveDate) -> u32 {
        match self.last_day {
            Some(last) if settings.streak_holds(last, today) => self.days,
            _ => 0,
        }
    }

    /// The fact of a first step on `today`, if it is the first.
    pub fn step(&self, settings: &memory::Settings, today: NaiveDate) -> Option<LearnerFact> {
        // A clock or time zone that moves backwards must not take a day away.
        if self.last_day.is_some_and(|last| last >= today) {
            return None;
        }
        Some(LearnerFact::StreakMaintained { day: today, days: self.alive(settings, today) + 1 })
    }
}

impl Learner {
    /// The learner's local date.
    pub fn day(&self, now: DateTime<Utc>) -> NaiveDate {
        now.with_timezone(&self.time_zone.unwrap_or(Tz::UTC)).date_naive()
    }

    /// Days in a row as of `today`.
    pub fn streak_days(&self, today: NaiveDate) -> u32 {
        self.streak.alive(&self.review, today)
    }

    /// The fact of a first step on `today`, if it is the first.
    pub fn first_step(&self, today: NaiveDate) -> Option<LearnerFact> {
        self.streak.step(&self.review, today)
    }

    pub const fn onboarded(&self) -> bool {
        self.level.is_some() && self.daily_goal.is_some()
    }
}

impl Aggregate for Learner {
    const TYPE: &'static str = "user";

    type Id = LearnerId;
    type Fact = LearnerFact;

    fn begin(_: LearnerId, fact: &LearnerFact, at: DateTime<Utc>) -> Option<Self> {
        Some(Self::default().evolve(fact, at))
    }

    fn evolve(mut self, fact: &LearnerFact, at: DateTime<Utc>) -> Self {
        self.version += 1;
        match fact {
            LearnerFact::UserRegistered { telegram_id, first_name, locale, .. } => {
                self.telegram_id = *telegram_id;
                self.first_name.clone_from(first_name);
                self.locale = *locale;
                self.registered_at = at;
            }
            LearnerFact::ProfileUpdated(change) => {
                if let Some(name) = &change.first_name {
                    self.first_name.clone_from(name);
                }
                self.locale = change.locale.unwrap_or(self.locale);
                self.level = change.level.or(self.level);
                self.daily_goal = change.daily_goal.or(self.daily_goal);
                self.polls = change.polls.unwrap_or(self.polls);
                self.time_zone = change.time_zone.or(self.time_zone);
                if let Some(review) = &change.review {
                    self.review.clone_from(review);
                }
            }
            LearnerFact::StreakMaintained { day, days } => {
                self.streak.days = *days;
                self.streak.longest = self.streak.longest.max(*days);
                self.streak.last_day = Some(*day);
            }
            LearnerFact::ReachabilityChanged { reachable } => self.unreachable = !reachable,
            // Whoever asks for them reads `review_items`.
            LearnerFact::ParametersFitted { .. } => {}
        }
        self
    }

    fn stream(id: LearnerId) -> Uuid {
        id.as_uuid()
    }

    fn version(&self) -> u32 {
        self.version
    }
}
