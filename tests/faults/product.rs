//! What the fault run knows of the academy in Rust, in one place: when its walls are moved, only this file moves with them.
//! All else it reads from screens, from the buttons' tokens and from the JSON of stored events.

use uuid::Uuid;

pub use academy::contexts;
pub use academy::learning::LEARNING_PROGRESS;
pub use academy::platform::clock;
pub use academy::platform::content;
pub use academy::platform::eventstore::{Cursor, EventStore, StoredEvent, caught_up};
pub use dialogues::catalogue::{AskText, Catalogue, Course, Interview, Lesson, Localised, Question};
pub use dialogues::kernel::ids::{LearnerId, LessonId};
pub use dialogues::kernel::locale::Locale;
pub use dialogues::kernel::texts::Texts;
pub use dialogues::kernel::token::Token;
pub use dialogues::memory::ItemId;
pub use dialogues::questions::Response;
pub use dialogues::rubric::Rubric;
pub use emulator::{Emulator, Faults, LearnerClient, MessageView, Refusal};

use dialogues::kernel::ids::{AttemptId, InterviewRunId, ReviewId};
use dialogues::questions::Body;

/// The kinds of quiz questions, by their names.
pub const QUESTION_KINDS: &[&str] = Body::KINDS;

/// The learner behind a Telegram user id.
pub fn learner(telegram: i64) -> LearnerId {
    LearnerId::of_telegram(telegram)
}

/// The stream of a learner's path.
pub fn path(learner: Uuid) -> Uuid {
    LearnerId::from_uuid(learner).path_stream()
}

/// The stream of a learner's attempt at a lesson's quiz, from 1.
pub fn attempt(learner: LearnerId, lesson: &LessonId, number: u32) -> Uuid {
    AttemptId::of(learner, lesson, number).as_uuid()
}

/// The stream of a learner's interview, from 1.
pub fn interview(learner: LearnerId, number: u32) -> Uuid {
    InterviewRunId::of(learner, number).as_uuid()
}

/// The stream of a learner's review session, from 1.
pub fn session(learner: LearnerId, number: u32) -> Uuid {
    ReviewId::of(learner, number).as_uuid()
}
