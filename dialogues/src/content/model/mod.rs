//! What the academy teaches, compiled: everything is parsed, checked and rendered once, at load. Says nothing of how any of
//! it is written.

mod course;
mod document;
mod interview;
mod lesson;
mod level;
mod localised;
mod question;

pub use course::{Course, Module};
pub use document::{AnyDocument, Document, DocumentKind, Pin};
pub use interview::{Ask, AskText, Follow, Interview, When};
pub use lesson::{Card, CardText, Lesson, LessonScreen, Quiz, ScreenText};
pub use level::Level;
pub use localised::Localised;
pub use question::Question;
