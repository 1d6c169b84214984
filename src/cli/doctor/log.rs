//! What one statement can tell about the log: whose numbers it has, and whether old keys are forgotten.

use sqlx::PgConnection;

use super::report::Check;
use super::{Found, count};
use crate::roles::worker::{KEYS_KEPT, ROLE as WORKER};

/// The worker looks once in an hour.
const SLACK: chrono::TimeDelta = chrono::TimeDelta::hours(2);

/// No event can be of a transaction that this server has not begun.
pub async fn numbers(connection: &mut PgConnection) -> Found {
    let (foreign, next): (i64, String) = sqlx::query_as(
        "SELECT count(*), pg_snapshot_xmax(pg_current_snapshot())::text FROM event_store
         WHERE tx >= pg_snapshot_xmax(pg_current_snapshot())",
    )
    .fetch_one(&mut *connection)
    .await?;
    let (behind, last): (bool, i64) = sqlx::query_as(
        "SELECT last_value < COALESCE((SELECT max(position) FROM event_store), 0), last_value FROM event_position",
    )
    .fetch_one(connection)
    .await?;
    let advice = "The log comes from another server, by a logical restore: nobody can store or follow anything. Stop \
                  every academy on this database and run `academy renumber`.";
    Ok(vec![if foreign > 0 {
        let events = count(foreign, "event has", "events have");
        let found = format!("{events} the number of a transaction that this server has not begun (next: {next})");
        Check::finding("numbers", found, advice)
    } else if behind {
        let advice = "New events would get positions that are taken. Stop every academy on this database and run \
                      `academy renumber --force`.";
        Check::finding("numbers", format!("the sequence event_position is behind the log, at {last}"), advice)
    } else {
        Check::well("numbers", "every event is of a transaction of this server")
    }])
}

/// Keys that are older than any redelivery.
pub async fn keys(connection: &mut PgConnection) -> Found {
    let kept = (KEYS_KEPT + SLACK).num_seconds() as f64;
    let (old, hours): (i64, Option<i64>) = sqlx::query_as(
        "SELECT count(*), (extract(epoch FROM now() - min(created_at)) / 3600)::bigint FROM idempotency_keys
         WHERE created_at < now() - make_interval(secs => $1)",
    )
    .bind(kept)
    .fetch_one(connection)
    .await?;
    let limit = KEYS_KEPT.num_hours();
    Ok(vec![if old > 0 {
        let keys = count(old, "idempotency key is", "idempotency keys are");
        let found = format!("{keys} older than {limit} hours, up to {}", hours.unwrap_or_default());
        let advice = format!(
            "They only take room, but should have been removed: run a process with the role `{}` (ACADEMY_ROLES), and \
             look into its log.",
            WORKER.name
        );
        Check::note("keys", found, advice)
    } else {
        Check::well("keys", format!("none is kept for longer than {limit} hours"))
    }])
}
