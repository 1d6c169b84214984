//! Courses: their modules with the lessons in the author's order, and their interviews.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::interview::Interview;
use super::lesson::Lesson;
use super::level::Level;
use super::localised::Localised;
use crate::kernel::ids::{ConceptId, CourseId, ModuleId};

#[derive(Clone, Debug)]
pub struct Course {
    pub id: CourseId,
    pub level: Level,
    pub title: Localised<String>,
    pub summary: Localised<String>,
    pub concepts: BTreeMap<ConceptId, Localised<String>>,
    pub modules: Vec<Module>,
    /// By level, then in the alphabetical order of their files.
    pub interviews: Vec<Arc<Interview>>,
}

impl Course {
    /// All lessons in the author's order.
    pub fn lessons(&self) -> impl Iterator<Item = &Arc<Lesson>> {
        self.modules.iter().flat_map(|module| &module.lessons)
    }
}

#[derive(Clone, Debug)]
pub struct Module {
    pub id: ModuleId,
    pub title: Localised<String>,
    pub summary: Localised<String>,
    pub lessons: Vec<Arc<Lesson>>,
}
