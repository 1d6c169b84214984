//! What happens to a learner: who they are, what they want, on which days they learn. Events of the learner's stream.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::catalogue::Level;
use crate::kernel::ids::{GroupId, LearnerId, SessionId};
use crate::kernel::locale::Locale;
use crate::memory::{Params, Settings};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum LearnerFact {
    UserRegistered {
        learner: LearnerId,
        telegram_id: i64,
        first_name: String,
        locale: Locale,
    },
    ProfileUpdated(ProfileChange),
    /// The first step of a day, in the learner's time zone. The event's own time is that of the step: where the zone is not
    /// known yet, later steps of a day are told, too, with the same day and length.
    StreakMaintained {
        day: NaiveDate,
        /// Length of the streak with this day, from 1.
        days: u32,
    },
    /// The learner blocked the bot, or came back.
    ReachabilityChanged {
        reachable: bool,
    },
    /// From now on the group's mentors see the learner's progress.
    ProgressShared {
        group: GroupId,
    },
    /// And no more.
    ProgressWithdrawn {
        group: GroupId,
    },
    /// The learner has signed out on one device. Its row in `sessions` follows from this.
    SessionEnded {
        session: SessionId,
    },
    /// The learner has signed out everywhere: what was opened or handed out by Telegram before the event's time is void.
    SessionsEnded {
        /// Those that were open.
        open: u32,
    },
    /// A search for the learner's own parameters of the memory model in their reviews; those that are found are used for
    /// the reviews that follow.
    ParametersFitted {
        /// None: those that were found predict no better; what was used before stays.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        params: Option<Params>,
        /// Mean log loss on reviews that the search had not seen, nats: of what was used before, and of what was found.
        log_loss_before: f64,
        log_loss_after: f64,
        /// All that the learner had made.
        reviews: u32,
    },
}

/// What of a profile changed: only that is present.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ProfileChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Minutes a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub daily_goal: Option<u32>,
    /// Are questions asked as quiz polls, where they fit?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub polls: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<Tz>,
    /// All that is wanted of reviews, with what changed in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<Settings>,
}
