//! What happened to a course, as stored events of its stream. Their fold is `Structure`.

use dialogues::catalogue::Level;
use dialogues::kernel::ids::{CourseId, LessonId, ModuleId, Revision};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum CourseFact {
    CourseCreated {
        course: CourseId,
        /// In the author's language.
        title: String,
        level: Level,
    },
    CourseRevised {
        course: CourseId,
        title: String,
        level: Level,
    },
    /// Published for the first time, or again after a removal.
    LessonAdded {
        course: CourseId,
        lesson: LessonId,
        module: ModuleId,
        revision: Revision,
    },
    /// Its text has changed, or its place.
    LessonRevised {
        course: CourseId,
        lesson: LessonId,
        module: ModuleId,
        revision: Revision,
    },
    LessonRemoved {
        course: CourseId,
        lesson: LessonId,
    },
    /// From now on the lesson requires these, and no others.
    PrerequisiteUpdated {
        course: CourseId,
        lesson: LessonId,
        requires: Vec<LessonId>,
    },
}
