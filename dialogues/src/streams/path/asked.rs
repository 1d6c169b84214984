//! What a test is about, what it asks and what is answered: the words of its facts.

use serde::{Deserialize, Serialize};

use crate::ability::model::Reply;
use crate::kernel::ids::{CourseId, LessonId, ModuleId, QuestionId, Revision};
use crate::questions::Response;

/// What a test is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Scope {
    /// Where in the course to begin.
    Course { course: CourseId },
    /// Is a module known already?
    Module { course: CourseId, module: ModuleId },
    /// Is a lesson known already?
    Lesson { course: CourseId, lesson: LessonId },
}

impl Scope {
    pub const fn course(&self) -> &CourseId {
        match self {
            Self::Course { course } | Self::Module { course, .. } | Self::Lesson { course, .. } => course,
        }
    }
}

/// A question that was put, of the content that it was put from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    pub lesson: LessonId,
    pub revision: Revision,
    pub question: QuestionId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    pub lesson: LessonId,
    pub question: QuestionId,
    /// None: the learner said that they do not know.
    pub response: Option<Response>,
    /// 0..=1.
    pub score: f64,
    pub correct: bool,
}

impl Answered {
    /// As the estimates count it: in part right is not right.
    pub const fn reply(&self) -> Reply {
        match (&self.response, self.correct) {
            (None, _) => Reply::Unknown,
            (Some(_), true) => Reply::Right,
            (Some(_), false) => Reply::Wrong,
        }
    }
}
