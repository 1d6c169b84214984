//! Every revision of every published lesson and interview, as its sources: compiled again when an old quiz or interview
//! needs it. They share their ids, and so the archive.

use chrono::{DateTime, Utc};
use dialogues::catalogue::{Catalogue, Course, Interview, Lesson, SourceFile, compile_interview, compile_lesson};
use dialogues::ids::{CourseId, InterviewId, LessonId, Revision};
use sqlx::PgPool;
use sqlx::types::Json;
use tracing::error;

/// Keeps the sources of the course's lessons and interviews. Returns how many revisions were new.
pub async fn keep(pool: &PgPool, catalogue: &Catalogue, course: &Course, at: DateTime<Utc>) -> sqlx::Result<u64> {
    let lessons = course.lessons().map(|lesson| (lesson.id.as_str(), &lesson.revision, catalogue.sources(&lesson.id)));
    let interviews = course
        .interviews
        .iter()
        .map(|interview| (interview.id.as_str(), &interview.revision, catalogue.interview_sources(&interview.id)));
    let all: Vec<(&str, &Revision, &[SourceFile])> = lessons.chain(interviews).collect();
    let kept = sqlx::query(
        "INSERT INTO content_archive (lesson_id, revision, course_id, sources, created_at)
         SELECT lesson, revision, $3, sources, $5
         FROM UNNEST($1::text[], $2::text[], $4::jsonb[]) AS new(lesson, revision, sources)
         ON CONFLICT DO NOTHING",
    )
    .bind(all.iter().map(|(id, _, _)| *id).collect::<Vec<_>>())
    .bind(all.iter().map(|(_, revision, _)| revision.as_str()).collect::<Vec<_>>())
    .bind(course.id.as_str())
    .bind(all.iter().map(|(_, _, sources)| Json(*sources)).collect::<Vec<_>>())
    .bind(at)
    .execute(pool)
    .await?;
    Ok(kept.rows_affected())
}

/// The lesson as it was published in that revision; none if it never was.
pub async fn archived_lesson(pool: &PgPool, lesson: &LessonId, revision: &Revision) -> sqlx::Result<Option<Lesson>> {
    let Some((course, sources)) = sources(pool, lesson.as_str(), revision).await? else {
        return Ok(None);
    };
    let compiled = compile_lesson(&course, &sources).filter(|found| found.revision == *revision);
    if compiled.is_none() {
        error!(%lesson, %revision, "an archived lesson no longer compiles to its revision");
    }
    Ok(compiled)
}

/// The interview as it was published in that revision, likewise.
pub async fn archived_interview(
    pool: &PgPool,
    interview: &InterviewId,
    revision: &Revision,
) -> sqlx::Result<Option<Interview>> {
    let Some((course, sources)) = sources(pool, interview.as_str(), revision).await? else {
        return Ok(None);
    };
    let compiled = compile_interview(&course, &sources).filter(|found| found.revision == *revision);
    if compiled.is_none() {
        error!(%interview, %revision, "an archived interview no longer compiles to its revision");
    }
    Ok(compiled)
}

async fn sources(pool: &PgPool, id: &str, revision: &Revision) -> sqlx::Result<Option<(CourseId, Vec<SourceFile>)>> {
    let row: Option<(String, Json<Vec<SourceFile>>)> =
        sqlx::query_as("SELECT course_id, sources FROM content_archive WHERE lesson_id = $1 AND revision = $2")
            .bind(id)
            .bind(revision.as_str())
            .fetch_optional(pool)
            .await?;
    Ok(row.map(|(course, Json(sources))| (CourseId::new(course), sources)))
}
