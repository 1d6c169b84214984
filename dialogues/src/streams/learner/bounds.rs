//! How often a profile may change. Devices, names and buttons tell as often as they like; what is stored of it is bounded
//! for each learner and day. What is too much changes nothing, and counts when it is told again on another day.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::facts::{LearnerFact, ProfileChange};

/// Changes of one kind on one day, UTC. More than a person needs who tries everything out.
const CHANGES: u32 = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Kind {
    FirstName,
    Goal,
    Level,
    Locale,
    Polls,
    Reachability,
    Review,
    Sharing,
    TimeZone,
}

/// Today's changes, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    day: Option<NaiveDate>,
    counts: BTreeMap<Kind, u32>,
}

impl Changes {
    /// May the fact be stored now? Only those about a profile are counted.
    pub fn admit(&self, fact: &LearnerFact, now: DateTime<Utc>) -> bool {
        let today = self.day == Some(now.date_naive());
        let enough = |kind: &Kind| today && self.counts.get(kind).is_some_and(|count| *count >= CHANGES);
        !kinds(fact).iter().any(enough)
    }

    pub(super) fn count(&mut self, fact: &LearnerFact, at: DateTime<Utc>) {
        for kind in kinds(fact) {
            if self.day.replace(at.date_naive()) != Some(at.date_naive()) {
                self.counts.clear();
            }
            *self.counts.entry(kind).or_default() += 1;
        }
    }
}

fn kinds(fact: &LearnerFact) -> Vec<Kind> {
    match fact {
        LearnerFact::ProfileUpdated(change) => changed(change),
        LearnerFact::ReachabilityChanged { .. } => vec![Kind::Reachability],
        LearnerFact::ProgressShared { .. } | LearnerFact::ProgressWithdrawn { .. } => vec![Kind::Sharing],
        LearnerFact::ErasureBegun {}
        | LearnerFact::ErasureRequested { .. }
        | LearnerFact::ErasureWithdrawn { .. }
        | LearnerFact::ExportRequested { .. }
        | LearnerFact::InactivityNoticed { .. }
        | LearnerFact::LearnerErased {}
        | LearnerFact::LearnerReturned { .. }
        | LearnerFact::ParametersFitted { .. }
        // Signing out must always work; what bounds it is that there must be something to end.
        | LearnerFact::SessionEnded { .. }
        | LearnerFact::SessionsEnded { .. }
        | LearnerFact::StreakMaintained { .. }
        | LearnerFact::UserRegistered { .. } => Vec::new(),
    }
}

fn changed(change: &ProfileChange) -> Vec<Kind> {
    // Whoever adds a field says what kind it is.
    let ProfileChange { first_name, locale, level, daily_goal, polls, time_zone, review } = change;
    let kinds = [
        (Kind::FirstName, first_name.is_some()),
        (Kind::Goal, daily_goal.is_some()),
        (Kind::Level, level.is_some()),
        (Kind::Locale, locale.is_some()),
        (Kind::Polls, polls.is_some()),
        (Kind::Review, review.is_some()),
        (Kind::TimeZone, time_zone.is_some()),
    ];
    kinds.into_iter().filter_map(|(kind, is_changed)| is_changed.then_some(kind)).collect()
}
