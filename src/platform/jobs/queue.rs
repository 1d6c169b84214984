//! The table as whoever does jobs sees it: take what is due, and say what became of it. Taking is a lease; whoever
//! dies leaves the job to the next one when it has run out.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sqlx::{Connection, PgPool};

use super::{Job, SOURCE};
use crate::platform::eventstore::Letter;

/// For operators: has every job that was put aside tried again.
pub const RETRY: &str = "WITH again AS (DELETE FROM dead_letters WHERE source = 'jobs' RETURNING key) \
     UPDATE jobs SET parked_at = NULL, attempts = 0, free_at = due_at \
     WHERE 'job:' || id IN (SELECT key FROM again);";

/// Materialized, since a subquery with a limit may be run more than once, and then locks more than the limit.
const CLAIM: &str = "
    WITH free AS MATERIALIZED (
        SELECT id FROM jobs
        WHERE done_at IS NULL AND parked_at IS NULL AND free_at <= $1 AND kind = ANY($2)
        ORDER BY free_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
    )
    UPDATE jobs SET attempts = attempts + 1, free_at = $4 FROM free WHERE jobs.id = free.id
    RETURNING jobs.id, key, kind, subject, payload, due_at, attempts";

/// At most `limit` jobs of these kinds that are due `now`, the longest waiting first. They are the caller's until
/// `now + lease`.
pub async fn claim(
    pool: &PgPool,
    kinds: &[&str],
    now: DateTime<Utc>,
    lease: TimeDelta,
    limit: usize,
) -> sqlx::Result<Vec<Job>> {
    let claim = sqlx::query_as(CLAIM).bind(now).bind(kinds).bind(limit as i64).bind(now + lease);
    let mut jobs: Vec<Job> = claim.fetch_all(pool).await?;
    jobs.sort_by_key(|job| (job.due_at, job.id));
    Ok(jobs)
}

/// When the next job of these kinds may be taken; none if none waits.
pub async fn next(pool: &PgPool, kinds: &[&str]) -> sqlx::Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar(
        "SELECT free_at FROM jobs WHERE done_at IS NULL AND parked_at IS NULL AND kind = ANY($1)
         ORDER BY free_at LIMIT 1",
    )
    .bind(kinds)
    .fetch_optional(pool)
    .await
}

/// It is done, whoever else may be at it, too. One that was moved meanwhile has another id and is not.
pub async fn done(pool: &PgPool, job: &Job, now: DateTime<Utc>) -> sqlx::Result<()> {
    let done = sqlx::query("UPDATE jobs SET done_at = $2 WHERE id = $1 AND done_at IS NULL AND parked_at IS NULL");
    done.bind(job.id).bind(now).execute(pool).await.map(drop)
}

/// Not before `free_at`. `counts`: the try was one of those that a job has. Without effect if somebody else has taken it.
pub async fn again(pool: &PgPool, job: &Job, free_at: DateTime<Utc>, counts: bool) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE jobs SET free_at = $3, attempts = attempts - $4
         WHERE id = $1 AND attempts = $2 AND done_at IS NULL AND parked_at IS NULL",
    )
    .bind(job.id)
    .bind(job.attempts)
    .bind(free_at)
    .bind(i32::from(!counts))
    .execute(pool)
    .await
    .map(drop)
}

/// Puts it aside, with the reason in the dead letters. False: somebody else has taken it, or it is gone.
pub async fn park(pool: &PgPool, job: &Job, now: DateTime<Utc>, error: &str) -> sqlx::Result<bool> {
    let mut connection = pool.acquire().await?;
    let mut tx = connection.begin().await?;
    let parked = sqlx::query(
        "UPDATE jobs SET parked_at = $3 WHERE id = $1 AND attempts = $2 AND done_at IS NULL AND parked_at IS NULL",
    );
    let parked = parked.bind(job.id).bind(job.attempts).bind(now).execute(&mut *tx).await?.rows_affected() > 0;
    if parked {
        let payload = json!({
            "key": job.key,
            "kind": job.kind,
            "subject": job.subject,
            "payload": job.payload,
            "dueAt": job.due_at,
        });
        let attempts = job.attempts.unsigned_abs();
        Letter { source: SOURCE, key: &job.name(), payload: &payload, learner: None, error, attempts }
            .keep(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    Ok(parked)
}

/// Forgets jobs that were done before: from then on their keys may be scheduled anew. Returns how many.
pub async fn purge(pool: &PgPool, before: DateTime<Utc>) -> sqlx::Result<u64> {
    let purged = sqlx::query("DELETE FROM jobs WHERE done_at < $1");
    Ok(purged.bind(before).execute(pool).await?.rows_affected())
}
