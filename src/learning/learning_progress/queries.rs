//! What is asked of the read model. It follows the log by moments: what a turn must see at once is in its state.

use chrono::{DateTime, NaiveDate, Utc};
use dialogues::kernel::ids::{CourseId, LearnerId, LessonId};
use dialogues::streams::{Lately, Spent};
use sqlx::postgres::PgRow;
use sqlx::{FromRow, PgPool, Row};

use crate::platform::eventstore::{Model, of_model};

/// What reads it, and waits for it, names it by this.
pub const MODEL: Model = Model::new("learning_progress", 3);

/// A lesson that the learner has begun.
#[derive(Clone, Debug, PartialEq)]
pub struct ProgressRow {
    pub course: CourseId,
    pub lesson: LessonId,
    /// The last screen read, from 1; 0 before the first.
    pub screen: u32,
    pub screens: u32,
    /// Of the last finished attempt, 0..=1.
    pub score: Option<f64>,
    pub best_score: Option<f64>,
    pub completed: bool,
    pub completed_at: Option<DateTime<Utc>>,
    pub started_at: DateTime<Utc>,
    pub attempts: u32,
    pub time_spent_seconds: u32,
    pub updated_at: DateTime<Utc>,
}

/// All lessons of a learner together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ProgressSummary {
    /// Begun, not on offer.
    pub total_lessons: u64,
    pub completed_lessons: u64,
    /// Of the best attempts, 0..=1; none before the first quiz.
    pub average_score: Option<f64>,
    pub total_time_spent_minutes: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    pub course: CourseId,
    pub enrolled_at: DateTime<Utc>,
}

/// The lessons that the learner has begun, in the order they began them.
pub async fn progress(pool: &PgPool, learner: LearnerId) -> sqlx::Result<Vec<ProgressRow>> {
    sqlx::query_as(of_model!(
        MODEL,
        "SELECT course_id, lesson_id, screen, screens, score, best_score, completed, completed_at, started_at,
                attempts, time_spent_seconds, updated_at
         FROM model.learning_progress WHERE user_id = $1 ORDER BY started_at, lesson_id",
    ))
    .bind(learner.as_uuid())
    .fetch_all(pool)
    .await
}

/// All zero for a learner who has begun nothing.
pub async fn summary(pool: &PgPool, learner: LearnerId) -> sqlx::Result<ProgressSummary> {
    let row: Option<ProgressSummary> = sqlx::query_as(of_model!(
        MODEL,
        "SELECT total_lessons, completed_lessons, average_score, total_time_spent
         FROM model.user_progress_summary WHERE user_id = $1",
    ))
    .bind(learner.as_uuid())
    .fetch_optional(pool)
    .await?;
    Ok(row.unwrap_or_default())
}

/// What was learned on the days around `day`: what [counts on it](dialogues::streams::Days::day_of) was stored under it, or
/// under the day before or after.
pub async fn activity(pool: &PgPool, learner: LearnerId, day: NaiveDate) -> sqlx::Result<Lately> {
    let rows: Vec<(NaiveDate, DateTime<Utc>, i32)> = sqlx::query_as(of_model!(
        MODEL,
        "SELECT day, quarter, seconds FROM model.daily_activity
         WHERE user_id = $1 AND day BETWEEN $2::date - 1 AND $2::date + 1",
    ))
    .bind(learner.as_uuid())
    .bind(day)
    .fetch_all(pool)
    .await?;
    let spent = |(day, quarter, seconds): (_, _, i32)| Spent { day, quarter, seconds: seconds as u32 };
    Ok(rows.into_iter().map(spent).collect())
}

/// Seconds of all learning.
pub async fn seconds(pool: &PgPool, learner: LearnerId) -> sqlx::Result<u64> {
    let statement = of_model!(MODEL, "SELECT sum(seconds) FROM model.daily_activity WHERE user_id = $1");
    let seconds: Option<i64> = sqlx::query_scalar(statement).bind(learner.as_uuid()).fetch_one(pool).await?;
    Ok(seconds.unwrap_or(0) as u64)
}

/// The learner's courses, in the order of enrolment.
pub async fn enrolments(pool: &PgPool, learner: LearnerId) -> sqlx::Result<Vec<Enrolment>> {
    sqlx::query_as(of_model!(
        MODEL,
        "SELECT course_id, enrolled_at FROM model.enrolments WHERE user_id = $1 ORDER BY enrolled_at, course_id",
    ))
    .bind(learner.as_uuid())
    .fetch_all(pool)
    .await
}

/// The lessons that a test showed to be known.
pub async fn tested_out(pool: &PgPool, learner: LearnerId) -> sqlx::Result<Vec<LessonId>> {
    let statement = of_model!(MODEL, "SELECT lesson_id FROM model.tested_out WHERE user_id = $1");
    let lessons: Vec<String> = sqlx::query_scalar(statement).bind(learner.as_uuid()).fetch_all(pool).await?;
    Ok(lessons.into_iter().map(LessonId::new).collect())
}

impl FromRow<'_, PgRow> for ProgressRow {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        let count = |column: &str| row.try_get::<i32, _>(column).map(|count| count as u32);
        Ok(Self {
            course: CourseId::new(row.try_get::<String, _>("course_id")?),
            lesson: LessonId::new(row.try_get::<String, _>("lesson_id")?),
            screen: count("screen")?,
            screens: count("screens")?,
            score: row.try_get("score")?,
            best_score: row.try_get("best_score")?,
            completed: row.try_get("completed")?,
            completed_at: row.try_get("completed_at")?,
            started_at: row.try_get("started_at")?,
            attempts: count("attempts")?,
            time_spent_seconds: count("time_spent_seconds")?,
            updated_at: row.try_get("updated_at")?,
        })
    }
}

impl FromRow<'_, PgRow> for ProgressSummary {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        let count = |column: &str| row.try_get::<i64, _>(column).map(|count| count as u64);
        Ok(Self {
            total_lessons: count("total_lessons")?,
            completed_lessons: count("completed_lessons")?,
            average_score: row.try_get("average_score")?,
            total_time_spent_minutes: count("total_time_spent")?,
        })
    }
}

impl FromRow<'_, PgRow> for Enrolment {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        let course = CourseId::new(row.try_get::<String, _>("course_id")?);
        Ok(Self { course, enrolled_at: row.try_get("enrolled_at")? })
    }
}
