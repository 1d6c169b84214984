//! One reader of the log for all subscriptions of a process that have caught up: what each would ask for alone is asked
//! for once, and their tables and checkpoints change in one transaction. Whoever is behind, fails or is held elsewhere
//! leaves, follows alone ([`super::subscription`]) and comes back when it has caught up, so that nobody waits for it.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures::FutureExt;
use sqlx::{Connection, FromRow};
use tokio::sync::{Notify, oneshot, watch};
use tokio::time::sleep;
use tracing::warn;

use super::parked::{apply_all, handles};
use super::read::read_after;
use super::subscription::{BATCH, Backoff, HELD, POLL, Step, acts_on, look};
use super::{Cursor, EventStore, Key, Subscription, checkpoint, tables};

/// From one step that finds something to the next, at least. What comes meanwhile is taken in together: a step costs the
/// same with one event or with fifty. Whoever waits for a read model hurries it, see [`EventStore::hurry`].
const PACE: Duration = Duration::from_millis(200);
/// The same, at most: where little goes on, a step is put off until it is worth its cost.
const CALM: Duration = Duration::from_millis(450);
/// So many events of this process are worth a step.
const WORTH: u64 = 100;

/// The subscriptions that follow together.
#[derive(Default)]
pub(super) struct Together {
    members: Mutex<Vec<Member>>,
    joined: Notify,
}

struct Member {
    subscription: Arc<dyn Subscription>,
    /// Dropped when it has to leave.
    _stays: oneshot::Sender<()>,
}

/// What a common step came to.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    step: Step,
    /// Those whose checkpoint could not be had.
    leave: Vec<&'static str>,
}

impl Together {
    /// Follows with the others; returns when it has to go on alone.
    pub async fn join(&self, subscription: Arc<dyn Subscription>) {
        let (stays, leaves) = oneshot::channel();
        self.members().push(Member { subscription, _stays: stays });
        self.joined.notify_one();
        let _ = leaves.await;
    }

    /// Follows the log for all members until `stop` says true.
    pub async fn lead(&self, store: &EventStore, mut stop: watch::Receiver<bool>) {
        let (mut appended, mut hurried) = (store.appended(), store.hurried());
        let mut backoff = Backoff::default();
        while !*stop.borrow_and_update() {
            let known = *appended.borrow_and_update();
            let begun = Instant::now();
            let taken = self.take_in(store).await;
            if matches!(taken, Ok(Step::Advanced | Step::Behind)) {
                backoff = Backoff::default();
            }
            let pause = match &taken {
                Ok(Step::Advanced) => CALM.saturating_sub(begun.elapsed()),
                Ok(Step::Behind) => Duration::ZERO,
                Ok(Step::Held) => HELD,
                Ok(Step::Idle | Step::Elsewhere | Step::Missing) => POLL,
                Err(problem) => {
                    let pause = backoff.pause();
                    warn!(%problem, retry_in = ?pause, "the subscriptions cannot go on together; each goes on alone");
                    pause
                }
            };
            let advanced = matches!(taken, Ok(Step::Advanced));
            let (rest, worth) =
                if advanced { (PACE.saturating_sub(begun.elapsed()), WORTH) } else { (Duration::ZERO, 1) };
            tokio::select! {
                () = sleep(pause) => {}
                () = enough(&mut appended, known + worth, rest), if advanced || pause == POLL => {}
                _ = hurried.changed(), if taken.as_ref().is_ok_and(|step| *step != Step::Held) => {}
                () = self.joined.notified(), if pause == POLL => {}
                changed = stop.changed() => if changed.is_err() { return },
            }
        }
    }

    /// One step of all members. Those that cannot go along leave; all of them, where it fails: whose fault it is shows
    /// when each goes on alone.
    async fn take_in(&self, store: &EventStore) -> anyhow::Result<Step> {
        let subscriptions: Vec<_> = self.members().iter().map(|member| Arc::clone(&member.subscription)).collect();
        if subscriptions.is_empty() {
            return Ok(Step::Idle);
        }
        let caught = AssertUnwindSafe(step(store, &subscriptions)).catch_unwind().await;
        let stepped = caught.unwrap_or_else(|_| Err(anyhow::anyhow!("one of them has panicked")));
        match &stepped {
            Ok(Outcome { leave, .. }) => {
                self.members().retain(|member| !leave.contains(&member.subscription.name()));
            }
            Err(_) => self.members().clear(),
        }
        stepped.map(|outcome| outcome.step)
    }

    fn members(&self) -> MutexGuard<'_, Vec<Member>> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns when this process has appended so many events in all, after a rest.
async fn enough(appended: &mut watch::Receiver<u64>, events: u64, rest: Duration) {
    sleep(rest).await;
    let _ = appended.wait_for(|appended| *appended >= events).await;
}

/// Takes the next events in for all of these: all tables and checkpoints change in one transaction, or none.
async fn step(store: &EventStore, subscriptions: &[Arc<dyn Subscription>]) -> anyhow::Result<Outcome> {
    let keys: Vec<Key> = subscriptions.iter().map(|subscription| Key::from(&**subscription)).collect();
    let names: Vec<&str> = keys.iter().map(Key::as_str).collect();
    let mut connection = store.pool().acquire().await?;
    // A look first, as a transaction of its own would use up a transaction number at every poll.
    let found = look(&mut connection, &names).await?;
    if found != Step::Advanced {
        // Whose checkpoint is gone begins anew, each for itself.
        let everybody = subscriptions.iter().map(|subscription| subscription.name());
        let leave = if found == Step::Missing { everybody.collect() } else { Vec::new() };
        return Ok(Outcome { step: found, leave });
    }
    let mut tx = connection.begin().await?;
    let versions: Vec<i32> = subscriptions.iter().map(|subscription| checkpoint::version(&**subscription)).collect();
    let locked: Vec<Place> = sqlx::query_as(
        "SELECT name, tx::text AS tx, position FROM checkpoints
         JOIN UNNEST($1::text[], $2::int[]) AS wanted(name, version) USING (name, version)
         ORDER BY name FOR UPDATE OF checkpoints SKIP LOCKED",
    )
    .bind(&names)
    .bind(&versions)
    .fetch_all(&mut *tx)
    .await?;
    let Some(first) = locked.iter().map(|place| place.cursor).min() else {
        // Another instance has them all.
        return Ok(Outcome { step: Step::Elsewhere, leave: Vec::new() });
    };
    let events = read_after(&mut tx, &store.vault, first, BATCH).await?;
    let (mut leave, mut moved) = (Vec::new(), Vec::new());
    for (subscription, name) in subscriptions.iter().zip(&names) {
        let Some(place) = locked.iter().find(|place| place.name == *name) else {
            leave.push(subscription.name());
            continue;
        };
        let new = &events[events.partition_point(|event| event.cursor <= place.cursor)..];
        if new.iter().any(|event| handles(&**subscription, event)) {
            if !tables::enter(&mut tx, subscription.read_model()).await? {
                leave.push(subscription.name());
                continue;
            }
            apply_all(&**subscription, &mut tx, new).await?;
        }
        moved.push(*name);
    }
    let Some(last) = events.last() else {
        return Ok(Outcome { step: Step::Idle, leave });
    };
    sqlx::query(
        "UPDATE checkpoints SET tx = $2::xid8, position = $3, updated_at = now()
         WHERE name = ANY($1) AND (tx, position) < ($2::xid8, $3)",
    )
    .bind(moved)
    .bind(last.cursor.tx_text())
    .bind(last.cursor.position)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    if subscriptions.iter().any(|subscription| acts_on(&**subscription, &events)) {
        store.has_acted();
    }
    let step = if events.len() < BATCH as usize { Step::Advanced } else { Step::Behind };
    Ok(Outcome { step, leave })
}

/// A subscription's place in the log.
#[derive(Debug, FromRow)]
struct Place {
    name: String,
    #[sqlx(flatten)]
    cursor: Cursor,
}
