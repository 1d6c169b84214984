//! What a run of events says about the tables: folded in memory, then written with one or two statements for each
//! table, however many events they were.

use crate::platform::eventstore::codec;
use dialogues::streams::Path;
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use dialogues::kernel::days::quarter;
use dialogues::kernel::ids::{CourseId, LearnerId, LessonId};
use dialogues::streams::PathFact;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::platform::eventstore::StoredEvent;

/// By key, so that two writers would take rows in the same order.
#[derive(Debug, Default)]
pub(super) struct Changes {
    lessons: BTreeMap<(Uuid, LessonId), Lesson>,
    /// Seconds, by the day as it was stored and the quarter of an hour.
    days: BTreeMap<(Uuid, NaiveDate, DateTime<Utc>), u32>,
    /// Since when.
    enrolments: BTreeMap<(Uuid, CourseId), DateTime<Utc>>,
    /// The course, and since when.
    tested_out: BTreeMap<(Uuid, LessonId), (CourseId, DateTime<Utc>)>,
}

/// What happened to a learner's lesson; what no event spoke of stays as it is.
#[derive(Debug)]
struct Lesson {
    course: CourseId,
    screen: Option<u32>,
    screens: Option<u32>,
    score: Option<f64>,
    best_score: Option<f64>,
    completed_at: Option<DateTime<Utc>>,
    attempts: Option<u32>,
    seconds: u32,
    /// Of the first event.
    began_at: DateTime<Utc>,
    /// Of the last event.
    updated_at: DateTime<Utc>,
}

impl Changes {
    /// `events` in the log's order.
    pub fn of(events: &[&StoredEvent]) -> sqlx::Result<Self> {
        let mut changes = Self::default();
        for event in events {
            changes.take(event.learner()?, event.at, &codec::decode::<Path>(event)?);
        }
        Ok(changes)
    }

    fn take(&mut self, learner: LearnerId, at: DateTime<Utc>, fact: &PathFact) {
        match fact {
            PathFact::CourseEnrolled { course } => {
                self.enrolments.entry((learner.as_uuid(), course.clone())).or_insert(at);
            }
            PathFact::LessonStarted { course, lesson, .. } => drop(self.lesson(learner, course, lesson, at)),
            PathFact::ProgressUpdated { course, lesson, screen, screens, seconds, day } => {
                self.spend(learner, *day, at, *seconds);
                let change = self.lesson(learner, course, lesson, at);
                (change.screen, change.screens) = (Some(*screen), Some(*screens));
                change.seconds = change.seconds.saturating_add(*seconds);
            }
            PathFact::QuizStarted { course, lesson, number, .. } => {
                self.lesson(learner, course, lesson, at).attempts = Some(*number);
            }
            PathFact::QuizFinished { course, lesson, score, seconds, day, .. } => {
                self.spend(learner, *day, at, *seconds);
                let change = self.lesson(learner, course, lesson, at);
                change.scored(*score);
                change.seconds = change.seconds.saturating_add(*seconds);
            }
            // Its seconds are the sum of what was counted before.
            PathFact::LessonCompleted { course, lesson, score, .. } => {
                let change = self.lesson(learner, course, lesson, at);
                if let Some(score) = score {
                    change.scored(*score);
                }
                change.completed_at.get_or_insert(at);
            }
            // Interviews, placement and reviews belong to no lesson; they are learning all the same.
            PathFact::InterviewFinished { seconds, day, .. }
            | PathFact::PlacementAnswered { seconds, day, .. }
            | PathFact::ReviewFinished { seconds, day, .. } => self.spend(learner, *day, at, *seconds),
            PathFact::LessonTestedOut { course, lesson } => {
                self.tested_out.entry((learner.as_uuid(), lesson.clone())).or_insert_with(|| (course.clone(), at));
            }
            // Where an interview, a test or a review stands is asked of nobody but the fold.
            PathFact::InterviewOpened { .. }
            | PathFact::InterviewRescored { .. }
            | PathFact::PlacementStarted { .. }
            | PathFact::PlacementAsked { .. }
            | PathFact::PlacementFinished { .. }
            | PathFact::ReviewBegun { .. } => {}
        }
    }

    fn lesson(&mut self, learner: LearnerId, course: &CourseId, lesson: &LessonId, at: DateTime<Utc>) -> &mut Lesson {
        let change = self.lessons.entry((learner.as_uuid(), lesson.clone())).or_insert_with(|| Lesson {
            course: course.clone(),
            screen: None,
            screens: None,
            score: None,
            best_score: None,
            completed_at: None,
            attempts: None,
            seconds: 0,
            began_at: at,
            updated_at: at,
        });
        change.course = course.clone();
        change.updated_at = at;
        change
    }

    fn spend(&mut self, learner: LearnerId, day: NaiveDate, at: DateTime<Utc>, seconds: u32) {
        if seconds == 0 {
            return;
        }
        let spent = self.days.entry((learner.as_uuid(), day, quarter(at))).or_default();
        *spent = spent.saturating_add(seconds);
    }

    pub async fn write(&self, connection: &mut PgConnection) -> sqlx::Result<()> {
        if !self.enrolments.is_empty() {
            self.write_enrolments(connection).await?;
        }
        if !self.days.is_empty() {
            self.write_days(connection).await?;
        }
        if !self.lessons.is_empty() {
            self.write_lessons(connection).await?;
        }
        if !self.tested_out.is_empty() {
            self.write_tested_out(connection).await?;
        }
        Ok(())
    }

    async fn write_enrolments(&self, connection: &mut PgConnection) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO enrolments (user_id, course_id, enrolled_at)
             SELECT * FROM UNNEST($1::uuid[], $2::text[], $3::timestamptz[]) ON CONFLICT DO NOTHING",
        )
        .bind(self.enrolments.keys().map(|(learner, _)| *learner).collect::<Vec<_>>())
        .bind(self.enrolments.keys().map(|(_, course)| course.as_str()).collect::<Vec<_>>())
        .bind(self.enrolments.values().copied().collect::<Vec<_>>())
        .execute(connection)
        .await?;
        Ok(())
    }

    async fn write_tested_out(&self, connection: &mut PgConnection) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO tested_out (user_id, lesson_id, course_id, tested_out_at)
             SELECT * FROM UNNEST($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) ON CONFLICT DO NOTHING",
        )
        .bind(self.tested_out.keys().map(|(learner, _)| *learner).collect::<Vec<_>>())
        .bind(self.tested_out.keys().map(|(_, lesson)| lesson.as_str()).collect::<Vec<_>>())
        .bind(self.tested_out.values().map(|(course, _)| course.as_str()).collect::<Vec<_>>())
        .bind(self.tested_out.values().map(|(_, at)| *at).collect::<Vec<_>>())
        .execute(connection)
        .await?;
        Ok(())
    }

    async fn write_days(&self, connection: &mut PgConnection) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO daily_activity AS known (user_id, day, quarter, seconds)
             SELECT * FROM UNNEST($1::uuid[], $2::date[], $3::timestamptz[], $4::int[])
             ON CONFLICT (user_id, day, quarter) DO UPDATE SET seconds = known.seconds + excluded.seconds",
        )
        .bind(self.days.keys().map(|(learner, ..)| *learner).collect::<Vec<_>>())
        .bind(self.days.keys().map(|(_, day, _)| *day).collect::<Vec<_>>())
        .bind(self.days.keys().map(|(.., quarter)| *quarter).collect::<Vec<_>>())
        .bind(self.days.values().map(|seconds| *seconds as i32).collect::<Vec<_>>())
        .execute(connection)
        .await?;
        Ok(())
    }

    /// First the rows that are not there, as a lesson that nothing has happened to, then what happened.
    async fn write_lessons(&self, connection: &mut PgConnection) -> sqlx::Result<()> {
        let learners: Vec<Uuid> = self.lessons.keys().map(|(learner, _)| *learner).collect();
        let lessons: Vec<&str> = self.lessons.keys().map(|(_, lesson)| lesson.as_str()).collect();
        let courses: Vec<&str> = self.lessons.values().map(|change| change.course.as_str()).collect();
        sqlx::query(
            "INSERT INTO learning_progress
                 (user_id, lesson_id, course_id, state, screen, screens, completed, started_at, attempts,
                  time_spent_seconds, updated_at)
             SELECT user_id, lesson_id, course_id, 'started', 0, 0, false, began_at, 0, 0, began_at
             FROM UNNEST($1::uuid[], $2::text[], $3::text[], $4::timestamptz[])
                 AS new (user_id, lesson_id, course_id, began_at)
             ON CONFLICT DO NOTHING",
        )
        .bind(&learners)
        .bind(&lessons)
        .bind(&courses)
        .bind(self.column(|change| change.began_at))
        .execute(&mut *connection)
        .await?;
        sqlx::query(
            "UPDATE learning_progress known SET
                 course_id = new.course_id,
                 state = CASE WHEN known.completed OR new.completed_at IS NOT NULL THEN 'completed' ELSE 'started' END,
                 screen = COALESCE(new.screen, known.screen),
                 screens = COALESCE(new.screens, known.screens),
                 score = COALESCE(new.score, known.score),
                 best_score = GREATEST(known.best_score, new.best_score),
                 completed = known.completed OR new.completed_at IS NOT NULL,
                 completed_at = COALESCE(known.completed_at, new.completed_at),
                 attempts = COALESCE(new.attempts, known.attempts),
                 time_spent_seconds = known.time_spent_seconds + new.seconds,
                 updated_at = new.updated_at
             FROM UNNEST($1::uuid[], $2::text[], $3::text[], $4::int[], $5::int[], $6::float8[], $7::float8[],
                         $8::timestamptz[], $9::int[], $10::int[], $11::timestamptz[])
                 AS new (user_id, lesson_id, course_id, screen, screens, score, best_score, completed_at, attempts,
                         seconds, updated_at)
             WHERE known.user_id = new.user_id AND known.lesson_id = new.lesson_id",
        )
        .bind(&learners)
        .bind(&lessons)
        .bind(&courses)
        .bind(self.column(|change| change.screen.map(|screen| screen as i32)))
        .bind(self.column(|change| change.screens.map(|screens| screens as i32)))
        .bind(self.column(|change| change.score))
        .bind(self.column(|change| change.best_score))
        .bind(self.column(|change| change.completed_at))
        .bind(self.column(|change| change.attempts.map(|attempts| attempts as i32)))
        .bind(self.column(|change| change.seconds as i32))
        .bind(self.column(|change| change.updated_at))
        .execute(connection)
        .await?;
        Ok(())
    }

    fn column<T>(&self, of: impl Fn(&Lesson) -> T) -> Vec<T> {
        self.lessons.values().map(of).collect()
    }
}

impl Lesson {
    fn scored(&mut self, score: f64) {
        self.score = Some(score);
        self.best_score = Some(self.best_score.map_or(score, |best| best.max(score)));
    }
}
