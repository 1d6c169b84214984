//! What the pipeline answers when it does not do as asked, in HTTP's words. Logs what is ours to mend, once.

use dialogues::catalogue::Catalogue;
use dialogues::dialogues::contract::Refusal;
use dialogues::dialogues::progression;
use dialogues::kernel::ids::LessonId;
use dialogues::kernel::texts::Texts;
use tracing::{error, warn};

use super::problem::{Kind, Problem};
use crate::conversation::{Reply, TurnError};

/// The problem that a refusing reply is, in the learner's language; none for a reply that refuses nothing.
pub fn problem(reply: &Reply, catalogue: &Catalogue) -> Option<Problem> {
    let said =
        |otherwise: &str| reply.notice.as_ref().map_or_else(|| otherwise.to_owned(), |notice| notice.text.clone());
    Some(match reply.refusal.as_ref()? {
        Refusal::Gone => Problem::not_found(said("It is not part of the course.")),
        Refusal::Leaving => Problem::new(Kind::Leaving, said("Learning has stopped.")),
        Refusal::TooSoon(_) => Problem::new(Kind::TooSoon, said("Try again later.")),
        Refusal::Locked { lesson } => Problem::new(Kind::LessonLocked, locked(reply, lesson, catalogue)),
        Refusal::NothingChosen(_) | Refusal::Spent(_) | Refusal::Unknown => {
            Problem::new(Kind::Refused, said("Load it again, please."))
        }
        Refusal::QuizFirst { .. } => {
            Problem::new(Kind::QuizFirst, said("The lesson is complete once its quiz is passed."))
        }
    })
}

/// A text came for a screen that has been left, and counts for nothing.
pub fn left(reply: &Reply) -> Problem {
    let detail = reply.notice.as_ref().map_or("Load it again, please.", |notice| &notice.text);
    Problem::new(Kind::Refused, detail)
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
