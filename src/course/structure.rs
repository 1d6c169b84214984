//! A course's published structure: the fold of its stream, and what leads from it to the catalogue's.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use dialogues::catalogue::{Course, Level};
use dialogues::kernel::ids::{LessonId, ModuleId, Revision};
use dialogues::streams::Aggregate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::events::CourseFact;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Structure {
    version: u32,
    /// Title and level; none before the course is created.
    head: Option<(String, Level)>,
    lessons: BTreeMap<LessonId, Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    module: ModuleId,
    revision: Revision,
    requires: Vec<LessonId>,
}

impl Structure {
    /// The facts that make this structure the course's; none if it is already.
    pub fn difference(&self, course: &Course) -> Vec<CourseFact> {
        let mut facts = Vec::new();
        facts.extend(self.head_fact(course));
        for module in &course.modules {
            for lesson in &module.lessons {
                let known = self.lessons.get(&lesson.id);
                let place = (course.id.clone(), lesson.id.clone(), module.id.clone(), lesson.revision.clone());
                match known {
                    None => facts.push(added(place)),
                    Some(entry) if entry.module != module.id || entry.revision != lesson.revision => {
                        facts.push(revised(place));
                    }
                    Some(_) => {}
                }
                if known.map_or(&[][..], |entry| &entry.requires) != lesson.requires {
                    facts.push(CourseFact::PrerequisiteUpdated {
                        course: course.id.clone(),
                        lesson: lesson.id.clone(),
                        requires: lesson.requires.clone(),
                    });
                }
            }
        }
        let gone = self.lessons.keys().filter(|id| course.lessons().all(|lesson| lesson.id != **id));
        facts.extend(gone.map(|id| CourseFact::LessonRemoved { course: course.id.clone(), lesson: id.clone() }));
        facts
    }

    fn head_fact(&self, course: &Course) -> Option<CourseFact> {
        let (id, title, level) = (course.id.clone(), course.title.original.clone(), course.level);
        match &self.head {
            None => Some(CourseFact::CourseCreated { course: id, title, level }),
            Some(head) if *head != (title.clone(), level) => {
                Some(CourseFact::CourseRevised { course: id, title, level })
            }
            Some(_) => None,
        }
    }
}

impl Aggregate for Structure {
    const TYPE: &'static str = "course";

    /// A course's stream, see [`CourseId::stream`](dialogues::kernel::ids::CourseId::stream).
    type Id = Uuid;
    type Fact = CourseFact;

    fn begin(_: Uuid, fact: &CourseFact, at: DateTime<Utc>) -> Option<Self> {
        Some(Self::default().evolve(fact, at))
    }

    fn evolve(mut self, fact: &CourseFact, _: DateTime<Utc>) -> Self {
        self.version += 1;
        match fact.clone() {
            CourseFact::CourseCreated { title, level, .. } | CourseFact::CourseRevised { title, level, .. } => {
                self.head = Some((title, level));
            }
            CourseFact::LessonAdded { lesson, module, revision, .. } => {
                self.lessons.insert(lesson, Entry { module, revision, requires: Vec::new() });
            }
            CourseFact::LessonRevised { lesson, module, revision, .. } => {
                if let Some(entry) = self.lessons.get_mut(&lesson) {
                    (entry.module, entry.revision) = (module, revision);
                }
            }
            CourseFact::LessonRemoved { lesson, .. } => {
                self.lessons.remove(&lesson);
            }
            CourseFact::PrerequisiteUpdated { lesson, requires, .. } => {
                if let Some(entry) = self.lessons.get_mut(&lesson) {
                    entry.requires = requires;
                }
            }
        }
        self
    }

    fn stream(id: Uuid) -> Uuid {
        id
    }

    fn version(&self) -> u32 {
        self.version
    }
}

type LessonPlace = (dialogues::kernel::ids::CourseId, LessonId, ModuleId, Revision);

fn added((course, lesson, module, revision): LessonPlace) -> CourseFact {
    CourseFact::LessonAdded { course, lesson, module, revision }
}

fn revised((course, lesson, module, revision): LessonPlace) -> CourseFact {
    CourseFact::LessonRevised { course, lesson, module, revision }
}
