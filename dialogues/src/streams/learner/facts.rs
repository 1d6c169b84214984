//! What happens to a learner: who they are, what they want, on which days they learn. Events of the learner's stream.

use chrono::{DateTime, NaiveDate, Utc};
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
    /// The learner has asked for a copy of all that is kept of them.
    ExportRequested {
        to: ExportTo,
    },
    /// The learner wants all of it erased. Until it is, nothing is learned.
    ErasureRequested {
        /// Until then they may change their mind.
        due: DateTime<Utc>,
    },
    /// They have changed their mind in time.
    ErasureWithdrawn {
        /// The stream's version with what is withdrawn.
        request: u32,
    },
    /// There was no sign of life for long, and the learner was asked. Without an answer all is erased then.
    InactivityNoticed {
        due: DateTime<Utc>,
    },
    /// The learner, who had been asked, is there.
    LearnerReturned {
        /// The stream's version with that question.
        request: u32,
    },
    /// From now on it cannot be withdrawn any more.
    ErasureBegun {},
    /// Nothing is kept of the learner any more. Whoever has taken in what happened to them forgets it.
    LearnerErased {},
}

impl LearnerFact {
    /// The event's type that says that a learner is erased.
    pub const ERASED: &str = "LearnerErased";
}

/// Where a copy of all that is kept of a learner goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ExportTo {
    /// To whoever called the API.
    Api,
    Chat,
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
