//! How far a subscription is behind the log, measured beside it: also while it is held back, fails, or waits.

use std::time::Duration;

use metrics::gauge;
use sqlx::PgExecutor;
use tokio::sync::watch;
use tokio::time::sleep;

use super::{EventStore, Key, parked};
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

/// A subscription's name, as metrics have it, and the name of its checkpoint.
pub(super) type Follower = (&'static str, Key);

/// None where there is no checkpoint of that name. Age is by the database's clock and never negative.
pub async fn lag(executor: impl PgExecutor<'_>, key: impl Into<Key>) -> sqlx::Result<Option<Lag>> {
    let key = key.into();
    Ok(lags(executor, &[("", key)]).await?.pop().map(|(_, lag)| lag))
}

/// Those of several subscriptions, with their names, in one round trip.
async fn lags(executor: impl PgExecutor<'_>, followers: &[Follower]) -> sqlx::Result<Vec<(&'static str, Lag)>> {
    let keys: Vec<&str> = followers.iter().map(|(_, key)| key.as_str()).collect();
    let sources: Vec<String> = followers.iter().map(|(_, key)| parked::source(key)).collect();
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
    .bind(keys)
    .bind(sources)
    .bind(LIMIT)
    .fetch_all(executor)
    .await?;
    let read = |(key, events, seconds, parked): (String, _, _, _)| {
        let (name, _) = followers.iter().find(|(_, known)| known.as_str() == key)?;
        Some((*name, Lag { events, seconds, parked }))
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// Keeps the subscriptions' gauges right until `stop` says true.
pub(super) async fn watch(store: &EventStore, followers: &[Follower], mut stop: watch::Receiver<bool>) {
    while !*stop.borrow_and_update() {
        let measured = async {
            measure(store, followers).await;
            sleep(EVERY).await;
        };
        tokio::select! {
            () = measured => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

/// A failure to measure is no failure to project: the gauges stay as they were.
pub(super) async fn measure(store: &EventStore, followers: &[Follower]) {
    for (name, lag) in lags(store.pool(), followers).await.unwrap_or_default() {
        gauge!(metric::PROJECTION_LAG, "name" => name).set(lag.events as f64);
        gauge!(metric::PROJECTION_LAG_SECONDS, "name" => name).set(lag.seconds);
        gauge!(metric::PROJECTION_PARKED, "name" => name).set(lag.parked as f64);
    }
}
