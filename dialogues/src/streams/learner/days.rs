//! A learner's streak, and what their days hang on besides the zone: when they have learned, and since when it is known.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use serde::{Deserialize, Serialize};

use crate::kernel::days::{local_day, quarter};
use crate::memory::Settings;

/// For so long after a zone has become known or has changed one missing day is bridged.
const BRIDGE: TimeDelta = TimeDelta::hours(48);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Streak {
    pub days: u32,
    pub longest: u32,
    pub last_day: Option<NaiveDate>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Days {
    /// The last step that the streak was told of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learned_at: Option<DateTime<Utc>>,
    /// Since when the zone is the one that it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<FirstZone>,
}

/// The zone that was the first to be known, and since when it was.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FirstZone {
    pub zone: Tz,
    pub since: DateTime<Utc>,
}

impl Days {
    /// The streak was told of a step.
    pub fn learned(&mut self, streak: &mut Streak, day: NaiveDate, days: u32, at: DateTime<Utc>) {
        streak.days = days;
        streak.longest = streak.longest.max(days);
        streak.last_day = Some(day);
        self.learned_at = self.learned_at.max(Some(at));
    }

    /// A zone has become known, or has changed: the last day of the streak is what it would have been there. Only
    /// forwards: a day that was counted stays counted.
    pub fn moved(&mut self, streak: &mut Streak, zone: Tz, at: DateTime<Utc>) {
        self.first.get_or_insert(FirstZone { zone, since: at });
        self.since = Some(at);
        if let (Some(last), Some(learned_at)) = (streak.last_day, self.learned_at) {
            streak.last_day = Some(last.max(local_day(learned_at, zone)));
        }
    }

    /// The day on which something counts that was stored under `stored`. Before a zone was known days were guessed, and
    /// are told by the first one that was; those that were lived in a zone stay what they were, wherever the learner is now.
    pub fn day_of(&self, stored: NaiveDate, at: DateTime<Utc>) -> NaiveDate {
        match self.first {
            Some(first) if at < first.since => local_day(at, first.zone),
            _ => stored,
        }
    }

    /// Is a step worth telling the streak of though its day is counted? While no zone is known only the instant says which
    /// day it was, and one in each quarter of an hour is as good as all.
    pub fn is_news(&self, zone: Option<Tz>, now: DateTime<Utc>) -> bool {
        zone.is_none() && self.learned_at.is_none_or(|at| quarter(at) < quarter(now))
    }

    /// Does a streak go on whose last day is `last`, `today`? Every day since was learned on or free; or one is missing that
    /// a change of zones has swallowed, or that may have been none where the learner is.
    pub fn hold(
        &self,
        (last, today): (NaiveDate, NaiveDate),
        settings: &Settings,
        zone: Option<Tz>,
        now: DateTime<Utc>,
    ) -> bool {
        match settings.missed(last, today) {
            0 => true,
            1 => {
                let bridged = self.since.is_some_and(|since| now - since <= BRIDGE);
                bridged || (zone.is_none() && self.none_missed_somewhere(settings, now))
            }
            _ => false,
        }
    }

    /// Is there a zone in which no day was missed since the last step?
    fn none_missed_somewhere(&self, settings: &Settings, now: DateTime<Utc>) -> bool {
        let Some(at) = self.learned_at else { return false };
        TZ_VARIANTS.iter().any(|zone| settings.missed(local_day(at, *zone), local_day(now, *zone)) == 0)
    }
}
