//! What happens on a learner's path through all courses. Events of the path's stream. What a session of its own has
//! (an attempt, a review, an interview) is told here once it begins and once it is over.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::asked::{Answered, Asked, Scope};
use super::mastery::ConceptScore;
use crate::ability::Evidence;
use crate::catalogue::Level;
use crate::kernel::ids::{
    AskId, AttemptId, ConceptId, CourseId, InterviewId, InterviewRunId, LessonId, ReviewId, Revision,
};
use crate::streams::interview::facts::{EndReason, Recommendation};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum PathFact {
    CourseEnrolled {
        course: CourseId,
    },
    LessonStarted {
        course: CourseId,
        lesson: LessonId,
        revision: Revision,
    },
    /// The learner stands at a screen of a lesson.
    ProgressUpdated {
        course: CourseId,
        lesson: LessonId,
        /// From 1.
        screen: u32,
        screens: u32,
        /// Time since the step before, as far as [it counts](crate::streams::pace::since).
        seconds: u32,
        /// The learner's local date.
        day: NaiveDate,
    },
    /// The learner's open attempt at the lesson's quiz is now this one.
    QuizStarted {
        course: CourseId,
        lesson: LessonId,
        attempt: AttemptId,
        number: u32,
    },
    QuizFinished {
        course: CourseId,
        lesson: LessonId,
        attempt: AttemptId,
        /// 0..=1.
        score: f64,
        passed: bool,
        seconds: u32,
        day: NaiveDate,
        /// What the attempt's own questions showed of each concept; empty in attempts from before this was kept.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        concepts: BTreeMap<ConceptId, ConceptScore>,
    },
    /// Once for each lesson.
    LessonCompleted {
        course: CourseId,
        lesson: LessonId,
        /// 0..=1; none where the lesson has no quiz.
        score: Option<f64>,
        /// All the time spent on the lesson until now.
        time_spent_seconds: u32,
        level: Level,
    },
    /// The learner's last review session is now this one.
    ReviewBegun {
        review: ReviewId,
        number: u32,
    },
    /// A session is over: all was asked, or another one begins.
    ReviewFinished {
        review: ReviewId,
        reviewed: u32,
        seconds: u32,
        day: NaiveDate,
    },
    /// The learner's open interview is now this one.
    InterviewOpened {
        course: CourseId,
        interview: InterviewId,
        run: InterviewRunId,
        /// From 1.
        number: u32,
    },
    InterviewFinished {
        course: CourseId,
        interview: InterviewId,
        run: InterviewRunId,
        level: Level,
        /// 0..=1.
        share: f64,
        recommendation: Recommendation,
        reason: EndReason,
        seconds: u32,
        day: NaiveDate,
        /// What its answers showed of each concept.
        concepts: BTreeMap<ConceptId, ConceptScore>,
        /// The questions that were dealt with.
        asked: Vec<AskId>,
    },
    /// A second look at an answer has changed how a finished interview went.
    InterviewRescored {
        run: InterviewRunId,
        /// 0..=1.
        share: f64,
        recommendation: Recommendation,
    },
    /// A test of what the learner knows already begins; one about the same that was open begins anew.
    PlacementStarted {
        scope: Scope,
        /// Orders the options.
        seed: u64,
        /// How many questions it has at most.
        most: u32,
    },
    /// The question that waits for an answer is now this one.
    PlacementAsked {
        scope: Scope,
        #[serde(flatten)]
        asked: Asked,
    },
    PlacementAnswered {
        scope: Scope,
        #[serde(flatten)]
        answered: Answered,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<Evidence>,
        /// Time since the step before, as far as [it counts](crate::streams::pace::since).
        seconds: u32,
        /// The learner's local date.
        day: NaiveDate,
    },
    /// Stands in for the lesson's completion where other lessons require it; takes no completion's place.
    LessonTestedOut {
        course: CourseId,
        lesson: LessonId,
    },
    PlacementFinished {
        scope: Scope,
        passed: bool,
        /// The lesson to go on with; none where nothing is left.
        place: Option<LessonId>,
    },
}
