//! The read model `learning_progress`: a row for each lesson that a learner has begun, the time of each day, and the
//! courses they are enrolled in.

use chrono::{DateTime, NaiveDate, Utc};
use dialogues::facts::LearningFact;
use dialogues::ids::{CourseId, LearnerId, LessonId};
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::PgConnection;

use super::events;
use crate::platform::eventstore::{ReadModel, StoredEvent};
use crate::user::events::learner_of;

pub mod queries;

pub(super) struct LearningProgress;

impl ReadModel for LearningProgress {
    fn name(&self) -> &'static str {
        "learning_progress"
    }

    fn version(&self) -> i32 {
        1
    }

    fn ddl(&self) -> &'static str {
        include_str!("learning_progress.sql")
    }

    fn tables(&self) -> &'static [&'static str] {
        &["daily_activity", "enrolments", "learning_progress"]
    }

    fn handles(&self, event: &StoredEvent) -> bool {
        event.aggregate_type == events::AGGREGATE
    }

    fn apply<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        event: &'a StoredEvent,
    ) -> BoxFuture<'a, sqlx::Result<()>> {
        async move {
            let fact = events::decode(event)?;
            Learner { id: learner_of(event)?, at: event.at }.apply(connection, &fact).await
        }
        .boxed()
    }
}

/// Whose event it is, and when it happened.
#[derive(Clone, Copy)]
struct Learner {
    id: LearnerId,
    at: DateTime<Utc>,
}

/// What an event says about a lesson; what it does not speak of stays.
#[derive(Clone, Copy, Default)]
struct Change {
    screen: Option<u32>,
    screens: Option<u32>,
    score: Option<f64>,
    attempts: Option<u32>,
    seconds: u32,
    completed: bool,
}

impl Learner {
    async fn apply(self, connection: &mut PgConnection, fact: &LearningFact) -> sqlx::Result<()> {
        match fact {
            LearningFact::CourseEnrolled { course } => self.enrol(connection, course).await,
            LearningFact::LessonStarted { course, lesson, .. } => {
                self.change(connection, course, lesson, Change::default()).await
            }
            LearningFact::ProgressUpdated { course, lesson, screen, screens, seconds, day } => {
                self.spend(connection, *day, *seconds).await?;
                let (screen, screens) = (Some(*screen), Some(*screens));
                let change = Change { screen, screens, seconds: *seconds, ..Change::default() };
                self.change(connection, course, lesson, change).await
            }
            LearningFact::QuizStarted { course, lesson, number, .. } => {
                let change = Change { attempts: Some(*number), ..Change::default() };
                self.change(connection, course, lesson, change).await
            }
            LearningFact::QuizFinished { course, lesson, score, seconds, day, .. } => {
                self.spend(connection, *day, *seconds).await?;
                let change = Change { score: Some(*score), seconds: *seconds, ..Change::default() };
                self.change(connection, course, lesson, change).await
            }
            // Its seconds are the sum of what was counted before.
            LearningFact::LessonCompleted { course, lesson, score, .. } => {
                let change = Change { score: *score, completed: true, ..Change::default() };
                self.change(connection, course, lesson, change).await
            }
        }
    }

    async fn enrol(self, connection: &mut PgConnection, course: &CourseId) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO enrolments (user_id, course_id, enrolled_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(self.id.as_uuid())
        .bind(course.as_str())
        .bind(self.at)
        .execute(connection)
        .await?;
        Ok(())
    }

    async fn spend(self, connection: &mut PgConnection, day: NaiveDate, seconds: u32) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO daily_activity AS known (user_id, day, seconds) VALUES ($1, $2, $3)
             ON CONFLICT (user_id, day) DO UPDATE SET seconds = known.seconds + excluded.seconds",
        )
        .bind(self.id.as_uuid())
        .bind(day)
        .bind(seconds as i32)
        .execute(connection)
        .await?;
        Ok(())
    }

    async fn change(
        self,
        connection: &mut PgConnection,
        course: &CourseId,
        lesson: &LessonId,
        change: Change,
    ) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO learning_progress AS known
                 (user_id, course_id, lesson_id, state, screen, screens, score, best_score, completed, completed_at,
                  started_at, attempts, time_spent_seconds, updated_at)
             VALUES ($1, $2, $3, CASE WHEN $9 THEN 'completed' ELSE 'started' END, COALESCE($4, 0), COALESCE($5, 0),
                     $6, $6, $9, CASE WHEN $9 THEN $10 END, $10, COALESCE($7, 0), $8, $10)
             ON CONFLICT (user_id, lesson_id) DO UPDATE SET
                 course_id = excluded.course_id,
                 state = CASE WHEN $9 OR known.completed THEN 'completed' ELSE 'started' END,
                 screen = COALESCE($4, known.screen),
                 screens = COALESCE($5, known.screens),
                 score = COALESCE($6, known.score),
                 best_score = GREATEST(known.best_score, $6),
                 completed = known.completed OR $9,
                 completed_at = COALESCE(known.completed_at, excluded.completed_at),
                 attempts = COALESCE($7, known.attempts),
                 time_spent_seconds = known.time_spent_seconds + $8,
                 updated_at = $10",
        )
        .bind(self.id.as_uuid())
        .bind(course.as_str())
        .bind(lesson.as_str())
        .bind(change.screen.map(|screen| screen as i32))
        .bind(change.screens.map(|screens| screens as i32))
        .bind(change.score)
        .bind(change.attempts.map(|attempts| attempts as i32))
        .bind(change.seconds as i32)
        .bind(change.completed)
        .bind(self.at)
        .execute(connection)
        .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
