//! What authors write and the academy teaches.
//!
//! From the ground up, and nothing names what stands below it in this list: [`language`] (what people type), [`rubric`]
//! (what a good answer says), [`questions`] (what a question asks, takes and is worth), `model` (courses with their
//! documents), [`catalogue`] (the files of authors become the model), `search` (where a topic is taught). Beside them stands `source`: an author's text as
//! a tree with places. Only readers name it: the catalogue's, and the `written` of questions and rubrics, which nothing
//! but readers names in its turn. Grading knows no markdown.

/// Hands the list of kinds of documents to a macro: the folder of its reader, the model's type, and that of its ids.
macro_rules! documents {
    ($with:ident) => {
        $with! {
            interview: Interview(InterviewId),
            lesson: Lesson(LessonId),
        }
    };
}

pub mod catalogue;
pub mod language;
mod model;
pub mod questions;
pub mod rubric;
pub(crate) mod search;
mod source;

#[cfg(test)]
mod tests;
