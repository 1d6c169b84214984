//! One attempt at a quiz: the fold of its stream. Grades nothing.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::facts::{AttemptFact, Carried};
use crate::kernel::ids::{AttemptId, CourseId, LessonId, QuestionId, Revision};
use crate::kernel::token::Step;
use crate::questions::Response;
use crate::streams::aggregate::Aggregate;
use crate::streams::pace;
use crate::streams::personal::Personal;

/// The fold of an attempt's stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    pub version: u32,
    pub id: AttemptId,
    pub course: CourseId,
    pub lesson: LessonId,
    pub revision: Revision,
    pub number: u32,
    pub seed: u64,
    pub questions: Vec<QuestionId>,
    pub carried: Carried,
    pub pass: f64,
    pub answers: Vec<Answer>,
    pub hints: BTreeSet<QuestionId>,
    pub last_step_at: DateTime<Utc>,
    pub finished: Option<Outcome>,
    /// The questions that the learner has reported.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub reports: BTreeSet<QuestionId>,
    /// The stream's version with the last answer.
    #[serde(default)]
    pub answered_at: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub question: QuestionId,
    pub response: Response,
    pub score: f64,
    pub correct: bool,
    pub seconds: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// 0..=1.
    pub score: f64,
    pub passed: bool,
}

impl Attempt {
    /// The question that waits for an answer, and its number from 0.
    pub fn current(&self) -> Option<(usize, &QuestionId)> {
        let number = self.answers.len();
        self.questions.get(number).map(|question| (number, question))
    }

    /// The attempt's stream as of now: what a press on its question was drawn from.
    pub fn step(&self) -> Step {
        Step::of(self.id.as_uuid(), self.version)
    }

    /// The step that the last answer was given at, while nothing has happened since: a press on it is the same press again.
    pub fn step_before_answer(&self) -> Option<Step> {
        self.step().before(self.answered_at?, self.finished.is_some())
    }

    /// What the attempt scores with the given points for its own questions.
    pub fn score(&self, points: f64) -> f64 {
        let questions = self.questions.len() as f64 + f64::from(self.carried.questions);
        if questions > 0.0 { (points + self.carried.points) / questions } else { 0.0 }
    }

    pub fn points(&self) -> f64 {
        self.answers.iter().map(|answer| answer.score).sum()
    }

    pub fn missed(&self) -> impl Iterator<Item = &QuestionId> {
        self.answers.iter().filter(|answer| !answer.correct).map(|answer| &answer.question)
    }

    pub fn seconds(&self) -> u32 {
        self.answers.iter().map(|answer| answer.seconds).sum()
    }

    pub fn seconds_since_step(&self, now: DateTime<Utc>) -> u32 {
        pace::since(Some(self.last_step_at), now)
    }
}

impl Aggregate for Attempt {
    const TYPE: &'static str = "assessment";
    const PERSONAL: &'static [(&'static str, &'static [Personal])] = &[
        ("AnswerSubmitted", &[Personal::text("/response/text")]),
        ("QuestionReported", &[Personal::text("/response/text")]),
    ];

    type Id = AttemptId;
    type Fact = AttemptFact;

    fn begin(id: AttemptId, fact: &AttemptFact, at: DateTime<Utc>) -> Option<Self> {
        let AttemptFact::AssessmentStarted { course, lesson, revision, number, seed, questions, carried, pass, .. } =
            fact
        else {
            return None;
        };
        Some(Self {
            version: 1,
            id,
            course: course.clone(),
            lesson: lesson.clone(),
            revision: revision.clone(),
            number: *number,
            seed: *seed,
            questions: questions.clone(),
            carried: *carried,
            pass: *pass,
            answers: Vec::new(),
            hints: BTreeSet::new(),
            last_step_at: at,
            finished: None,
            reports: BTreeSet::new(),
            answered_at: None,
        })
    }

    fn evolve(mut self, fact: &AttemptFact, at: DateTime<Utc>) -> Self {
        self.version += 1;
        match fact {
            AttemptFact::AssessmentStarted { .. } => {}
            AttemptFact::HintRevealed { question } => {
                self.hints.insert(question.clone());
            }
            AttemptFact::AnswerSubmitted { question, response, score, correct, seconds, .. } => {
                self.last_step_at = at;
                self.answered_at = Some(self.version);
                self.answers.push(Answer {
                    question: question.clone(),
                    response: response.clone(),
                    score: *score,
                    correct: *correct,
                    seconds: *seconds,
                });
            }
            AttemptFact::AssessmentCompleted { score, passed } => {
                self.finished = Some(Outcome { score: *score, passed: *passed });
            }
            AttemptFact::QuestionReported { question, .. } => {
                self.reports.insert(question.clone());
            }
        }
        self
    }

    fn stream(id: AttemptId) -> Uuid {
        id.as_uuid()
    }

    fn version(&self) -> u32 {
        self.version
    }
}
