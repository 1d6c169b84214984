//! Every revision of every published document, as its sources: compiled again when what a learner began hangs on it. The ids
//! are unique among the documents of all kinds, so a row needs no kind; its column is still called after lessons, which
//! were the first ones.

use chrono::{DateTime, Utc};
use dialogues::catalogue::{AnyDocument, Catalogue, Course, Pin, SourceFile, compile_document};
use dialogues::kernel::ids::CourseId;
use sqlx::PgPool;
use sqlx::types::Json;
use tracing::error;

/// Keeps the sources of the course's documents. Returns how many revisions were new.
pub async fn keep(pool: &PgPool, catalogue: &Catalogue, course: &Course, at: DateTime<Utc>) -> sqlx::Result<u64> {
    let all: Vec<(&AnyDocument, &[SourceFile])> = catalogue.documents(&course.id).collect();
    let kept = sqlx::query(
        "INSERT INTO content_archive (lesson_id, revision, course_id, sources, created_at)
         SELECT document, revision, $3, sources, $5
         FROM UNNEST($1::text[], $2::text[], $4::jsonb[]) AS new(document, revision, sources)
         ON CONFLICT DO NOTHING",
    )
    .bind(all.iter().map(|(document, _)| document.id()).collect::<Vec<_>>())
    .bind(all.iter().map(|(document, _)| document.revision().as_str()).collect::<Vec<_>>())
    .bind(course.id.as_str())
    .bind(all.iter().map(|(_, sources)| Json(*sources)).collect::<Vec<_>>())
    .bind(at)
    .execute(pool)
    .await?;
    Ok(kept.rows_affected())
}

/// The document as it was published in that revision; none if it never was.
pub async fn archived(pool: &PgPool, pin: &Pin) -> sqlx::Result<Option<AnyDocument>> {
    let row: Option<(String, Json<Vec<SourceFile>>)> =
        sqlx::query_as("SELECT course_id, sources FROM content_archive WHERE lesson_id = $1 AND revision = $2")
            .bind(&pin.id)
            .bind(pin.revision.as_str())
            .fetch_optional(pool)
            .await?;
    let Some((course, Json(sources))) = row else { return Ok(None) };
    let compiled = compile_document(pin.kind, &CourseId::new(course), &sources);
    let compiled = compiled.filter(|document| document.is_at(pin));
    if compiled.is_none() {
        error!(kind = %pin.kind, id = pin.id, revision = %pin.revision, "an archived document no longer compiles to its revision");
    }
    Ok(compiled)
}
