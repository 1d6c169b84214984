//! Identities. Learners, paths and attempts are UUIDs derived from what they belong to, so that a repeated
//! command names the same stream and meets a version conflict instead of making a twin.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Root of every derived identity of this academy; changing it would orphan all streams.
const NAMESPACE: Uuid = Uuid::from_u128(0x6f0b_52ac_8a63_4c1d_9a5e_2a4d_3f0c_71e9);

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            pub const fn from_uuid(id: Uuid) -> Self {
                Self(id)
            }

            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

uuid_id!(
    /// A learner. Derived from the Telegram user id.
    LearnerId
);
uuid_id!(
    /// One simulated interview. Derived from learner and the number of the interview.
    InterviewRunId
);
uuid_id!(
    /// One pass through a quiz. Derived from learner, lesson and the number of the attempt.
    AttemptId
);
uuid_id!(
    /// A review session. Derived from learner and the number of the session.
    ReviewId
);
uuid_id!(
    /// The academy's team: there is one.
    TeamId
);
uuid_id!(
    /// A session with the API: one opening of the Mini App, on one device. Drawn by chance; it opens nothing by itself.
    SessionId
);
uuid_id!(
    /// A process of several steps. Derived from its kind and its key.
    ProcessId
);
text_id!(
    /// A group of learners who share their progress with its mentors, at most [`GroupId::MAX_BYTES`] bytes of `a-z 0-9 -`.
    GroupId
);
text_id!(
    /// A course, as the author named it in `course.yaml`.
    CourseId
);
text_id!(
    /// A module: its folder's name without the ordering prefix.
    ModuleId
);
text_id!(
    /// A lesson, at most [`LessonId::MAX_BYTES`] bytes of `a-z 0-9 . -`; the same in all languages.
    LessonId
);
text_id!(
    /// A question, unique within its lesson; the same in all languages.
    QuestionId
);
text_id!(
    /// An interview, like a lesson's id at most [`LessonId::MAX_BYTES`] bytes of `a-z 0-9 . -`.
    InterviewId
);
text_id!(
    /// A question of an interview or a follow-up, unique within its interview; the same in all languages.
    AskId
);
text_id!(
    /// What a good answer says, unique within its question; the same in all languages.
    PointId
);
text_id!(
    /// A card, unique within its lesson; the same in all languages.
    CardId
);
text_id!(
    /// What a lesson or question is about; declared in `course.yaml`.
    ConceptId
);
text_id!(
    /// A version of a lesson's sources in all languages: 12 hex digits of a SHA-256.
    Revision
);

impl LearnerId {
    /// The learner behind a Telegram user id.
    pub fn of_telegram(user: i64) -> Self {
        Self(Uuid::new_v5(&NAMESPACE, format!("telegram:{user}").as_bytes()))
    }

    /// The stream of the learner's path through all courses.
    pub fn path_stream(self) -> Uuid {
        Uuid::new_v5(&self.0, b"path")
    }
}

impl AttemptId {
    /// The learner's `number`-th attempt (from 1) at a lesson's quiz.
    pub fn of(learner: LearnerId, lesson: &LessonId, number: u32) -> Self {
        Self(Uuid::new_v5(&learner.0, format!("attempt:{lesson}:{number}").as_bytes()))
    }
}

impl ReviewId {
    /// The learner's `number`-th review session, from 1.
    pub fn of(learner: LearnerId, number: u32) -> Self {
        Self(Uuid::new_v5(&learner.0, format!("review:{number}").as_bytes()))
    }
}

impl InterviewRunId {
    /// The learner's `number`-th interview, from 1.
    pub fn of(learner: LearnerId, number: u32) -> Self {
        Self(Uuid::new_v5(&learner.0, format!("interview:{number}").as_bytes()))
    }
}

impl ProcessId {
    /// The process of that kind with that key.
    pub fn of(kind: &str, key: &str) -> Self {
        Self(Uuid::new_v5(&NAMESPACE, format!("process:{kind}:{key}").as_bytes()))
    }
}

impl CourseId {
    /// The stream of the course's published structure.
    pub fn stream(&self) -> Uuid {
        Uuid::new_v5(&NAMESPACE, format!("course:{}", self.0).as_bytes())
    }
}

impl TeamId {
    pub fn of_academy() -> Self {
        Self(Uuid::new_v5(&NAMESPACE, b"team"))
    }
}

impl GroupId {
    /// So that a deep link, a button and a line on a phone have room for it.
    pub const MAX_BYTES: usize = 24;

    /// A group by its name; none for what is no name of one.
    pub fn read(text: &str) -> Option<Self> {
        let fits = (1..=Self::MAX_BYTES).contains(&text.len());
        (fits && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')))
            .then(|| Self(text.to_owned()))
    }
}

impl GroupId {
    /// The group that a `start` parameter names, as a mentor hands it on: `g_<group>`.
    pub(crate) fn from_deep_link(parameter: &str) -> Option<Self> {
        parameter.strip_prefix("g_").and_then(Self::read)
    }
}

impl LessonId {
    /// So that every button that names a lesson stays within Telegram's 64 bytes.
    pub const MAX_BYTES: usize = 40;

    /// The `start` parameter of a deep link, at most 42 of `A-Za-z0-9_-`. Lesson ids have no `_`, so it stands for `.`.
    pub fn deep_link(&self) -> String {
        format!("l_{}", self.0.replace('.', "_"))
    }

    /// The same to one of its screens, from 1: `s3_…`.
    pub fn deep_link_to(&self, screen: u32) -> String {
        format!("s{screen}_{}", self.0.replace('.', "_"))
    }

    /// The lesson that a `start` parameter names, if it names one, and perhaps its screen.
    pub(crate) fn from_deep_link(parameter: &str) -> Option<(Self, Option<u32>)> {
        let (what, id) = parameter.split_once('_')?;
        let screen = match what.strip_prefix('s') {
            Some(screen) => Some(screen.parse().ok().filter(|screen| *screen > 0)?),
            None if what == "l" => None,
            None => return None,
        };
        let id = id.replace('_', ".");
        (!id.is_empty() && id.len() <= Self::MAX_BYTES).then_some((Self(id), screen))
    }
}
