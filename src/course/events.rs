//! What happened to a course, as stored events. The stream's id follows from the course's.

use dialogues::catalogue::Level;
use dialogues::ids::{CourseId, LessonId, ModuleId, Revision};
use serde::{Deserialize, Serialize};

use crate::platform::eventstore::codec::{Codec, CodecError};
use crate::platform::eventstore::{NewEvent, StoredEvent};

pub const AGGREGATE: &str = "course";

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

/// Old shapes go into `upcasters`, oldest first.
const CODEC: Codec = Codec { aggregate_type: AGGREGATE, upcasters: &[] };

pub fn encode(course: &CourseId, fact: &CourseFact, version: u32) -> Result<NewEvent, CodecError> {
    CODEC.encode(course.stream(), fact, version)
}

pub fn decode(event: &StoredEvent) -> Result<CourseFact, CodecError> {
    CODEC.decode(event)
}
