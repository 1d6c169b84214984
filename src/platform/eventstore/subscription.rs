//! Keeps read models up to date: each follows the log from its checkpoint, on one instance at a time, for ever.
//! Start at [`run`]; [`step`] is one transaction of it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::FutureExt;
use futures::future::join_all;
use metrics::counter;
use sqlx::{Connection, FromRow, PgConnection};
use tokio::sync::watch;
use tokio::time::sleep;
use tracing::{error, warn};

use super::parked::{Parked, TRIES, Trouble, apply_all, apply_apart};
use super::read::read_after;
use super::together::Together;
use super::{Cursor, EventStore, ReadModel, StoredEvent, lag, prepare};
use crate::platform::telemetry::metric;

/// Events for each transaction: enough to be fast, too few to hold other subscriptions back for long.
pub(super) const BATCH: u32 = 500;
/// From one step that finds something to the next, for one that follows alone: what comes meanwhile is taken in together.
const PACE: Duration = Duration::from_millis(50);
/// Other instances' appends are found by looking.
pub(super) const POLL: Duration = Duration::from_millis(250);
/// An older transaction of somebody's holds events back; it is usually about to end.
pub(super) const HELD: Duration = Duration::from_millis(20);
const FIRST_BACKOFF: Duration = Duration::from_millis(100);
const LAST_BACKOFF: Duration = Duration::from_secs(30);

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

/// How a step treats an event that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Care {
    /// As the end of the step: all its events are taken in together, or none.
    Together,
    /// As something to put aside: the step goes on with the others.
    Apart,
}

/// Follows the log for all read models until `stop` says true: with one reader for those that have caught up, see
/// [`super::together`].
pub async fn run_all(store: EventStore, models: Vec<Arc<dyn ReadModel>>, stop: watch::Receiver<bool>) {
    let names: Vec<_> = models.iter().map(|model| model.name()).collect();
    let together = Together::default();
    let following = models.into_iter().map(|model| {
        announce(&*model);
        follow(&store, model, Some(&together), stop.clone())
    });
    tokio::join!(join_all(following), together.lead(&store, stop.clone()), lag::watch(&store, &names, stop.clone()));
}

/// Follows the log until `stop` says true. What fails is tried again, later each time. An event that keeps failing for
/// a reason of its own is put aside, see [`super::parked`]; for all else the read model stands still rather than
/// losing an event.
pub async fn run(store: EventStore, model: Arc<dyn ReadModel>, stop: watch::Receiver<bool>) {
    announce(&*model);
    let names = [model.name()];
    tokio::join!(follow(&store, model, None, stop.clone()), lag::watch(&store, &names, stop));
}

/// The counters exist from the start, so that an alert sees the first increase.
fn announce(model: &dyn ReadModel) {
    counter!(metric::PROJECTION_ERRORS, "name" => model.name()).increment(0);
    counter!(metric::PROJECTION_PARKED_TOTAL, "name" => model.name()).increment(0);
}

/// `company`: whom it joins once it has caught up.
async fn follow(
    store: &EventStore,
    shared: Arc<dyn ReadModel>,
    company: Option<&Together>,
    mut stop: watch::Receiver<bool>,
) {
    let model = &*shared;
    let mut appended = store.appended();
    let mut backoff = Backoff::default();
    let mut prepared = false;
    // Steps in a row that failed with an event.
    let mut failures = 0;
    while !*stop.borrow_and_update() {
        appended.mark_unchanged();
        let begun = Instant::now();
        let care = if failures + 1 < TRIES { Care::Together } else { Care::Apart };
        let pause = match guarded(store, model, &mut prepared, care).await {
            Ok(Step::Advanced) => {
                (backoff, failures) = (Backoff::default(), 0);
                PACE.saturating_sub(begun.elapsed())
            }
            Ok(Step::Held) => HELD,
            Ok(found @ (Step::Idle | Step::Elsewhere | Step::Missing)) => {
                if let Some(company) = company.filter(|_| found == Step::Idle) {
                    tokio::select! {
                        () = company.join(Arc::clone(&shared)) => continue,
                        changed = stop.changed() => if changed.is_ok() { continue } else { return },
                    }
                }
                POLL
            }
            Err(trouble) => {
                counter!(metric::PROJECTION_ERRORS, "name" => model.name()).increment(1);
                let pause = backoff.pause();
                match &trouble {
                    Trouble::Event(problem) => {
                        failures += 1;
                        warn!(model = model.name(), %problem, retry_in = ?pause, "a read model fails with an event");
                    }
                    Trouble::Database(problem) => {
                        error!(model = model.name(), %problem, retry_in = ?pause, "a read model cannot go on");
                    }
                }
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

/// Pauses between tries: each twice as long as the one before, up to a limit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Backoff(Duration);

impl Default for Backoff {
    fn default() -> Self {
        Self(FIRST_BACKOFF)
    }
}

impl Backoff {
    pub fn pause(&mut self) -> Duration {
        let pause = self.0;
        self.0 = (pause * 2).min(LAST_BACKOFF);
        pause
    }
}

/// One step that survives a panic, with the tables made first where they are not there.
async fn guarded(store: &EventStore, model: &dyn ReadModel, prepared: &mut bool, care: Care) -> Result<Step, Trouble> {
    let attempt = async {
        if !*prepared {
            prepare(store.pool(), model).await?;
            *prepared = true;
        }
        match step(store, model, BATCH, care).await {
            // Where nothing had to be made, a table that only the model's statements know is what is missing.
            Err(Trouble::Database(error)) if table_is_gone(&error) => {
                if prepare(store.pool(), model).await? {
                    return Ok(Step::Missing);
                }
                Err(error.into())
            }
            Ok(Step::Missing) => {
                *prepared = false;
                if model.acts() {
                    warn!(model = model.name(), "the policy's checkpoint is gone; it goes on with what comes now");
                } else {
                    warn!(model = model.name(), "the read model's checkpoint is gone; making it anew");
                }
                Ok(Step::Missing)
            }
            other => other,
        }
    };
    match AssertUnwindSafe(attempt).catch_unwind().await {
        Ok(result) => result,
        Err(_) => Err(sqlx::Error::Protocol("the read model panicked beside its events".to_owned()).into()),
    }
}

fn table_is_gone(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(sqlx::error::DatabaseError::code).as_deref() == Some("42P01")
}

/// Takes the next events in, at most `limit`: checkpoint, tables and what is put aside change in one transaction or
/// not at all.
pub(super) async fn step(store: &EventStore, model: &dyn ReadModel, limit: u32, care: Care) -> Result<Step, Trouble> {
    // A look first, as a transaction of its own would use up a transaction number at every poll.
    let found = look(store, model).await?;
    if found != Step::Advanced {
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
    let parked = take_in(model, &mut tx, &events, care).await?;
    sqlx::query("UPDATE checkpoints SET tx = $2::xid8, position = $3, updated_at = now() WHERE name = $1")
        .bind(model.name())
        .bind(last.cursor.tx_text())
        .bind(last.cursor.position)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    drop(connection);
    if !parked.is_empty() {
        tell(model, &parked);
        lag::measure(store, &[model.name()]).await;
    }
    Ok(Step::Advanced)
}

/// Returns what was put aside.
async fn take_in(
    model: &dyn ReadModel,
    tx: &mut PgConnection,
    events: &[StoredEvent],
    care: Care,
) -> Result<Vec<Parked>, Trouble> {
    if care == Care::Together {
        apply_all(model, tx, events).await?;
        return Ok(Vec::new());
    }
    let parked = apply_apart(model, tx, &events.iter().collect::<Vec<_>>()).await?;
    for parked in &parked {
        parked.keep(tx, model.name()).await?;
    }
    Ok(parked)
}

fn tell(model: &dyn ReadModel, parked: &[Parked]) {
    let name = model.name();
    counter!(metric::PROJECTION_PARKED_TOTAL, "name" => name).increment(parked.len() as u64);
    let advice = if model.acts() {
        "see to what it should have scheduled".to_owned()
    } else {
        format!("mend what the problem says, then run `academy replay {name}`")
    };
    for Parked { event, error } in parked {
        error!(
            model = name, event_type = event.event_type, stream = %event.stream, version = event.version, problem = error,
            "an event was put aside in dead_letters; {advice}"
        );
    }
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
        store.hurry();
        sleep(pause).await;
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}
