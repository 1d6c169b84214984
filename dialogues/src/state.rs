//! What is known of a learner: the fold of their facts, and the only way it changes.
//! Four aggregates, one per stream kind; [`State`] holds the ones that a turn may look at.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::catalogue::Level;
use crate::facts::{AssessmentFact, Carried, ConceptScore, Fact, LearningFact, UserFact};
use crate::ids::{AttemptId, ConceptId, CourseId, LearnerId, LessonId, QuestionId, ReviewId, Revision};
use crate::interview::history::{Interviews, Past};
use crate::interview::run::InterviewRun;
use crate::locale::Locale;
use crate::mastery::Mastery;
use crate::memory;
use crate::placement::Tests;
use crate::questions::Response;
use crate::review::Review;
use crate::token::Step;

/// No single step counts for more: the rest of the gap is a tea, not a lesson.
pub const STEP_CAP_SECONDS: u32 = 300;

/// A learner, their path and, if one is open or was just finished, an attempt and an interview; each with its stream's
/// version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    pub id: LearnerId,
    pub learner: Learner,
    pub path: Path,
    pub attempt: Option<Attempt>,
    /// The last review session, once a turn has looked at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interview: Option<InterviewRun>,
}

/// The fold of a learner's stream. Version 0: never seen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Learner {
    pub version: u32,
    pub telegram_id: i64,
    pub first_name: String,
    pub locale: Locale,
    pub level: Option<Level>,
    /// Minutes a day.
    pub daily_goal: Option<u32>,
    /// Prefers quiz polls, where a question fits.
    #[serde(default)]
    pub polls: bool,
    pub time_zone: Option<Tz>,
    pub streak: Streak,
    pub unreachable: bool,
    /// What the learner wants of their reviews.
    #[serde(default)]
    pub review: memory::Settings,
    pub registered_at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Streak {
    pub days: u32,
    pub longest: u32,
    pub last_day: Option<NaiveDate>,
}

impl Streak {
    /// Days in a row as of `today`: a streak that ended before yesterday is over, unless all days since were vacation.
    pub fn alive(&self, settings: &memory::Settings, today: NaiveDate) -> u32 {
        match self.last_day {
            Some(last) if settings.streak_holds(last, today) => self.days,
            _ => 0,
        }
    }

    /// The fact of a first step on `today`, if it is the first.
    pub fn step(&self, settings: &memory::Settings, today: NaiveDate) -> Option<UserFact> {
        // A clock or time zone that moves backwards must not take a day away.
        if self.last_day.is_some_and(|last| last >= today) {
            return None;
        }
        Some(UserFact::StreakMaintained { day: today, days: self.alive(settings, today) + 1 })
    }
}

/// The fold of a path's stream.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Path {
    pub version: u32,
    pub enrolled: BTreeSet<CourseId>,
    pub lessons: BTreeMap<LessonId, LessonProgress>,
    /// The lesson of the last step.
    pub at: Option<LessonId>,
    pub last_step_at: Option<DateTime<Utc>>,
    pub day: Option<NaiveDate>,
    pub day_seconds: u32,
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

    /// Seconds of learning on `day`.
    pub fn seconds_on(&self, day: NaiveDate) -> u32 {
        if self.day == Some(day) { self.day_seconds } else { 0 }
    }

    /// Seconds since the last step, as much of them as count.
    pub fn seconds_since_step(&self, now: DateTime<Utc>) -> u32 {
        since(self.last_step_at, now)
    }
}

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
        let answered = self.answered_at?;
        let now = answered + u32::from(self.finished.is_some());
        (self.version == now).then(|| Step::of(self.id.as_uuid(), answered - 1))
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
        since(Some(self.last_step_at), now)
    }

    /// The beginning of an attempt; none for a fact that begins nothing.
    pub fn begin(id: AttemptId, fact: &AssessmentFact, at: DateTime<Utc>) -> Option<Self> {
        let AssessmentFact::AssessmentStarted {
            course, lesson, revision, number, seed, questions, carried, pass, ..
        } = fact
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

    #[must_use]
    pub fn evolve(mut self, fact: &AssessmentFact, at: DateTime<Utc>) -> Self {
        self.version += 1;
        match fact {
            AssessmentFact::AssessmentStarted { .. } => {}
            AssessmentFact::HintRevealed { question } => {
                self.hints.insert(question.clone());
            }
            AssessmentFact::AnswerSubmitted { question, response, score, correct, seconds, .. } => {
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
            AssessmentFact::AssessmentCompleted { score, passed } => {
                self.finished = Some(Outcome { score: *score, passed: *passed });
            }
            AssessmentFact::QuestionReported { question, .. } => {
                self.reports.insert(question.clone());
            }
        }
        self
    }
}

impl Learner {
    /// The learner's local date.
    pub fn day(&self, now: DateTime<Utc>) -> NaiveDate {
        now.with_timezone(&self.time_zone.unwrap_or(Tz::UTC)).date_naive()
    }

    /// Days in a row as of `today`.
    pub fn streak_days(&self, today: NaiveDate) -> u32 {
        self.streak.alive(&self.review, today)
    }

    /// The fact of a first step on `today`, if it is the first.
    pub fn first_step(&self, today: NaiveDate) -> Option<UserFact> {
        self.streak.step(&self.review, today)
    }

    pub const fn onboarded(&self) -> bool {
        self.level.is_some() && self.daily_goal.is_some()
    }

    #[must_use]
    pub fn evolve(mut self, fact: &UserFact, at: DateTime<Utc>) -> Self {
        self.version += 1;
        match fact {
            UserFact::UserRegistered { telegram_id, first_name, locale, .. } => {
                self.telegram_id = *telegram_id;
                self.first_name.clone_from(first_name);
                self.locale = *locale;
                self.registered_at = at;
            }
            UserFact::ProfileUpdated(change) => {
                if let Some(name) = &change.first_name {
                    self.first_name.clone_from(name);
                }
                self.locale = change.locale.unwrap_or(self.locale);
                self.level = change.level.or(self.level);
                self.daily_goal = change.daily_goal.or(self.daily_goal);
                self.polls = change.polls.unwrap_or(self.polls);
                self.time_zone = change.time_zone.or(self.time_zone);
                if let Some(review) = &change.review {
                    self.review.clone_from(review);
                }
            }
            UserFact::StreakMaintained { day, days } => {
                self.streak.days = *days;
                self.streak.longest = self.streak.longest.max(*days);
                self.streak.last_day = Some(*day);
            }
            UserFact::ReachabilityChanged { reachable } => self.unreachable = !reachable,
            // Whoever asks for them reads `review_items`.
            UserFact::ParametersFitted { .. } => {}
        }
        self
    }
}

impl Path {
    #[must_use]
    pub fn evolve(mut self, fact: &LearningFact, at: DateTime<Utc>) -> Self {
        self.version += 1;
        self.tests.evolve(fact, at);
        match fact {
            LearningFact::CourseEnrolled { course } => {
                self.enrolled.insert(course.clone());
            }
            LearningFact::LessonStarted { lesson, .. } => {
                let progress = self.lessons.entry(lesson.clone()).or_default();
                progress.screen = progress.screen.max(1);
                self.step(lesson, at);
            }
            LearningFact::ProgressUpdated { lesson, screen, seconds, day, .. } => {
                self.spend(lesson, *seconds, *day).screen = *screen;
                self.step(lesson, at);
            }
            LearningFact::QuizStarted { lesson, attempt, number, .. } => {
                let progress = self.lessons.entry(lesson.clone()).or_default();
                progress.attempts = *number;
                progress.open_attempt = Some(*attempt);
                self.step(lesson, at);
            }
            LearningFact::QuizFinished { course, lesson, attempt, score, seconds, day, concepts, .. } => {
                self.learn(course, concepts);
                let progress = self.spend(lesson, *seconds, *day);
                progress.open_attempt = None;
                progress.last_attempt = Some(*attempt);
                progress.best_score = Some(progress.best_score.unwrap_or(0.0).max(*score));
                self.step(lesson, at);
            }
            LearningFact::LessonCompleted { lesson, .. } => {
                self.lessons.entry(lesson.clone()).or_default().completed_at.get_or_insert(at);
            }
            LearningFact::ReviewBegun { review, number } => {
                self.reviews = *number;
                self.review = Some(*review);
            }
            LearningFact::InterviewOpened { run, number, .. } => self.interviews.begin(*run, *number),
            LearningFact::InterviewFinished {
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
                self.spend_day(*seconds, *day);
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
            LearningFact::InterviewRescored { run, share, recommendation } => {
                self.interviews.correct(*run, *share, *recommendation);
            }
            LearningFact::LessonTestedOut { lesson, .. } => {
                self.tested_out.insert(lesson.clone());
            }
            LearningFact::PlacementAnswered { seconds, day, .. }
            | LearningFact::ReviewFinished { seconds, day, .. } => {
                self.spend_day(*seconds, *day);
                self.last_step_at = Some(at);
            }
            LearningFact::PlacementStarted { .. } | LearningFact::PlacementAsked { .. } => self.last_step_at = Some(at),
            LearningFact::PlacementFinished { .. } => {}
        }
        self
    }

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

    fn spend_day(&mut self, seconds: u32, day: NaiveDate) {
        // A clock or time zone that goes back over midnight takes no minutes away.
        if self.day.is_none_or(|known| day > known) {
            self.day = Some(day);
            self.day_seconds = 0;
        }
        self.day_seconds = self.day_seconds.saturating_add(seconds);
    }

    fn spend(&mut self, lesson: &LessonId, seconds: u32, day: NaiveDate) -> &mut LessonProgress {
        self.spend_day(seconds, day);
        let progress = self.lessons.entry(lesson.clone()).or_default();
        progress.seconds = progress.seconds.saturating_add(seconds);
        progress
    }
}

impl State {
    pub fn new(id: LearnerId) -> Self {
        Self { id, learner: Learner::default(), path: Path::default(), attempt: None, interview: None, review: None }
    }

    /// The learner's stream as of now: what a press about settings was drawn from.
    pub fn learner_step(&self) -> Step {
        Step::of(self.id.as_uuid(), self.learner.version)
    }

    /// The path's stream as of now: what a press about lessons was drawn from.
    pub fn path_step(&self) -> Step {
        Step::of(self.id.path_stream(), self.path.version)
    }

    /// Folds one fact. `at` is when it happened.
    #[must_use]
    pub fn evolve(mut self, fact: &Fact, at: DateTime<Utc>) -> Self {
        match fact {
            Fact::User(fact) => self.learner = self.learner.evolve(fact, at),
            Fact::Learning(fact) => self.path = self.path.evolve(fact, at),
            Fact::Assessment(id, fact) => {
                self.attempt = match self.attempt.take() {
                    Some(attempt) if attempt.id == *id => Some(attempt.evolve(fact, at)),
                    other => Attempt::begin(*id, fact, at).or(other),
                }
            }
            Fact::Review(id, fact) => {
                self.review = match self.review.take() {
                    Some(review) if review.id == *id => Some(review.evolve(fact, at)),
                    other => Review::begin(*id, fact, at).or(other),
                }
            }
            Fact::Interview(id, fact) => {
                self.interview = match self.interview.take() {
                    Some(run) if run.id == *id => Some(run.evolve(fact, at)),
                    other => InterviewRun::begin(*id, fact).or(other),
                }
            }
        }
        self
    }
}

/// As much of the time since a step as counts.
pub(crate) fn since(then: Option<DateTime<Utc>>, now: DateTime<Utc>) -> u32 {
    let seconds = then.map_or(0, |then| (now - then).num_seconds());
    seconds.clamp(0, i64::from(STEP_CAP_SECONDS)) as u32
}
