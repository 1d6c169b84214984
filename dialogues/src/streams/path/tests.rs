//! The tests of a learner's path as their facts tell them: what is being asked, what was answered, how it ended. The
//! fold and nothing else; what follows from an answer is decided in [`super::course`].

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::kernel::ids::{CourseId, LessonId, ModuleId, QuestionId, Revision};
use crate::questions::Response;
use crate::streams::PathFact;

use crate::ability::model::Reply;

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

/// One test. Begun anew, it takes the place of the one before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Test {
    pub scope: Scope,
    pub seed: u64,
    /// How many questions it has at most.
    pub most: u32,
    /// The one that waits for an answer.
    pub asked: Option<Asked>,
    pub answers: Vec<Answered>,
    /// Lessons that it tested out.
    pub tested_out: Vec<LessonId>,
    pub finished: Option<Ended>,
    pub last_step_at: DateTime<Utc>,
}

/// How a test ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ended {
    pub passed: bool,
    /// The lesson to begin with; none where nothing is left.
    pub place: Option<LessonId>,
}

/// All tests of a path; the last one is the one that had the last step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tests(Vec<Test>);

impl Tests {
    /// The test of the last step.
    pub fn current(&self) -> Option<&Test> {
        self.0.last()
    }

    pub fn of(&self, scope: &Scope) -> Option<&Test> {
        self.0.iter().find(|test| test.scope == *scope)
    }

    /// The test that waits for an answer, if this one was begun and not finished.
    pub fn open(&self, scope: &Scope) -> Option<&Test> {
        self.of(scope).filter(|test| test.finished.is_none())
    }

    pub fn evolve(&mut self, fact: &PathFact, at: DateTime<Utc>) {
        match fact {
            PathFact::PlacementStarted { scope, seed, most } => {
                self.0.retain(|test| test.scope != *scope);
                self.0.push(Test::begun(scope.clone(), *seed, *most, at));
            }
            PathFact::PlacementAsked { scope, asked } => {
                if let Some(index) = self.0.iter().position(|test| test.scope == *scope) {
                    let mut test = self.0.remove(index);
                    test.asked = Some(asked.clone());
                    test.last_step_at = at;
                    self.0.push(test);
                }
            }
            PathFact::PlacementAnswered { answered, .. } => {
                if let Some(test) = self.0.last_mut() {
                    test.asked = None;
                    test.answers.push(answered.clone());
                    test.last_step_at = at;
                }
            }
            PathFact::LessonTestedOut { lesson, .. } => {
                if let Some(test) = self.0.last_mut() {
                    test.tested_out.push(lesson.clone());
                }
            }
            PathFact::PlacementFinished { passed, place, .. } => {
                if let Some(test) = self.0.last_mut() {
                    test.asked = None;
                    test.finished = Some(Ended { passed: *passed, place: place.clone() });
                    test.last_step_at = at;
                }
            }
            _ => {}
        }
    }
}

impl Test {
    fn begun(scope: Scope, seed: u64, most: u32, at: DateTime<Utc>) -> Self {
        Self {
            scope,
            seed,
            most,
            asked: None,
            answers: Vec::new(),
            tested_out: Vec::new(),
            finished: None,
            last_step_at: at,
        }
    }

    pub fn has_answered(&self, lesson: &LessonId, question: &QuestionId) -> bool {
        self.answers.iter().any(|answered| answered.lesson == *lesson && answered.question == *question)
    }

    pub fn points(&self) -> f64 {
        self.answers.iter().map(|answered| answered.score).sum()
    }

    /// The number of the question that is being asked, from 1.
    pub fn number(&self) -> usize {
        self.answers.len() + 1
    }
}

impl Scope {
    pub const fn course(&self) -> &CourseId {
        match self {
            Self::Course { course } | Self::Module { course, .. } | Self::Lesson { course, .. } => course,
        }
    }
}
