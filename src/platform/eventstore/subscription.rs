//! Keeps read models up to date: each follows the log from its checkpoint, on one instance at a time, for ever.
//! Start at [`run`]; [`step`] is one transaction of it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::join_all;
use metrics::{counter, gauge};
use sqlx::{Connection, FromRow};
use tokio::sync::watch;
use tokio::time::sleep;
use tracing::{error, warn};

use super::read::read_after;
use super::{Cursor, EventStore, ReadModel, prepare};
use crate::platform::telemetry::metric;

/// Events for each transaction: enough to be fast, too few to hold other subscriptions back for long.
const BATCH: u32 = 500;
/// Other instances' appends are found by looking.
const POLL: Duration = Duration::from_millis(250);
/// An older transaction of somebody's holds events back; it is usually about to end.
const HELD: Duration = Duration::from_millis(20);
const FIRST_BACKOFF: Duration = Duration::from_millis(100);
const LAST_BACKOFF: Duration = Duration::from_secs(30);
/// The lag is counted so far and no further.
const LAG_LIMIT: i64 = 10_000;

/// What a look at the log found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Events were taken in.
    Advanced,
    /// Nothing new.
    Idle,
    /// There are new events, but an older transaction still runs.
    Held,
    /// Another instance is at it, or the tables belong to another version of the program.
    Elsewhere,
    /// Checkpoint or tables are gone.
    Missing,
}

/// Follows the log for all read models until `stop` says true.
pub async fn run_all(store: EventStore, models: Vec<Arc<dyn ReadModel>>, stop: watch::Receiver<bool>) {
    join_all(models.into_iter().map(|model| run(store.clone(), model, stop.clone()))).await;
}

/// Follows the log until `stop` says true. Errors and panics are logged and tried again, later each time: a read
/// model that cannot go on stands still rather than losing an event.
pub async fn run(store: EventStore, model: Arc<dyn ReadModel>, mut stop: watch::Receiver<bool>) {
    let mut appended = store.appended();
    let mut backoff = FIRST_BACKOFF;
    let mut prepared = false;
    while !*stop.borrow_and_update() {
        appended.mark_unchanged();
        let pause = match guarded(&store, &*model, &mut prepared).await {
            Ok(done) => {
                backoff = FIRST_BACKOFF;
                match done {
                    Step::Advanced => continue,
                    Step::Held => HELD,
                    Step::Idle | Step::Elsewhere | Step::Missing => POLL,
                }
            }
            Err(problem) => {
                counter!("projection_errors_total", "name" => model.name()).increment(1);
                error!(model = model.name(), %problem, retry_in = ?backoff, "a read model cannot go on");
                measure_lag(&store, &*model).await;
                let pause = backoff;
                backoff = (backoff * 2).min(LAST_BACKOFF);
                pause
            }
        };
        tokio::select! {
            () = sleep(pause) => {}
            // After an error the pause is meant.
            _ = appended.changed(), if pause == POLL => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

/// One step that survives a panic, with the tables made first where they are not there.
async fn guarded(store: &EventStore, model: &dyn ReadModel, prepared: &mut bool) -> Result<Step, String> {
    let attempt = async {
        if !*prepared {
            prepare(store.pool(), model).await?;
            *prepared = true;
        }
        let step = step(store, model, BATCH).await;
        if matches!(step, Ok(Step::Missing)) || step.as_ref().is_err_and(table_is_gone) {
            warn!(model = model.name(), "the read model's tables are gone; making them anew");
            *prepared = false;
            return Ok(Step::Missing);
        }
        step
    };
    match AssertUnwindSafe(attempt).catch_unwind().await {
        Ok(result) => result.map_err(|error: sqlx::Error| error.to_string()),
        Err(_) => Err("it panicked".to_owned()),
    }
}

fn table_is_gone(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(sqlx::error::DatabaseError::code).as_deref() == Some("42P01")
}

/// Takes the next events in, at most `limit`: checkpoint and tables change in one transaction or not at all.
pub(super) async fn step(store: &EventStore, model: &dyn ReadModel, limit: u32) -> sqlx::Result<Step> {
    // A look first, as a transaction of its own would use up a transaction number at every poll.
    let found = look(store, model).await?;
    if found != Step::Advanced {
        if found == Step::Idle {
            gauge!(metric::PROJECTION_LAG, "name" => model.name()).set(0.0);
        }
        return Ok(found);
    }
    let mut connection = store.pool().acquire().await?;
    let mut tx = connection.begin().await?;
    let locked = "SELECT tx::text AS tx, position FROM checkpoints WHERE name = $1 AND version = $2
                  FOR UPDATE SKIP LOCKED";
    let locked = sqlx::query_as::<_, Cursor>(locked).bind(model.name()).bind(model.version());
    let Some(cursor) = locked.fetch_optional(&mut *tx).await? else {
        return Ok(Step::Elsewhere);
    };
    let events = read_after(&mut tx, cursor, limit).await?;
    let Some(last) = events.last() else {
        return Ok(Step::Idle);
    };
    for event in events.iter().filter(|event| model.handles(event)) {
        model.apply(&mut tx, event).await?;
    }
    sqlx::query("UPDATE checkpoints SET tx = $2::xid8, position = $3, updated_at = now() WHERE name = $1")
        .bind(model.name())
        .bind(last.cursor.tx_text())
        .bind(last.cursor.position)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    drop(connection);
    if events.len() == limit as usize {
        measure_lag(store, model).await;
    }
    Ok(Step::Advanced)
}

/// What there is to do; [`Step::Advanced`] if there are events to take in. Asks for the first in order rather than
/// whether there is any: that is what keeps the plan on the index, however far behind the checkpoint is.
async fn look(store: &EventStore, model: &dyn ReadModel) -> sqlx::Result<Step> {
    let settled: Option<Option<bool>> = sqlx::query_scalar(
        "SELECT (SELECT event.tx < pg_snapshot_xmin(pg_current_snapshot()) FROM event_store event
                 WHERE (event.tx, event.position) > (checkpoint.tx, checkpoint.position)
                 ORDER BY event.tx, event.position LIMIT 1)
         FROM checkpoints checkpoint WHERE name = $1",
    )
    .bind(model.name())
    .fetch_optional(store.pool())
    .await?;
    Ok(match settled {
        None => Step::Missing,
        Some(None) => Step::Idle,
        Some(Some(false)) => Step::Held,
        Some(Some(true)) => Step::Advanced,
    })
}

/// A failure to measure is no failure to project: it is left out.
async fn measure_lag(store: &EventStore, model: &dyn ReadModel) {
    let lag = sqlx::query_scalar::<_, i64>(
        "SELECT (SELECT count(*) FROM (
                     SELECT FROM event_store event
                     WHERE (event.tx, event.position) > (checkpoint.tx, checkpoint.position)
                     ORDER BY event.tx, event.position LIMIT $2) behind)
         FROM checkpoints checkpoint WHERE name = $1",
    )
    .bind(model.name())
    .bind(LAG_LIMIT)
    .fetch_one(store.pool())
    .await;
    if let Ok(lag) = lag {
        gauge!(metric::PROJECTION_LAG, "name" => model.name()).set(lag as f64);
    }
}

/// Returns once the named subscription has taken in all that is committed now.
pub async fn caught_up(store: &EventStore, name: &str) -> sqlx::Result<()> {
    passed(store, name, store.head().await?).await
}

/// Returns once the named subscription has passed the cursor. Waits for ever if nobody runs it: set a time-out.
pub async fn passed(store: &EventStore, name: &str, cursor: Cursor) -> sqlx::Result<()> {
    let mut pause = Duration::from_millis(2);
    loop {
        let row = sqlx::query("SELECT tx::text AS tx, position FROM checkpoints WHERE name = $1")
            .bind(name)
            .fetch_optional(store.pool())
            .await?;
        if row.map(|row| Cursor::from_row(&row)).transpose()?.is_some_and(|at| at >= cursor) {
            return Ok(());
        }
        sleep(pause).await;
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}
