//! Events that a subscription cannot take in: told from a database in trouble, tried apart from the others, and put into
//! `dead_letters`, so that one event does not hold back all that come after it.
//!
//! What always holds: the dead letters of a subscription are the events up to its checkpoint that its tables lack.
//! Whoever moves the checkpoint changes them in the same transaction. [`replay`](super::replay()) takes them back.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use dialogues::streams::personal;
use futures::FutureExt;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection, PgExecutor};

use super::dead_letters::Letter;
use super::{Key, StoredEvent, Subscription, codec};
use crate::platform::database;

/// An event is put aside when it has failed so often.
pub(super) const TRIES: u32 = 3;

/// Classes of SQLSTATE that say that its statements do not fit its tables or its rights, or that the server is
/// damaged: any event would fail. Putting the whole log aside helps nobody, so the subscription stands still instead and goes on
/// by itself when it is mended.
const NOT_THE_EVENTS: [&str; 7] = ["0A", "28", "3D", "3F", "42", "F0", "XX"];

/// Why a subscription could not go on.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// The database's, or its own with all events: the same step works when it is mended.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// This event's: with it the subscription fails, whenever that is tried.
    #[error("{0}")]
    Event(String),
}

/// An event that was put aside.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Parked {
    pub event: StoredEvent,
    pub error: String,
}

/// Takes the event in, if it is any of its business. A panic is a failure like any other.
pub(super) async fn apply(
    subscription: &dyn Subscription,
    connection: &mut PgConnection,
    event: &StoredEvent,
) -> Result<(), Trouble> {
    outcome(async { if wants(subscription, event) { subscription.apply(connection, event).await } else { Ok(()) } })
        .await
}

/// Takes in those events that are its business, all in one. What fails may be any one of them.
pub(super) async fn apply_all(
    subscription: &dyn Subscription,
    connection: &mut PgConnection,
    events: &[StoredEvent],
) -> Result<(), Trouble> {
    outcome(async {
        let wanted: Vec<&StoredEvent> = events.iter().filter(|event| wants(subscription, event)).collect();
        if wanted.is_empty() { Ok(()) } else { subscription.apply_all(connection, &wanted).await }
    })
    .await
}

/// Whose failure it is.
async fn outcome(applied: impl Future<Output = sqlx::Result<()>>) -> Result<(), Trouble> {
    match AssertUnwindSafe(applied).catch_unwind().await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) if is_the_events(&error) => Err(of_the_event(&error.to_string())),
        Ok(Err(error)) => Err(Trouble::Database(error)),
        Err(panic) => Err(of_the_event(&format!("the subscription panicked: {}", words(&*panic)))),
    }
}

/// Takes the events in one by one, each in a savepoint, and returns those that cannot be.
pub(super) async fn apply_apart(
    subscription: &dyn Subscription,
    connection: &mut PgConnection,
    events: &[&StoredEvent],
) -> sqlx::Result<Vec<Parked>> {
    let mut parked = Vec::new();
    for event in events.iter().copied().filter(|event| handles(subscription, event)) {
        for attempt in 1..=TRIES {
            let mut savepoint = connection.begin().await?;
            match apply(subscription, &mut savepoint, event).await {
                Ok(()) => {
                    savepoint.commit().await?;
                    break;
                }
                Err(Trouble::Database(error)) => return Err(error),
                Err(Trouble::Event(error)) => {
                    savepoint.rollback().await?;
                    if attempt == TRIES {
                        parked.push(Parked { event: event.clone(), error });
                    }
                }
            }
        }
    }
    Ok(parked)
}

/// Is the event any of its business? One that cannot even tell is asked again by [`apply`], which says why.
pub(super) fn handles(subscription: &dyn Subscription, event: &StoredEvent) -> bool {
    std::panic::catch_unwind(AssertUnwindSafe(|| wants(subscription, event))).unwrap_or(true)
}

/// A type that this program does not know is none's business, also where a subscription takes all of a kind: the program
/// that knows it has a higher version of whatever read model it belongs to.
fn wants(subscription: &dyn Subscription, event: &StoredEvent) -> bool {
    subscription.handles(event) && !codec::is_newer(event)
}

fn is_the_events(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    let systemic = code.is_some_and(|code| NOT_THE_EVENTS.iter().any(|class| code.starts_with(class)));
    !systemic && !database::passes(error)
}

/// Text that PostgreSQL takes.
fn of_the_event(problem: &str) -> Trouble {
    Trouble::Event(problem.replace('\0', "\u{fffd}"))
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without a word")
}

/// What a subscription's dead letters name as their source.
pub fn source(key: &Key) -> String {
    format!("subscription:{key}")
}

impl Parked {
    pub fn key(&self, key: &Key) -> String {
        format!("{key}:{}:{}", self.event.stream, self.event.version)
    }

    /// The whole event, for people.
    pub fn payload(&self) -> Value {
        let StoredEvent { event_id, stream, aggregate_type, event_type, data, version, at, cursor, metadata } =
            &self.event;
        // What is a person's own lies in the log, sealed, and only there.
        let mut data = data.clone();
        for own in personal(aggregate_type, event_type) {
            if let Some(value) = data.pointer_mut(own.at) {
                *value = own.gone.value();
            }
        }
        json!({
            "eventId": event_id,
            "stream": stream,
            "aggregateType": aggregate_type,
            "eventType": event_type,
            "data": data,
            "version": version,
            "at": at,
            "tx": cursor.tx.to_string(),
            "position": cursor.position,
            "metadata": metadata,
        })
    }

    /// Puts the event aside for the named subscription, within the transaction that moves its checkpoint.
    pub async fn keep(&self, connection: &mut PgConnection, subscription: &Key) -> sqlx::Result<()> {
        let (source, key, payload) = (source(subscription), self.key(subscription), self.payload());
        let letter = Letter {
            source: &source,
            key: &key,
            payload: &payload,
            learner: None,
            error: &self.error,
            attempts: TRIES,
        };
        letter.keep(connection).await
    }
}

/// Forgets the subscription's dead letters: it begins anew, and what still fails is put aside again.
pub(super) async fn forget(executor: impl PgExecutor<'_>, key: &Key) -> sqlx::Result<u64> {
    forget_named(executor, key.as_str()).await
}

/// The same by the checkpoint's name, also that of another program's version.
pub(super) async fn forget_named(executor: impl PgExecutor<'_>, name: &str) -> sqlx::Result<u64> {
    let forgotten = sqlx::query("DELETE FROM dead_letters WHERE source = 'subscription:' || $1").bind(name);
    Ok(forgotten.execute(executor).await?.rows_affected())
}
