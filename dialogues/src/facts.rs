//! What happened: the facts that decisions yield. They *are* the stored events; nothing else changes state.
//! A variant's name is its event type, its fields are its data: changing either needs an upcaster.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::catalogue::Level;
use crate::ids::{
    AskId, AttemptId, ConceptId, CourseId, InterviewId, InterviewRunId, LearnerId, LessonId, QuestionId, ReviewId,
    Revision,
};
use crate::locale::Locale;
use crate::memory::{Params, Settings};
use crate::placement::{Answered, Asked, Evidence, Scope};
use crate::questions::Response;
use crate::review::{QuizReview, ReviewFact};

pub use crate::interview::facts::{EndReason, InterviewFact, Recommendation};

/// A fact and the stream that it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// Stream of the learner: who they are.
    User(UserFact),
    /// Stream of the learner's path: where they stand.
    Learning(LearningFact),
    /// Stream of one attempt.
    Assessment(AttemptId, AssessmentFact),
    /// Stream of one review session.
    Review(ReviewId, ReviewFact),
    /// Stream of one interview.
    Interview(InterviewRunId, InterviewFact),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum UserFact {
    UserRegistered {
        learner: LearnerId,
        telegram_id: i64,
        first_name: String,
        locale: Locale,
    },
    ProfileUpdated(ProfileChange),
    /// The first step of a day, in the learner's time zone.
    StreakMaintained {
        day: NaiveDate,
        /// Length of the streak with this day, from 1.
        days: u32,
    },
    /// The learner blocked the bot, or came back.
    ReachabilityChanged {
        reachable: bool,
    },
    /// A search for the learner's own parameters of the memory model in their reviews; those that are found are used for
    /// the reviews that follow.
    ParametersFitted {
        /// None: those that were found predict no better; what was used before stays.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        params: Option<Params>,
        /// Mean log loss on reviews that the search had not seen, nats: of what was used before, and of what was found.
        log_loss_before: f64,
        log_loss_after: f64,
        /// All that the learner had made.
        reviews: u32,
    },
}

/// What of a profile changed: only that is present.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ProfileChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Minutes a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub daily_goal: Option<u32>,
    /// Are questions asked as quiz polls, where they fit?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub polls: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<Tz>,
    /// All that is wanted of reviews, with what changed in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<Settings>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum LearningFact {
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
        /// Time since the step before, capped at [`crate::state::STEP_CAP_SECONDS`].
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
        /// Time since the step before, capped at [`crate::state::STEP_CAP_SECONDS`].
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

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum AssessmentFact {
    AssessmentStarted {
        learner: LearnerId,
        course: CourseId,
        lesson: LessonId,
        /// The content that this attempt is pinned to.
        revision: Revision,
        number: u32,
        /// Orders the options.
        seed: u64,
        questions: Vec<QuestionId>,
        /// Points brought from the attempt whose missed questions are retried, and out of how many.
        #[serde(default)]
        carried: Carried,
        /// Share of the points that passes, 0..=1.
        pass: f64,
    },
    HintRevealed {
        question: QuestionId,
    },
    AnswerSubmitted {
        question: QuestionId,
        response: Response,
        /// 0..=1.
        score: f64,
        correct: bool,
        seconds: u32,
        /// What it says of the learner's memory; none in answers from before this was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        review: Option<QuizReview>,
    },
    AssessmentCompleted {
        /// 0..=1.
        score: f64,
        passed: bool,
    },
    /// The learner says that something is wrong with a question. Once for each question of an attempt, also after its
    /// end; counts for nothing else.
    QuestionReported {
        question: QuestionId,
        /// The content that the question was asked from.
        revision: Option<Revision>,
        /// The learner's answer to it.
        response: Option<Response>,
        reason: ReportReason,
    },
}

/// What may be wrong with a question, in a learner's eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ReportReason {
    /// What counts as right is wrong.
    Wrong,
    /// It can be understood in more than one way.
    Unclear,
    Typo,
    /// It was right once.
    Outdated,
}

/// Points for the questions about a concept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConceptScore {
    pub asked: u32,
    /// 0..=`asked`.
    pub points: f64,
}

/// Points that a retry of missed questions starts from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Carried {
    pub points: f64,
    pub questions: u32,
}

impl From<UserFact> for Fact {
    fn from(fact: UserFact) -> Self {
        Self::User(fact)
    }
}

impl From<LearningFact> for Fact {
    fn from(fact: LearningFact) -> Self {
        Self::Learning(fact)
    }
}

impl From<ProfileChange> for Fact {
    fn from(change: ProfileChange) -> Self {
        Self::User(UserFact::ProfileUpdated(change))
    }
}
