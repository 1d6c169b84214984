//! All that is published, and where it stands. Start at [`Catalogue`].

use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::documents::read::Published;
use crate::content::model::{AnyDocument, Course, Document, Interview, Lesson, Module, Pin};
use crate::content::source::file::SourceFile;
use crate::content::source::hash;
use crate::kernel::ids::{CourseId, InterviewId, LessonId, Revision};

/// All published courses. Never changes; a push of the authors makes another one.
#[derive(Clone, Debug)]
pub struct Catalogue {
    revision: Revision,
    courses: Vec<Course>,
    places: HashMap<LessonId, Place>,
    /// By their ids, and so in one order everywhere.
    documents: BTreeMap<String, Published>,
}

/// Where a lesson stands: indices of the course and of the module in it.
#[derive(Clone, Copy, Debug)]
struct Place {
    course: usize,
    module: usize,
    /// Within the course, from 1.
    number: usize,
}

impl Catalogue {
    /// A catalogue without courses.
    pub fn empty() -> Self {
        Self::new(hash::revision([]), Vec::new(), Vec::new())
    }

    pub(super) fn new(revision: Revision, courses: Vec<Course>, documents: Vec<Published>) -> Self {
        let mut places = HashMap::new();
        for (course, taught) in courses.iter().enumerate() {
            let mut number = 0;
            for (module, part) in taught.modules.iter().enumerate() {
                for lesson in &part.lessons {
                    number += 1;
                    places.insert(lesson.id.clone(), Place { course, module, number });
                }
            }
        }
        let documents = documents.into_iter().map(|published| (published.document.id().to_owned(), published));
        Self { revision, courses, places, documents: documents.collect() }
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
        self.document(id)
    }

    pub fn interview(&self, id: &InterviewId) -> Option<&Arc<Interview>> {
        self.document(id)
    }

    /// The current revision of a document.
    pub fn document<D: Document>(&self, id: &D::Id) -> Option<&Arc<D>> {
        let id: &str = id.borrow();
        self.documents.get(id)?.document.get()
    }

    /// The document, if its current revision is the one that is pinned.
    pub fn pinned(&self, pin: &Pin) -> Option<&AnyDocument> {
        let published = self.documents.get(&pin.id)?;
        Some(&published.document).filter(|document| document.is_at(pin))
    }

    /// All documents of a course, each with what it was made of, for the archive. Ordered by their ids.
    pub fn documents(&self, course: &CourseId) -> impl Iterator<Item = (&AnyDocument, &[SourceFile])> {
        let all = self.documents.values().filter(move |published| published.document.course() == course);
        all.map(|published| (&published.document, published.sources.as_slice()))
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

    /// The original and the translations that a document was made of; none for an unknown one.
    pub fn sources(&self, id: &str) -> &[SourceFile] {
        self.documents.get(id).map_or(&[], |published| &published.sources)
    }
}

impl Default for Catalogue {
    fn default() -> Self {
        Self::empty()
    }
}
