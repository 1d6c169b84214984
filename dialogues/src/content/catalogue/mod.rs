//! The catalogue: markdown in, courses out. Texts are given, nothing is read from a disk. Everything is parsed,
//! checked and rendered once; whatever has errors stays out, and the findings say why. Start at
//! [`Catalogue::compile`]; `content/AUTHORING.md` describes the format.

mod checks;
mod compile;
mod course;
mod course_file;
mod documents;
mod layout;
mod patterns;
mod prerequisites;
mod read_course;
mod store;

pub use compile::Compilation;
pub use documents::compile_document;
pub use store::Catalogue;

pub use super::model::{
    AnyDocument, Ask, AskText, Card, CardText, Course, Document, DocumentKind, Follow, Interview, Lesson, LessonScreen,
    Level, Localised, Module, Pin, Question, Quiz, ScreenText, When,
};
pub use super::questions::{OptionText, QuestionText};
pub use super::source::claim::{Behaviour, Claim, PrintingLine};
pub use super::source::file::SourceFile;
pub use super::source::finding::{Finding, Severity, Span, line_column};

#[cfg(test)]
mod tests;
