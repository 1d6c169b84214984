//! What follows the log: each subscription from a checkpoint of its own, on one instance at a time, for ever.
//! Start at [`Subscription`] and [`run`]; [`step`] is one transaction of it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::FutureExt;
use futures::future::{BoxFuture, join_all};
use metrics::counter;
use sqlx::{Connection, FromRow, PgConnection};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tracing::{debug, error, warn};

use super::parked::{Parked, TRIES, Trouble, apply_all, apply_apart, handles};
use super::read::read_after;
use super::together::Together;
use super::{Cursor, EventStore, Key, ReadModel, StoredEvent, checkpoint, lag, prepare, tables};
use crate::platform::telemetry::{metric, who};

/// Events for each transaction: enough to be fast, too few to hold other subscriptions back for long.
pub(super) const BATCH: u32 = 500;
/// From one step that finds something to the next, for one that follows alone: what comes meanwhile is taken in together.
const PACE: Duration = Duration::from_millis(50);
/// Other instances' appends are found by looking.
pub(super) const POLL: Duration = Duration::from_millis(250);
/// An older transaction of somebody's holds events back; it is usually about to end.
pub(super) const HELD: Duration = Duration::from_millis(20);
/// Read models follow by milliseconds; whoever waits longer than this waits for a rebuild.
pub const PATIENCE: Duration = Duration::from_millis(300);
const FIRST_BACKOFF: Duration = Duration::from_millis(100);
const LAST_BACKOFF: Duration = Duration::from_secs(30);

/// Follows the log. Below it stand read models, which derive tables and may begin anew, and whatever acts upon events,
/// which only ever goes forwards.
pub trait Subscription: Send + Sync {
    /// Which no other has: `a-z` and `_`. Its checkpoint's name follows, see [`Key`].
    fn name(&self) -> &'static str;

    /// Is the event any of its business?
    fn handles(&self, event: &StoredEvent) -> bool;

    /// Takes one event in; called once for each, in the log's order, within the transaction of the checkpoint. An event
    /// that it cannot take in is put aside after some tries, unless the database is to blame.
    fn apply<'a>(&'a self, connection: &'a mut PgConnection, event: &'a StoredEvent)
    -> BoxFuture<'a, sqlx::Result<()>>;

    /// Takes several in, with the same outcome as one after the other. Where that is many, it is worth folding them
    /// first: the database then writes each row once.
    fn apply_all<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        events: &'a [&'a StoredEvent],
    ) -> BoxFuture<'a, sqlx::Result<()>> {
        async move {
            for event in events {
                self.apply(connection, event).await?;
            }
            Ok(())
        }
        .boxed()
    }

    /// Itself, if it is a read model. Whatever is none begins at the present, keeps its place, and is never rebuilt.
    fn read_model(&self) -> Option<&dyn ReadModel> {
        None
    }
}

/// What a look at the log found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Events were taken in, up to the last one.
    Advanced,
    /// Events were taken in, and the next ones are there already.
    Behind,
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

/// Follows the log for all of them until `stop` says true: with one reader for those that have caught up, see
/// [`super::together`].
pub async fn run_all(store: EventStore, subscriptions: Vec<Arc<dyn Subscription>>, stop: watch::Receiver<bool>) {
    let followers: Vec<_> = subscriptions.iter().map(|subscription| follower(&**subscription)).collect();
    let together = Together::default();
    let following = subscriptions.into_iter().map(|subscription| {
        announce(&*subscription);
        follow(&store, subscription, Some(&together), stop.clone())
    });
    tokio::join!(
        join_all(following),
        together.lead(&store, stop.clone()),
        lag::watch(&store, &followers, stop.clone())
    );
}

/// Follows the log until `stop` says true. What fails is tried again, later each time. An event that keeps failing for
/// a reason of its own is put aside, see [`super::parked`]; for all else the subscription stands still rather than
/// losing an event.
pub async fn run(store: EventStore, subscription: Arc<dyn Subscription>, stop: watch::Receiver<bool>) {
    announce(&*subscription);
    let followers = [follower(&*subscription)];
    tokio::join!(follow(&store, subscription, None, stop.clone()), lag::watch(&store, &followers, stop));
}

fn follower(subscription: &dyn Subscription) -> lag::Follower {
    (subscription.name(), Key::from(subscription))
}

/// The counters exist from the start, so that an alert sees the first increase.
fn announce(subscription: &dyn Subscription) {
    counter!(metric::PROJECTION_ERRORS, "name" => subscription.name()).increment(0);
    counter!(metric::PROJECTION_PARKED_TOTAL, "name" => subscription.name()).increment(0);
}

/// `company`: whom it joins once it has caught up.
async fn follow(
    store: &EventStore,
    shared: Arc<dyn Subscription>,
    company: Option<&Together>,
    mut stop: watch::Receiver<bool>,
) {
    let subscription = &*shared;
    let mut appended = store.appended();
    let mut backoff = Backoff::default();
    let mut prepared = false;
    // Steps in a row that failed with an event.
    let mut failures = 0;
    while !*stop.borrow_and_update() {
        appended.mark_unchanged();
        let begun = Instant::now();
        let care = if failures + 1 < TRIES { Care::Together } else { Care::Apart };
        let pause = match guarded(store, subscription, &mut prepared, care).await {
            Ok(found) => {
                let caught_up = matches!(found, Step::Advanced | Step::Idle);
                if caught_up || found == Step::Behind {
                    // What comes after is no continuation of what failed before.
                    (backoff, failures) = (Backoff::default(), 0);
                }
                if let Some(company) = company.filter(|_| caught_up) {
                    tokio::select! {
                        () = company.join(Arc::clone(&shared)) => continue,
                        changed = stop.changed() => if changed.is_ok() { continue } else { return },
                    }
                }
                match found {
                    Step::Advanced => PACE.saturating_sub(begun.elapsed()),
                    Step::Behind => Duration::ZERO,
                    Step::Held => HELD,
                    Step::Idle | Step::Elsewhere | Step::Missing => POLL,
                }
            }
            Err(trouble) => {
                counter!(metric::PROJECTION_ERRORS, "name" => subscription.name()).increment(1);
                let pause = backoff.pause();
                match &trouble {
                    Trouble::Event(problem) => {
                        failures += 1;
                        warn!(subscription = subscription.name(), %problem, retry_in = ?pause, "a subscription fails with an event");
                    }
                    Trouble::Database(problem) => {
                        error!(subscription = subscription.name(), %problem, retry_in = ?pause, "a subscription cannot go on");
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
async fn guarded(
    store: &EventStore,
    subscription: &dyn Subscription,
    prepared: &mut bool,
    care: Care,
) -> Result<Step, Trouble> {
    let attempt = async {
        if !*prepared {
            prepare(store.pool(), subscription).await?;
            *prepared = true;
        }
        match step(store, subscription, BATCH, care).await {
            // Where nothing had to be made, a table that only its statements know is what is missing.
            Err(Trouble::Database(error)) if table_is_gone(&error) => {
                if prepare(store.pool(), subscription).await? {
                    return Ok(Step::Missing);
                }
                Err(error.into())
            }
            Ok(Step::Missing) => {
                *prepared = false;
                let then = if subscription.read_model().is_some() { "anew" } else { "with what comes now" };
                warn!(
                    subscription = subscription.name(),
                    "checkpoint or tables are gone; the subscription begins {then}"
                );
                Ok(Step::Missing)
            }
            other => other,
        }
    };
    match AssertUnwindSafe(attempt).catch_unwind().await {
        Ok(result) => result,
        Err(_) => Err(sqlx::Error::Protocol("the subscription panicked beside its events".to_owned()).into()),
    }
}

fn table_is_gone(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(sqlx::error::DatabaseError::code).as_deref() == Some("42P01")
}

/// Takes the next events in, at most `limit`: checkpoint, tables and what is put aside change in one transaction or
/// not at all.
pub(super) async fn step(
    store: &EventStore,
    subscription: &dyn Subscription,
    limit: u32,
    care: Care,
) -> Result<Step, Trouble> {
    let key = Key::from(subscription);
    let mut connection = store.pool().acquire().await?;
    // A look first, as a transaction of its own would use up a transaction number at every poll.
    let found = look(&mut connection, &[key.as_str()]).await?;
    if found != Step::Advanced {
        return Ok(found);
    }
    let mut tx = connection.begin().await?;
    let locked = "SELECT tx::text AS tx, position FROM checkpoints WHERE name = $1 AND version = $2
                  FOR UPDATE SKIP LOCKED";
    let locked = sqlx::query_as::<_, Cursor>(locked).bind(key.as_str()).bind(checkpoint::version(subscription));
    let Some(cursor) = locked.fetch_optional(&mut *tx).await? else {
        return Ok(Step::Elsewhere);
    };
    let events = read_after(&mut tx, &store.vault, cursor, limit).await?;
    let Some(last) = events.last() else {
        return Ok(Step::Idle);
    };
    if !tables::enter(&mut tx, subscription.read_model()).await? {
        return Ok(Step::Missing);
    }
    let parked = take_in(subscription, &mut tx, &events, care).await?;
    sqlx::query("UPDATE checkpoints SET tx = $2::xid8, position = $3, updated_at = now() WHERE name = $1")
        .bind(key.as_str())
        .bind(last.cursor.tx_text())
        .bind(last.cursor.position)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    drop(connection);
    if acts_on(subscription, &events) {
        store.has_acted();
    }
    if !parked.is_empty() {
        tell(subscription, &parked);
        lag::measure(store, &[follower(subscription)]).await;
    }
    Ok(if events.len() < limit as usize { Step::Advanced } else { Step::Behind })
}

/// Is it one that acts, and has anything to act on?
pub(super) fn acts_on(subscription: &dyn Subscription, events: &[StoredEvent]) -> bool {
    subscription.read_model().is_none() && events.iter().any(|event| handles(subscription, event))
}

/// Returns what was put aside.
async fn take_in(
    subscription: &dyn Subscription,
    tx: &mut PgConnection,
    events: &[StoredEvent],
    care: Care,
) -> Result<Vec<Parked>, Trouble> {
    if care == Care::Together {
        apply_all(subscription, tx, events).await?;
        return Ok(Vec::new());
    }
    let parked = apply_apart(subscription, tx, &events.iter().collect::<Vec<_>>()).await?;
    for parked in &parked {
        parked.keep(tx, &Key::from(subscription)).await?;
    }
    Ok(parked)
}

fn tell(subscription: &dyn Subscription, parked: &[Parked]) {
    let name = subscription.name();
    counter!(metric::PROJECTION_PARKED_TOTAL, "name" => name).increment(parked.len() as u64);
    let advice = if subscription.read_model().is_some() {
        format!("mend what the problem says, then run `academy replay {name}`")
    } else {
        "see to what it should have done".to_owned()
    };
    for Parked { event, error } in parked {
        error!(
            subscription = name,
            event_type = event.event_type,
            stream = who(event.stream),
            version = event.version,
            problem = error,
            "an event was put aside in dead_letters; {advice}"
        );
    }
}

/// What there is to do for the one of these that is furthest behind; [`Step::Advanced`] if there are events to take in. Asks
/// for the first in order rather than whether there is any: that is what keeps the plan on the index, however far behind
/// the checkpoint is.
pub(super) async fn look(connection: &mut PgConnection, keys: &[&str]) -> sqlx::Result<Step> {
    let settled: Option<Option<bool>> = sqlx::query_scalar(
        "SELECT (SELECT event.tx < pg_snapshot_xmin(pg_current_snapshot()) FROM event_store event
                 WHERE (event.tx, event.position) > (behind.tx, behind.position)
                 ORDER BY event.tx, event.position LIMIT 1)
         FROM (SELECT checkpoint.tx, checkpoint.position FROM checkpoints checkpoint WHERE name = ANY($1)
               ORDER BY checkpoint.tx, checkpoint.position LIMIT 1) behind",
    )
    .bind(keys)
    .fetch_optional(connection)
    .await?;
    Ok(match settled {
        None => Step::Missing,
        Some(None) => Step::Idle,
        Some(Some(false)) => Step::Held,
        Some(Some(true)) => Step::Advanced,
    })
}

/// Has the subscription taken in all that is committed now, or does it within [`PATIENCE`]? Whoever reads a read
/// model asks first: one that is behind would show zeros.
pub async fn is_current(store: &EventStore, key: impl Into<Key>) -> sqlx::Result<bool> {
    let key = key.into();
    match timeout(PATIENCE, caught_up(store, key.clone())).await {
        Ok(caught_up) => caught_up.map(|()| true),
        Err(_) => {
            debug!(%key, "the read model lags behind");
            Ok(false)
        }
    }
}

/// Returns once the subscription has taken in all that is committed now.
pub async fn caught_up(store: &EventStore, key: impl Into<Key>) -> sqlx::Result<()> {
    passed(store, key, store.head().await?).await
}

/// Returns once the subscription has passed the cursor. Waits for ever if nobody runs it: set a time-out.
pub async fn passed(store: &EventStore, key: impl Into<Key>, cursor: Cursor) -> sqlx::Result<()> {
    let key = key.into();
    let mut pause = Duration::from_millis(2);
    loop {
        let row = sqlx::query("SELECT tx::text AS tx, position FROM checkpoints WHERE name = $1")
            .bind(key.as_str())
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
