//! The catalogue: markdown in, courses out. Texts are given, nothing is read from a disk. Everything is parsed,
//! checked and rendered once; whatever has errors stays out, and the findings say why. Start at
//! [`Catalogue::compile`]; `content/AUTHORING.md` describes the format.

use std::collections::HashMap;
use std::sync::Arc;

use crate::ids::{CourseId, InterviewId, LessonId, Revision};

mod assemble;
mod card_section;
mod checks;
pub(crate) mod code;
mod compile;
mod course_file;
pub(crate) mod finding;
mod front_matter;
mod hash;
pub(crate) mod inline;
mod interview;
mod interview_compile;
mod interview_file;
mod interview_section;
mod interview_translation;
mod layout;
pub(crate) mod lesson_file;
pub(crate) mod list_item;
pub(crate) mod markdown;
pub mod model;
mod names;
mod prerequisites;
pub(crate) mod question_section;
mod quiz_section;
pub(crate) mod reading;
mod render;
pub(crate) mod rubric_section;
mod section;
mod swift;
mod translation;
mod yaml;

pub use finding::{Finding, Severity, Span, line_column};
pub use interview::{Ask, AskText, Follow, Interview, When};
pub use model::*;

/// A file of the content folder.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SourceFile {
    /// Relative to the content folder, `/` between the parts.
    pub path: String,
    pub text: String,
}

/// What an author's files make.
#[derive(Debug)]
pub struct Compilation {
    /// What has errors is left out.
    pub catalogue: Catalogue,
    /// By path and place.
    pub findings: Vec<Finding>,
}

impl Compilation {
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}

/// All published courses. Never changes; a push of the authors makes another one.
#[derive(Clone, Debug)]
pub struct Catalogue {
    revision: Revision,
    courses: Vec<Course>,
    places: HashMap<LessonId, Place>,
    sources: HashMap<LessonId, Vec<SourceFile>>,
    interview_sources: HashMap<InterviewId, Vec<SourceFile>>,
}

/// Where a lesson stands: indices of the course, of the module in it, of the lesson in that.
#[derive(Clone, Copy, Debug)]
struct Place {
    course: usize,
    module: usize,
    lesson: usize,
    /// Within the course, from 1.
    number: usize,
}

impl Catalogue {
    /// Reads, checks and renders everything. Files outside of `courses/` are ignored.
    pub fn compile(files: &[SourceFile]) -> Compilation {
        let (catalogue, findings) = compile::compile(files);
        Compilation { catalogue, findings }
    }

    /// A catalogue without courses.
    pub fn empty() -> Self {
        Self::new(hash::revision([]), Vec::new(), HashMap::new(), HashMap::new())
    }

    fn new(
        revision: Revision,
        courses: Vec<Course>,
        sources: HashMap<LessonId, Vec<SourceFile>>,
        interview_sources: HashMap<InterviewId, Vec<SourceFile>>,
    ) -> Self {
        let mut places = HashMap::new();
        for (course, taught) in courses.iter().enumerate() {
            let mut number = 0;
            for (module, part) in taught.modules.iter().enumerate() {
                for (lesson, content) in part.lessons.iter().enumerate() {
                    number += 1;
                    places.insert(content.id.clone(), Place { course, module, lesson, number });
                }
            }
        }
        Self { revision, courses, places, sources, interview_sources }
    }

    /// The version of all that is published.
    pub fn revision(&self) -> &Revision {
        &self.revision
    }

    /// In the alphabetical order of their folders.
    pub fn courses(&self) -> &[Course] {
        &self.courses
    }

    pub fn course(&self, id: &CourseId) -> Option<&Course> {
        self.courses.iter().find(|course| course.id == *id)
    }

    pub fn lesson(&self, id: &LessonId) -> Option<&Arc<Lesson>> {
        let place = self.places.get(id)?;
        self.courses.get(place.course)?.modules.get(place.module)?.lessons.get(place.lesson)
    }

    /// The one that follows in the course's order, also across modules.
    pub fn next_lesson(&self, id: &LessonId) -> Option<&Arc<Lesson>> {
        let place = self.places.get(id)?;
        self.courses.get(place.course)?.lessons().nth(place.number)
    }

    /// Course, module, and the lesson's number within the course, from 1.
    pub fn place(&self, id: &LessonId) -> Option<(&Course, &Module, usize)> {
        let place = self.places.get(id)?;
        let course = self.courses.get(place.course)?;
        Some((course, course.modules.get(place.module)?, place.number))
    }

    /// The original and the translations that a lesson was made of, for the archive; none for an unknown lesson.
    pub fn sources(&self, id: &LessonId) -> &[SourceFile] {
        self.sources.get(id).map_or(&[], Vec::as_slice)
    }

    pub fn interview(&self, id: &InterviewId) -> Option<&Arc<Interview>> {
        self.courses.iter().flat_map(|course| &course.interviews).find(|interview| interview.id == *id)
    }

    /// The same as [`Self::sources`], of an interview.
    pub fn interview_sources(&self, id: &InterviewId) -> &[SourceFile] {
        self.interview_sources.get(id).map_or(&[], Vec::as_slice)
    }
}

impl Default for Catalogue {
    fn default() -> Self {
        Self::empty()
    }
}

/// A lesson from its archived [sources](Catalogue::sources), at the revision it had. Rules may have grown stricter
/// since: it is only read, not checked. Nothing if the sources are not those of a lesson.
pub fn compile_lesson(course: &CourseId, sources: &[SourceFile]) -> Option<Lesson> {
    compile::compile_lesson(course, sources)
}

/// An interview from its archived [sources](Catalogue::interview_sources), like [`compile_lesson`].
pub fn compile_interview(course: &CourseId, sources: &[SourceFile]) -> Option<Interview> {
    interview_compile::compile_interview(course, sources)
}

#[cfg(test)]
mod tests;
