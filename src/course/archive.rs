//! Every revision of every published lesson, as its sources: compiled again when an old quiz needs it.

use chrono::{DateTime, Utc};
use dialogues::catalogue::{Catalogue, Course, Lesson, SourceFile, compile_lesson};
use dialogues::ids::{CourseId, LessonId, Revision};
use sqlx::PgPool;
use sqlx::types::Json;
use tracing::error;

/// Keeps the sources of the course's lessons. Returns how many revisions were new.
pub async fn keep(pool: &PgPool, catalogue: &Catalogue, course: &Course, at: DateTime<Utc>) -> sqlx::Result<u64> {
    let lessons: Vec<_> = course.lessons().collect();
    let sources: Vec<Json<&[SourceFile]>> = lessons.iter().map(|lesson| Json(catalogue.sources(&lesson.id))).collect();
    let kept = sqlx::query(
        "INSERT INTO content_archive (lesson_id, revision, course_id, sources, created_at)
         SELECT lesson, revision, $3, sources, $5
         FROM UNNEST($1::text[], $2::text[], $4::jsonb[]) AS new(lesson, revision, sources)
         ON CONFLICT DO NOTHING",
    )
    .bind(lessons.iter().map(|lesson| lesson.id.as_str()).collect::<Vec<_>>())
    .bind(lessons.iter().map(|lesson| lesson.revision.as_str()).collect::<Vec<_>>())
    .bind(course.id.as_str())
    .bind(sources)
    .bind(at)
    .execute(pool)
    .await?;
    Ok(kept.rows_affected())
}

/// The lesson as it was published in that revision; none if it never was.
pub async fn archived_lesson(pool: &PgPool, lesson: &LessonId, revision: &Revision) -> sqlx::Result<Option<Lesson>> {
    let row: Option<(String, Json<Vec<SourceFile>>)> =
        sqlx::query_as("SELECT course_id, sources FROM content_archive WHERE lesson_id = $1 AND revision = $2")
            .bind(lesson.as_str())
            .bind(revision.as_str())
            .fetch_optional(pool)
            .await?;
    let Some((course, Json(sources))) = row else {
        return Ok(None);
    };
    let compiled = compile_lesson(&CourseId::new(course), &sources).filter(|found| found.revision == *revision);
    if compiled.is_none() {
        error!(%lesson, %revision, "an archived lesson no longer compiles to its revision");
    }
    Ok(compiled)
}
