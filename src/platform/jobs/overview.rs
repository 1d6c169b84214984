//! How the jobs stand, for operators: measured beside the work, so that it is also told where nobody works.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use metrics::gauge;
use sqlx::{FromRow, PgExecutor, PgPool};
use tokio::sync::watch;
use tokio::time::sleep;

use super::SOURCE;
use crate::platform::clock::Clock;
use crate::platform::telemetry::metric;

const EVERY: Duration = Duration::from_secs(15);
/// A job that should have been done so long ago is overdue: usually it is done within seconds.
pub const OVERDUE: TimeDelta = TimeDelta::minutes(1);

/// What waits and what does not get on.
#[derive(Clone, Debug, Default, PartialEq, FromRow)]
pub struct Overview {
    /// Neither done nor put aside.
    pub waiting: i64,
    /// Of those, due for longer than [`OVERDUE`].
    pub overdue: i64,
    /// Since the first of these was due, in seconds.
    pub overdue_seconds: f64,
    /// Put aside after their last try.
    pub parked: i64,
}

pub async fn overview(executor: impl PgExecutor<'_>, now: DateTime<Utc>) -> sqlx::Result<Overview> {
    sqlx::query_as(
        "SELECT count(*) AS waiting,
                count(*) FILTER (WHERE due_at < $2) AS overdue,
                COALESCE(extract(epoch FROM $1 - min(due_at) FILTER (WHERE due_at < $2)), 0)::float8 AS overdue_seconds,
                (SELECT count(*) FROM dead_letters WHERE source = $3) AS parked
         FROM jobs WHERE done_at IS NULL AND parked_at IS NULL",
    )
    .bind(now)
    .bind(now - OVERDUE)
    .bind(SOURCE)
    .fetch_one(executor)
    .await
}

/// Keeps the gauges right until `stop` says true. A failure to measure leaves them as they were.
pub async fn watch(pool: PgPool, clock: Clock, mut stop: watch::Receiver<bool>) {
    let measured = async {
        loop {
            if let Ok(Overview { waiting, overdue, overdue_seconds, parked }) = overview(&pool, clock.now()).await {
                gauge!(metric::JOBS_WAITING).set(waiting as f64);
                gauge!(metric::JOBS_OVERDUE).set(overdue as f64);
                gauge!(metric::JOBS_OVERDUE_SECONDS).set(overdue_seconds);
                gauge!(metric::JOBS_PARKED).set(parked as f64);
            }
            sleep(EVERY).await;
        }
    };
    tokio::select! {
        () = measured => {}
        _ = stop.wait_for(|stop| *stop) => {}
    }
}
