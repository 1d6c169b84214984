//! Checkpoints and how far they are behind.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use sqlx::{FromRow, PgConnection};

use super::report::Check;
use super::{Found, count};
use crate::platform::eventstore::{Key, LAG_LIMIT, Lag, Subscription, lacking, lag, subscription_version};
use crate::roles::worker::ROLE as WORKER;

/// A subscription that has not moved for so long, with events before it, stands still.
pub const STUCK: Duration = Duration::from_mins(1);

#[derive(FromRow)]
struct Checkpoint {
    name: String,
    version: i32,
    /// Behind the last event of the log.
    beyond: bool,
    /// Since it last moved.
    idle_seconds: f64,
    /// There are events after it that no running transaction holds back.
    ready: bool,
}

pub async fn checkpoints(connection: &mut PgConnection, followers: &[Arc<dyn Subscription>], stuck: Duration) -> Found {
    let stored: Vec<Checkpoint> = sqlx::query_as(
        "SELECT name, version,
                (checkpoint.tx, checkpoint.position) > (COALESCE(head.tx, '0'), COALESCE(head.position, 0)) AS beyond,
                extract(epoch FROM now() - updated_at)::float8 AS idle_seconds,
                COALESCE((SELECT event.tx < pg_snapshot_xmin(pg_current_snapshot()) FROM event_store event
                          WHERE (event.tx, event.position) > (checkpoint.tx, checkpoint.position)
                          ORDER BY event.tx, event.position LIMIT 1), false) AS ready
         FROM checkpoints checkpoint
         LEFT JOIN (SELECT tx, position FROM event_store ORDER BY event_store.tx DESC, position DESC LIMIT 1) head
             ON true
         ORDER BY name",
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut checks = Vec::new();
    for follower in followers {
        let check = match stored.iter().find(|checkpoint| checkpoint.name == Key::from(&**follower).as_str()) {
            None => Check::finding("subscriptions", format!("{} was never begun", follower.name()), MIGRATE),
            Some(checkpoint) => {
                let lacking = match follower.read_model() {
                    Some(model) => lacking(connection, model).await?,
                    None => Vec::new(),
                };
                let lag = lag(&mut *connection, &**follower).await?.unwrap_or_default();
                judge(checkpoint, &**follower, &lacking, lag, stuck)
            }
        };
        checks.push(check);
    }
    // Other versions of read models are looked at in `versions`.
    let ours: BTreeSet<&str> = followers.iter().map(|follower| follower.name()).collect();
    let of_a_version = |name: &str| {
        name.rsplit_once("_v").is_some_and(|(_, version)| version.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let strange = |checkpoint: &&Checkpoint| !ours.contains(&*checkpoint.name) && !of_a_version(&checkpoint.name);
    for Checkpoint { name, .. } in stored.iter().filter(strange) {
        let advice = format!(
            "If no other program follows the log under this name, forget it: DELETE FROM checkpoints WHERE name = '{name}';"
        );
        checks.push(Check::note("subscriptions", format!("{name} is none of this program's"), advice));
    }
    Ok(checks)
}

const MIGRATE: &str = "Run `academy migrate`, or start a process: it makes what is missing, and the worker goes on.";

fn judge(checkpoint: &Checkpoint, follower: &dyn Subscription, lacking: &[String], lag: Lag, stuck: Duration) -> Check {
    let (name, version, key) = (follower.name(), subscription_version(follower), Key::from(follower));
    if checkpoint.version != version {
        let found = format!("{name} is of version {}, this program's is {version}", checkpoint.version);
        return Check::finding("subscriptions", found, MIGRATE);
    }
    if !lacking.is_empty() {
        return Check::finding("subscriptions", format!("{name} lacks the table {}", lacking.join(", ")), MIGRATE);
    }
    if checkpoint.beyond {
        let advice = format!(
            "The log has lost events, or was restored without its checkpoints; {name} would skip what comes. If \
             `numbers` above has a finding, that comes first. Else have it begin anew: UPDATE checkpoints SET version = 0 \
             WHERE name = '{key}'; then `academy migrate`."
        );
        return Check::finding("subscriptions", format!("{name} is ahead of the log"), advice);
    }
    let waiting = match lag.events {
        LAG_LIMIT.. => format!("{LAG_LIMIT} events or more"),
        events => count(events, "event", "events"),
    };
    let behind = format!("{name} is {waiting} behind, the first {:.0} s old", lag.seconds);
    if lag.events > 0 && checkpoint.idle_seconds > stuck.as_secs_f64() && lag.seconds > stuck.as_secs_f64() {
        let role = WORKER.name;
        let advice = if checkpoint.ready && follower.read_model().is_none() {
            format!(
                "It stands still, and what it should schedule comes late. Run a process with the role `{role}` \
                 (ACADEMY_ROLES); if one runs, its log says why."
            )
        } else if checkpoint.ready {
            format!(
                "It stands still. Run a process with the role `{role}` (ACADEMY_ROLES); if one runs, its log says why. \
                 Learners notice nothing; the API folds the log meanwhile."
            )
        } else {
            "A transaction that has not ended holds it back: see `transactions`. If nothing stands there, ask as a user \
             with the role pg_read_all_stats."
                .to_owned()
        };
        return Check::finding("subscriptions", behind, advice);
    }
    if lag.events > 0 {
        Check::well("subscriptions", behind)
    } else {
        Check::well("subscriptions", format!("{name} has seen everything"))
    }
}
