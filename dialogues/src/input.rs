//! What can happen to a dialogue: a learner's message or press, a call of the API, or a moment that has come.

use chrono_tz::Tz;
use uuid::Uuid;

use crate::dialogues::interview::words as interview;
use crate::dialogues::quiz::words as quiz;
use crate::dialogues::review::words as review;
use crate::kernel::ids::{AttemptId, CourseId, InterviewRunId, LessonId, ReviewId, SessionId};
use crate::kernel::locale::Locale;
use crate::kernel::place::Place;
use crate::kernel::token::Token;
use crate::streams::Learner;
use crate::streams::interview::SecondLook;

/// Who speaks, as Telegram tells it with every update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub telegram_id: i64,
    pub first_name: String,
    /// IETF tag of their app's language.
    pub language_code: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// `/name argument`
    Command {
        name: String,
        argument: String,
    },
    Press(Token),
    /// A press whose data is none of ours, from an older version perhaps.
    UnknownPress,
    Text(String),
    /// Somebody's contact, with their id at Telegram.
    Contact(i64),
    /// A sticker, a voice message, a photo…
    Media,
    /// The learner changed a message that was answered before.
    Edited,
    /// The learner blocked the bot.
    Blocked,
    /// The Mini App or the API opened a session.
    Visit {
        time_zone: Option<Tz>,
    },
    Enrol {
        course: CourseId,
    },
    /// The API reports a reading position, from 1.
    Read {
        course: CourseId,
        lesson: LessonId,
        screen: u32,
    },
    Complete {
        course: CourseId,
        lesson: LessonId,
    },
    /// The API takes a copy of all that is kept of the learner.
    Export,
    /// The API changes settings. `on`: what it took for granted; where that has changed meanwhile, nothing is done.
    Prefer {
        wanted: Preferences,
        on: Option<Preferences>,
    },
    /// The API begins today's review session, or goes on with it.
    Review,
    /// A moment that was waited for has come. Nobody did anything: a dialogue that does not wait for it any more
    /// refuses, and then nobody is told anything.
    Due {
        /// The dialogue's code.
        dialogue: String,
        /// What has come, in the dialogue's own words.
        detail: String,
    },
    /// The API ends one of the learner's sessions, or all of them.
    SignOut {
        session: Option<SessionId>,
    },
    /// Somebody else has looked at an answer of an interview a second time.
    SecondLook(SecondLook),
    /// A press or a text in a window beside the chat.
    Beside {
        window: Window,
        input: Box<Self>,
    },
}

/// What a learner has set; of what is wanted: what is none stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    pub locale: Option<Locale>,
    /// Minutes a day, one of [`GOALS`](crate::streams::learner::GOALS).
    pub daily_goal: Option<u32>,
    /// Are questions asked as quiz polls, where they fit?
    pub polls: Option<bool>,
    pub time_zone: Option<Tz>,
}

impl Preferences {
    /// What is set now.
    pub const fn of(learner: &Learner) -> Self {
        Self {
            locale: Some(learner.locale),
            daily_goal: learner.daily_goal,
            polls: Some(learner.polls),
            time_zone: learner.time_zone,
        }
    }
}

/// A place that is shown beside the chat, by the Mini App or another client of the API. It looks at one stream, and
/// what happens in it moves nobody away from what they see in the chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The code of the dialogue that it shows, and no other.
    pub dialogue: &'static str,
    /// An attempt's, an interview's or a review session's.
    pub stream: Uuid,
    /// None: where the dialogue stands.
    pub place: Option<Place>,
}

impl Window {
    /// One that shows an attempt.
    pub const fn of_attempt(id: AttemptId, place: Option<Place>) -> Self {
        Self { dialogue: quiz::CODE, stream: id.as_uuid(), place }
    }

    /// One that shows an interview, open or over.
    pub const fn of_interview(id: InterviewRunId, place: Option<Place>) -> Self {
        Self { dialogue: interview::CODE, stream: id.as_uuid(), place }
    }

    /// One that shows a review session. An earlier one's leads to the latest.
    pub const fn of_review(id: ReviewId, place: Option<Place>) -> Self {
        Self { dialogue: review::CODE, stream: id.as_uuid(), place }
    }
}

impl Input {
    /// A text message: a command if it begins as Telegram's commands do, with a slash and a word of Latin letters, digits
    /// and underscores. Others, such as a comment in code, are texts.
    ///
    /// `/learn@academy_bot now` reads as the command `learn` with the argument `now`.
    pub fn message(text: &str) -> Self {
        let Some(command) = text.trim_start().strip_prefix('/') else {
            return Self::Text(text.to_owned());
        };
        let (name, argument) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
        let name = name.split('@').next().unwrap_or(name);
        if name.is_empty() || !name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_') {
            return Self::Text(text.to_owned());
        }
        Self::Command { name: name.to_ascii_lowercase(), argument: argument.trim().to_owned() }
    }

    /// The data of a pressed button.
    pub fn press(data: &str) -> Self {
        data.parse().map_or(Self::UnknownPress, Self::Press)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_telegram_calls_a_command_is_one() {
        for (text, name, argument) in [
            ("/learn@academy_bot now", "learn", "now"),
            (" /Start", "start", ""),
            ("/nonsense\nmore", "nonsense", "more"),
        ] {
            let command = Input::Command { name: name.to_owned(), argument: argument.to_owned() };
            assert_eq!(Input::message(text), command);
        }
        for text in ["// a comment", "/i> of a message in two pieces", "/usr/bin/swift", "/", "/да"] {
            assert_eq!(Input::message(text), Input::Text(text.to_owned()));
        }
    }
}
