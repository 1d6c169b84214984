//! How far a subscription is behind the log, measured beside it: also while it is held back, fails, or waits.

use std::time::Duration;

use metrics::gauge;
use sqlx::PgExecutor;
use tokio::sync::watch;
use tokio::time::sleep;

use super::{EventStore, parked};
use crate::platform::telemetry::metric;

const EVERY: Duration = Duration::from_secs(1);
/// Events are counted so far and no further.
pub const LIMIT: i64 = 10_000;

/// What a subscription has not taken in.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lag {
    /// Committed events after the checkpoint, at most [`LIMIT`]; those that an older transaction holds back count.
    pub events: i64,
    /// Age of the first of them, in seconds.
    pub seconds: f64,
    /// Events that were put aside.
    pub parked: i64,
}

/// None where there is no checkpoint of that name. Age is by the database's clock and never negative.
pub async fn lag(executor: impl PgExecutor<'_>, name: &str) -> sqlx::Result<Option<Lag>> {
    Ok(lags(executor, &[name]).await?.pop().map(|(_, lag)| lag))
}

/// Those of several subscriptions, with their names, in one round trip.
async fn lags(executor: impl PgExecutor<'_>, names: &[&str]) -> sqlx::Result<Vec<(String, Lag)>> {
    let sources: Vec<String> = names.iter().map(|name| parked::source(name)).collect();
    let rows: Vec<(String, i64, f64, i64)> = sqlx::query_as(
        "SELECT name,
                (SELECT count(*) FROM (
                     SELECT FROM event_store event
                     WHERE (event.tx, event.position) > (checkpoint.tx, checkpoint.position)
                     ORDER BY event.tx, event.position LIMIT $3) behind),
                COALESCE((SELECT GREATEST(extract(epoch FROM now() - event.created_at), 0) FROM event_store event
                          WHERE (event.tx, event.position) > (checkpoint.tx, checkpoint.position)
                          ORDER BY event.tx, event.position LIMIT 1), 0)::float8,
                (SELECT count(*) FROM dead_letters WHERE dead_letters.source = wanted.source)
         FROM UNNEST($1::text[], $2::text[]) AS wanted(name, source) JOIN checkpoints checkpoint USING (name)",
    )
    .bind(names)
    .bind(sources)
    .bind(LIMIT)
    .fetch_all(executor)
    .await?;
    let read = |(name, events, seconds, parked)| (name, Lag { events, seconds, parked });
    Ok(rows.into_iter().map(read).collect())
}

/// Keeps the subscriptions' gauges right until `stop` says true.
pub(super) async fn watch(store: &EventStore, names: &[&'static str], mut stop: watch::Receiver<bool>) {
    while !*stop.borrow_and_update() {
        let measured = async {
            measure(store, names).await;
            sleep(EVERY).await;
        };
        tokio::select! {
            () = measured => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

/// A failure to measure is no failure to project: the gauges stay as they were.
pub(super) async fn measure(store: &EventStore, names: &[&'static str]) {
    for (name, lag) in lags(store.pool(), names).await.unwrap_or_default() {
        gauge!(metric::PROJECTION_LAG, "name" => name.clone()).set(lag.events as f64);
        gauge!(metric::PROJECTION_LAG_SECONDS, "name" => name.clone()).set(lag.seconds);
        gauge!(metric::PROJECTION_PARKED, "name" => name).set(lag.parked as f64);
    }
}
