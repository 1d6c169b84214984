//! The tests of a learner's path as their facts tell them: what is being asked, what was answered, how it ended. The
//! fold and nothing else; what follows from an answer is decided by the dialogue.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::facts::PathFact;
use crate::kernel::ids::{LessonId, QuestionId};

pub use super::asked::{Answered, Asked, Scope};

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

    pub(crate) fn has_answered(&self, lesson: &LessonId, question: &QuestionId) -> bool {
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
