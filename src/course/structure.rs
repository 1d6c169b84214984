//! A course's published structure: the fold of its stream, and what leads from it to the catalogue's.

use std::collections::BTreeMap;

use dialogues::catalogue::{Course, Level};
use dialogues::ids::{LessonId, ModuleId, Revision};

use super::events::CourseFact;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Structure {
    /// Title and level; none before the course is created.
    head: Option<(String, Level)>,
    lessons: BTreeMap<LessonId, Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    module: ModuleId,
    revision: Revision,
    requires: Vec<LessonId>,
}

impl Structure {
    #[must_use]
    pub fn evolve(mut self, fact: CourseFact) -> Self {
        match fact {
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

type LessonPlace = (dialogues::ids::CourseId, LessonId, ModuleId, Revision);

fn added((course, lesson, module, revision): LessonPlace) -> CourseFact {
    CourseFact::LessonAdded { course, lesson, module, revision }
}

fn revised((course, lesson, module, revision): LessonPlace) -> CourseFact {
    CourseFact::LessonRevised { course, lesson, module, revision }
}
