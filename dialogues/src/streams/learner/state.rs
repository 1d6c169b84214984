//! Who a learner is: the fold of their stream.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::bounds::Changes;
use super::days::{Days, Streak};
use super::facts::LearnerFact;
use super::leaving::{Leaving, Stage};
use crate::catalogue::Level;
use crate::kernel::days::local_day;
use crate::kernel::ids::{GroupId, LearnerId};
use crate::kernel::locale::Locale;
use crate::memory;
use crate::streams::aggregate::Aggregate;
use crate::streams::personal::Personal;

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
    #[serde(default)]
    pub days: Days,
    pub unreachable: bool,
    /// When the learner has last signed out everywhere.
    #[serde(default)]
    pub signed_out_at: Option<DateTime<Utc>>,
    /// What the learner wants of their reviews.
    #[serde(default)]
    pub review: memory::Settings,
    /// The groups with whose mentors they share their progress.
    #[serde(default)]
    pub shares: BTreeSet<GroupId>,
    #[serde(default)]
    pub changes: Changes,
    /// They leave, or have left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaving: Option<Leaving>,
    /// When they last asked for a copy of all that is kept of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exported_at: Option<DateTime<Utc>>,
    pub registered_at: DateTime<Utc>,
}

impl Learner {
    /// The learner's day. Until their zone is known, that of UTC.
    pub fn day(&self, now: DateTime<Utc>) -> NaiveDate {
        local_day(now, self.time_zone.unwrap_or(Tz::UTC))
    }

    /// Days in a row as of now: a streak that has missed a day is over.
    pub fn streak_days(&self, now: DateTime<Utc>) -> u32 {
        match self.streak.last_day {
            Some(last) if self.days.hold((last, self.day(now)), &self.review, self.time_zone, now) => self.streak.days,
            _ => 0,
        }
    }

    /// The fact of a step now, if the streak must know of it: the first of a day, and while no zone is known the first of a
    /// quarter of an hour.
    pub fn step(&self, now: DateTime<Utc>) -> Option<LearnerFact> {
        let today = self.day(now);
        match self.streak.last_day {
            // A clock or time zone that moves backwards must not take a day away.
            Some(day) if day >= today => {
                let days = self.streak.days;
                self.days.is_news(self.time_zone, now).then_some(LearnerFact::StreakMaintained { day, days })
            }
            _ => Some(LearnerFact::StreakMaintained { day: today, days: self.streak_days(now) + 1 }),
        }
    }

    /// They want to be erased, or are: nothing is learned, and nothing is noted of them.
    pub fn is_leaving(&self) -> bool {
        self.leaving.is_some_and(|leaving| leaving.stage >= Stage::Asked)
    }

    /// Nothing is kept of them.
    pub fn is_erased(&self) -> bool {
        self.leaving.is_some_and(|leaving| leaving.stage == Stage::Erased)
    }

    pub const fn onboarded(&self) -> bool {
        self.level.is_some() && self.daily_goal.is_some()
    }
}

impl Aggregate for Learner {
    const TYPE: &'static str = "user";
    const PERSONAL: &'static [(&'static str, &'static [Personal])] = &[
        ("ProfileUpdated", &[Personal::text("/firstName"), Personal::absent("/review"), Personal::absent("/timeZone")]),
        ("UserRegistered", &[Personal::text("/firstName"), Personal::zero("/telegramId")]),
    ];

    type Id = LearnerId;
    type Fact = LearnerFact;

    fn begin(_: LearnerId, fact: &LearnerFact, at: DateTime<Utc>) -> Option<Self> {
        Some(Self::default().evolve(fact, at))
    }

    fn evolve(mut self, fact: &LearnerFact, at: DateTime<Utc>) -> Self {
        self.version += 1;
        self.changes.count(fact, at);
        self.leaving = Leaving::evolve(self.leaving, fact, self.version, at);
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
                if let Some(zone) = change.time_zone {
                    self.time_zone = Some(zone);
                    self.days.moved(&mut self.streak, zone, at);
                }
                if let Some(review) = &change.review {
                    self.review.clone_from(review);
                }
            }
            LearnerFact::StreakMaintained { day, days } => {
                self.days.learned(&mut self.streak, *day, *days, at);
            }
            LearnerFact::ReachabilityChanged { reachable } => self.unreachable = !reachable,
            LearnerFact::ProgressShared { group } => {
                self.shares.insert(group.clone());
            }
            LearnerFact::ProgressWithdrawn { group } => {
                self.shares.remove(group);
            }
            LearnerFact::SessionsEnded { .. } => self.signed_out_at = Some(at),
            // Whoever asks for them reads `review_items`; which sessions are open, the table of sessions tells.
            LearnerFact::ParametersFitted { .. }
            | LearnerFact::SessionEnded { .. }
            | LearnerFact::ErasureBegun {}
            | LearnerFact::ErasureRequested { .. }
            | LearnerFact::ErasureWithdrawn { .. }
            | LearnerFact::InactivityNoticed { .. }
            | LearnerFact::LearnerReturned { .. } => {}
            LearnerFact::ExportRequested { .. } => self.exported_at = Some(at),
            LearnerFact::LearnerErased {} => {
                return Self { version: self.version, leaving: self.leaving, ..Self::default() };
            }
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
