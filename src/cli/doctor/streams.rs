//! One walk through the whole log, stream by stream: versions, ids, order, whether every event can be read, and what
//! content it speaks of. It keeps counts and a few examples, so that a log of any length fits.

use crate::platform::eventstore::codec;
use std::collections::BTreeMap;

use dialogues::catalogue::Catalogue;
use dialogues::processes::Process;
use dialogues::streams::{Aggregate, KINDS, readable};
use futures::TryStreamExt;
use sqlx::PgConnection;

use super::content::Mentioned;
use super::report::{Check, NAMED};
use super::{Found, count};
use crate::course::Structure;
use crate::platform::eventstore::{StoredEvent, event_id, stream_by_stream};
use crate::platform::vault::{Vault, VaultError, blank, is_open};

/// Checks of the log itself, and of the content that it speaks of.
/// What is sealed is opened; where the keys are not to be had, it is taken for gone. `in_clear` counts events with names or
/// answers that nothing seals.
pub async fn read(
    connection: &mut PgConnection,
    vault: &Vault,
    catalogue: Option<&Catalogue>,
    in_clear: &mut i64,
) -> Found {
    let pool = vault.pool();
    let mut walk = Walk { mentioned: Mentioned::new(pool, catalogue).await?, ..Walk::default() };
    let mut events = stream_by_stream(connection);
    while let Some(event) = events.try_next().await? {
        *in_clear += i64::from(is_open(&event));
        let mut event = [event];
        match vault.unseal(&mut event).await {
            Ok(()) => {}
            Err(VaultError::Database(error)) => return Err(error),
            Err(VaultError::Kek(_)) => blank(&mut event),
        }
        let [event] = event;
        walk.take(event);
    }
    drop(events);
    let mut checks = walk.checks();
    checks.extend(walk.mentioned.checks(pool, catalogue).await?);
    Ok(checks)
}

#[derive(Default)]
struct Walk {
    events: i64,
    streams: i64,
    last: Option<StoredEvent>,
    gaps: Examples,
    order: Examples,
    ids: Examples,
    /// By aggregate and event type: how many, and what is wrong with the first.
    unreadable: BTreeMap<(String, String), (i64, String)>,
    /// Of types or kinds that this program does not know, likewise: how many.
    newer: BTreeMap<(String, String), i64>,
    mentioned: Mentioned,
}

#[derive(Default)]
struct Examples {
    count: i64,
    first: Vec<String>,
}

impl Examples {
    fn add(&mut self, example: impl FnOnce() -> String) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(example());
        }
    }
}

impl Walk {
    fn take(&mut self, event: StoredEvent) {
        self.events += 1;
        let before = self.last.take().filter(|before| before.stream == event.stream);
        self.streams += i64::from(before.is_none());
        let expected = before.as_ref().map_or(1, |before| before.version + 1);
        let name = || format!("{} {}", event.aggregate_type, event.stream);
        if event.version != expected {
            self.gaps.add(|| format!("{}: version {} where {expected} should be", name(), event.version));
        }
        if before.is_some_and(|before| before.cursor >= event.cursor) {
            self.order
                .add(|| format!("{}: version {} comes before {} in the log", name(), event.version, expected - 1));
        }
        if event.event_id != event_id(event.stream, event.version) {
            self.ids.add(|| format!("{}: version {} has the id {}", name(), event.version, event.event_id));
        }
        let kind = || (event.aggregate_type.clone(), event.event_type.clone());
        match problem(&event) {
            _ if is_newer(&event) => *self.newer.entry(kind()).or_default() += 1,
            None => self.mentioned.take(&event),
            Some(problem) => {
                self.unreadable.entry(kind()).or_insert((0, problem)).0 += 1;
            }
        }
        self.last = Some(event);
    }

    fn checks(&self) -> Vec<Check> {
        let mut checks = Vec::new();
        if self.gaps.count > 0 {
            let advice = "Events are missing, or stored beside the academy: the learner's next step fails or repeats. \
                          Compare with the latest backup and put back what is missing. Nothing but the academy may write \
                          to event_store.";
            let found = count(self.gaps.count, "stream is", "places in streams are");
            checks.push(Check::finding("log", format!("{found} not gapless"), advice).naming(self.gaps.first.clone()));
        }
        if self.order.count > 0 {
            let advice = "Followers see these events in the wrong order. Stop every academy on this database, run `academy \
                          renumber --force` after a backup, then `academy replay`; if that does not help, restore.";
            let found = count(self.order.count, "event is", "events are");
            let check = Check::finding("log", format!("{found} out of the order of their stream"), advice);
            checks.push(check.naming(self.order.first.clone()));
        }
        if self.ids.count > 0 {
            let advice = "Whoever relays events takes them for others than they are. They were not stored by the academy: \
                          find out who writes to event_store.";
            let found = count(self.ids.count, "event has", "events have");
            let check =
                Check::finding("log", format!("{found} an id that does not follow from stream and version"), advice);
            checks.push(check.naming(self.ids.first.clone()));
        }
        if !self.unreadable.is_empty() {
            let total = self.unreadable.values().map(|(number, _)| number).sum();
            let advice = "Turns of these learners fail, and read models put the events aside. Run the program that stored \
                          them or a newer one; if there is none, their shape needs an upcaster of its stream. \
                          Then `academy replay`.";
            let details = self.unreadable.iter().map(|((aggregate, kind), (number, problem))| {
                format!("{}: {kind} of {aggregate}, such as: {problem}", count(*number, "event", "events"))
            });
            let found = count(total, "event is", "events are");
            checks.push(Check::finding("log", format!("{found} unreadable"), advice).naming(details));
        }
        if !self.newer.is_empty() {
            let advice = "A newer program stored them. Read models pass over them; turns of learners who have one in a stream \
                          that this program knows are refused with a word about an update. Run the newer program; an older \
                          one must not write here for long.";
            let details = self.newer.iter().map(|((kind, event_type), number)| {
                format!("{}: {event_type} of {kind}", count(*number, "event", "events"))
            });
            let found = count(self.newer.values().sum(), "event is", "events are");
            checks.push(
                Check::note("log", format!("{found} of types that this program does not know"), advice).naming(details),
            );
        }
        if checks.is_empty() {
            let (events, streams) = (count(self.events, "event", "events"), count(self.streams, "stream", "streams"));
            checks.push(Check::well("log", format!("{events} in {streams}, gapless, in order and readable")));
        }
        checks
    }
}

/// Of a type that its stream does not know, or of a kind of stream that nobody here knows.
fn is_newer(event: &StoredEvent) -> bool {
    if event.aggregate_type == Structure::TYPE {
        return !Structure::knows(&event.event_type, &event.data);
    }
    if event.aggregate_type == Process::TYPE {
        return !Process::knows(&event.event_type, &event.data);
    }
    codec::is_newer(event) || !KINDS.contains(&event.aggregate_type.as_str())
}

/// What is wrong with an event, as its stream and its read models see it.
fn problem(event: &StoredEvent) -> Option<String> {
    let (kind, data) = (event.aggregate_type.as_str(), &event.data);
    if kind == Structure::TYPE {
        return codec::decode::<Structure>(event).err().map(|error| error.to_string());
    }
    if kind == Process::TYPE {
        return codec::decode::<Process>(event).err().map(|error| error.to_string());
    }
    match readable(kind, &event.event_type, data) {
        None => Some(format!("this program has no streams of the type {kind}")),
        Some(Err(error)) => Some(error.to_string()),
        Some(Ok(())) => event.learner().err().map(|error| error.to_string()),
    }
}
