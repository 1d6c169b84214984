//! What the pipeline answers when it does not do as asked, in HTTP's words. Logs what is ours to mend, once.

use axum::http::StatusCode;
use dialogues::catalogue::Catalogue;
use dialogues::dialogues::contract::Refusal;
use dialogues::dialogues::progression;
use dialogues::kernel::ids::LessonId;
use dialogues::kernel::texts::Texts;
use tracing::{error, warn};

use super::problem::Problem;
use crate::conversation::{Reply, TurnError};

/// The problem that a refusing reply is, in the learner's language; none for a reply that refuses nothing.
pub fn problem(reply: &Reply, catalogue: &Catalogue) -> Option<Problem> {
    let said =
        |otherwise: &str| reply.notice.as_ref().map_or_else(|| otherwise.to_owned(), |notice| notice.text.clone());
    let conflict = |kind, title: &str, detail| Problem::new(StatusCode::CONFLICT, kind, title, detail);
    Some(match reply.refusal.as_ref()? {
        Refusal::Gone => Problem::not_found(said("It is not part of the course.")),
        Refusal::Leaving => conflict("leaving", "The learner is about to be erased", said("Learning has stopped.")),
        Refusal::TooSoon(_) => Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-soon",
            "It was done a moment ago",
            said("Try again later."),
        ),
        Refusal::Locked { lesson } => {
            conflict("lesson-locked", "The lesson is locked", locked(reply, lesson, catalogue))
        }
        Refusal::NothingChosen(_) | Refusal::Spent(_) | Refusal::Unknown => {
            conflict("refused", "That does not fit the current step", said("Load it again, please."))
        }
        Refusal::QuizFirst { .. } => {
            conflict("quiz-first", "The quiz comes first", said("The lesson is complete once its quiz is passed."))
        }
    })
}

/// A text came for a screen that has been left, and counts for nothing.
pub fn left(reply: &Reply) -> Problem {
    let detail = reply.notice.as_ref().map_or("Load it again, please.", |notice| &notice.text);
    Problem::new(StatusCode::CONFLICT, "refused", "That does not fit the current step", detail)
}

impl From<TurnError> for Problem {
    fn from(error: TurnError) -> Self {
        match error {
            TurnError::Contended => {
                warn!(%error, "a turn of the API gave up");
                Self::unavailable()
            }
            TurnError::Unavailable(_) => {
                error!(%error, "a turn of the API found no database");
                Self::unavailable()
            }
            TurnError::Newer(_) => {
                warn!(%error, "a turn of the API needs a newer program");
                Self::updating()
            }
            TurnError::Unknown => Self::not_found("There is no such learner."),
            TurnError::Broken(_) | TurnError::Unreadable(_) => {
                error!(%error, "a turn of the API cannot read what is stored");
                Self::internal()
            }
        }
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        TurnError::from(error).into()
    }
}

/// What the chat says about a locked lesson, with the lesson that the way to it begins with.
fn locked(reply: &Reply, id: &LessonId, catalogue: &Catalogue) -> String {
    let (state, locale) = (&reply.state, reply.state.learner.locale);
    let lesson = catalogue.lesson(id);
    let first = lesson.and_then(|lesson| progression::way_to(state, lesson, catalogue));
    let lead = Texts::of(locale).plain("lesson-locked-start", &[]);
    match first {
        Some(first) => format!("{lead} {}", first.title.get(locale)),
        None => lead,
    }
}
