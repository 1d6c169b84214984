//! Where a learner stands in all courses: the fold of their path's stream.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::facts::PathFact;
use super::interviews::{Interviews, Past};
use super::mastery::{ConceptScore, Mastery};
use super::spent::Lately;
use super::tests::Tests;
use crate::kernel::ids::{AttemptId, ConceptId, CourseId, LearnerId, LessonId, ReviewId};
use crate::streams::aggregate::Aggregate;
use crate::streams::pace;
use crate::streams::personal::Personal;

/// The fold of a path's stream.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Path {
    pub version: u32,
    pub enrolled: BTreeSet<CourseId>,
    pub lessons: BTreeMap<LessonId, LessonProgress>,
    /// The lesson of the last step.
    pub at: Option<LessonId>,
    pub last_step_at: Option<DateTime<Utc>>,
    /// The farthest day, and the seconds on it as they were stored. What counts today is told by `lately`.
    pub day: Option<NaiveDate>,
    pub day_seconds: u32,
    #[serde(default, skip_serializing_if = "Lately::is_empty")]
    pub lately: Lately,
    /// Seconds of learning in all: lessons, tests, reviews and interviews.
    #[serde(default)]
    pub seconds: u64,
    /// What quizzes have shown of each concept.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub concepts: BTreeMap<CourseId, BTreeMap<ConceptId, Mastery>>,
    /// Review sessions that were begun.
    #[serde(default)]
    pub reviews: u32,
    /// The last of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<ReviewId>,
    #[serde(default, skip_serializing_if = "Interviews::is_empty")]
    pub interviews: Interviews,
    /// Known without having been read: not completed, and as good as that for what requires them.
    #[serde(default)]
    pub tested_out: BTreeSet<LessonId>,
    #[serde(default)]
    pub tests: Tests,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LessonProgress {
    /// Where the learner stands, from 1; 0 before the lesson is started.
    pub screen: u32,
    pub seconds: u32,
    pub attempts: u32,
    pub open_attempt: Option<AttemptId>,
    /// The latest finished one: its missed questions can be retried.
    pub last_attempt: Option<AttemptId>,
    pub best_score: Option<f64>,
    pub completed_at: Option<DateTime<Utc>>,
}

impl Path {
    pub fn lesson(&self, id: &LessonId) -> Option<&LessonProgress> {
        self.lessons.get(id)
    }

    /// What is known of a concept; one that was never asked is neither weak nor strong.
    pub fn mastery(&self, course: &CourseId, concept: &ConceptId) -> Mastery {
        self.concepts.get(course).and_then(|concepts| concepts.get(concept)).copied().unwrap_or_default()
    }

    pub fn completed(&self, id: &LessonId) -> bool {
        self.lesson(id).is_some_and(|lesson| lesson.completed_at.is_some())
    }

    /// Completed or tested out: what requires it may begin.
    pub fn done(&self, id: &LessonId) -> bool {
        self.completed(id) || self.tested_out.contains(id)
    }

    /// Seconds since the last step, as much of them as count.
    pub fn seconds_since_step(&self, now: DateTime<Utc>) -> u32 {
        pace::since(self.last_step_at, now)
    }
}

impl Path {
    fn learn(&mut self, course: &CourseId, concepts: &BTreeMap<ConceptId, ConceptScore>) {
        for (concept, score) in concepts {
            let known = self.concepts.entry(course.clone()).or_default();
            known.entry(concept.clone()).or_default().learn(*score);
        }
    }

    fn step(&mut self, lesson: &LessonId, at: DateTime<Utc>) {
        self.at = Some(lesson.clone());
        self.last_step_at = Some(at);
    }

    fn spend_day(&mut self, seconds: u32, day: NaiveDate, at: DateTime<Utc>) {
        self.lately.spend(day, at, seconds);
        self.seconds = self.seconds.saturating_add(seconds.into());
        // A clock or time zone that goes back over midnight takes no minutes away.
        if self.day.is_none_or(|known| day > known) {
            self.day = Some(day);
            self.day_seconds = 0;
        }
        self.day_seconds = self.day_seconds.saturating_add(seconds);
    }

    fn spend(&mut self, lesson: &LessonId, seconds: u32, day: NaiveDate, at: DateTime<Utc>) -> &mut LessonProgress {
        self.spend_day(seconds, day, at);
        let progress = self.lessons.entry(lesson.clone()).or_default();
        progress.seconds = progress.seconds.saturating_add(seconds);
        progress
    }
}

impl Aggregate for Path {
    const TYPE: &'static str = "learning_path";
    const PERSONAL: &'static [(&'static str, &'static [Personal])] =
        &[("PlacementAnswered", &[Personal::text("/response/text")])];

    type Id = LearnerId;
    type Fact = PathFact;

    fn begin(_: LearnerId, fact: &PathFact, at: DateTime<Utc>) -> Option<Self> {
        Some(Self::default().evolve(fact, at))
    }

    fn evolve(mut self, fact: &PathFact, at: DateTime<Utc>) -> Self {
        self.version += 1;
        self.tests.evolve(fact, at);
        match fact {
            PathFact::CourseEnrolled { course } => {
                self.enrolled.insert(course.clone());
            }
            PathFact::LessonStarted { lesson, .. } => {
                let progress = self.lessons.entry(lesson.clone()).or_default();
                progress.screen = progress.screen.max(1);
                self.step(lesson, at);
            }
            PathFact::ProgressUpdated { lesson, screen, seconds, day, .. } => {
                self.spend(lesson, *seconds, *day, at).screen = *screen;
                self.step(lesson, at);
            }
            PathFact::QuizStarted { lesson, attempt, number, .. } => {
                let progress = self.lessons.entry(lesson.clone()).or_default();
                progress.attempts = *number;
                progress.open_attempt = Some(*attempt);
                self.step(lesson, at);
            }
            PathFact::QuizFinished { course, lesson, attempt, score, seconds, day, concepts, .. } => {
                self.learn(course, concepts);
                let progress = self.spend(lesson, *seconds, *day, at);
                progress.open_attempt = None;
                progress.last_attempt = Some(*attempt);
                progress.best_score = Some(progress.best_score.unwrap_or(0.0).max(*score));
                self.step(lesson, at);
            }
            PathFact::LessonCompleted { lesson, .. } => {
                self.lessons.entry(lesson.clone()).or_default().completed_at.get_or_insert(at);
            }
            PathFact::ReviewBegun { review, number } => {
                self.reviews = *number;
                self.review = Some(*review);
            }
            PathFact::InterviewOpened { run, number, .. } => self.interviews.begin(*run, *number),
            PathFact::InterviewFinished {
                course,
                interview,
                run,
                level,
                share,
                recommendation,
                seconds,
                day,
                concepts,
                asked,
                ..
            } => {
                self.learn(course, concepts);
                self.spend_day(*seconds, *day, at);
                let past = Past {
                    run: *run,
                    interview: interview.clone(),
                    level: *level,
                    share: *share,
                    recommendation: *recommendation,
                    at,
                };
                self.interviews.end(past, asked.clone());
            }
            PathFact::InterviewRescored { run, share, recommendation } => {
                self.interviews.correct(*run, *share, *recommendation);
            }
            PathFact::LessonTestedOut { lesson, .. } => {
                self.tested_out.insert(lesson.clone());
            }
            PathFact::PlacementAnswered { seconds, day, .. } | PathFact::ReviewFinished { seconds, day, .. } => {
                self.spend_day(*seconds, *day, at);
                self.last_step_at = Some(at);
            }
            PathFact::PlacementStarted { .. } | PathFact::PlacementAsked { .. } => self.last_step_at = Some(at),
            PathFact::PlacementFinished { .. } => {}
        }
        self
    }

    fn stream(id: LearnerId) -> Uuid {
        id.path_stream()
    }

    fn version(&self) -> u32 {
        self.version
    }
}
