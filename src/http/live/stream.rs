//! One stream of Server-Sent Events: first where it begins, then what was missed, then what comes. It ends by itself after
//! some minutes, so that a restart is no storm, and at once when the process stops.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures::stream::unfold;
use metrics::counter;
use rand::Rng as _;
use serde_json::json;
use tokio::sync::watch;
use tokio::time::{Sleep, sleep};
use tracing::warn;

use super::hub::{End, Watch};
use super::replay::Replay;
use super::{Ids, Item};
use crate::platform::eventstore::Cursor;
use crate::platform::telemetry::metric;

/// A comment after so long without an event: proxies close what is silent.
const HEART_BEAT: Duration = Duration::from_secs(15);
/// Streams end after some time between these.
const ROTATED: std::ops::Range<Duration> = Duration::from_mins(8)..Duration::from_mins(12);
/// Clients wait for some time between these, in milliseconds, before they come back.
const RETRY: std::ops::Range<u64> = 500..1_500;

struct Open {
    ids: Ids,
    watch: Watch,
    replay: Option<Replay>,
    /// What the client has already, wherever it comes from.
    seen: Cursor,
    first: Option<Event>,
    stopping: watch::Receiver<bool>,
    rotated: Pin<Box<Sleep>>,
}

/// A stream that begins after `after`: a replay until the watch begins, then what is watched.
pub fn open(ids: Ids, watch: Watch, after: Cursor, replay: Option<Replay>) -> Response {
    open_for(rand::rng().random_range(ROTATED), ids, watch, after, replay)
}

pub(super) fn open_for(lasting: Duration, ids: Ids, watch: Watch, after: Cursor, replay: Option<Replay>) -> Response {
    let first = ids.seal(watch.learner, after).map(|id| {
        let retry = Duration::from_millis(rand::rng().random_range(RETRY));
        let said = json!({ "type": "ready", "data": { "replays": replay.is_some() } });
        Event::default().event("ready").id(id).retry(retry).data(said.to_string())
    });
    let stopping = watch.stopping();
    let open = Open { ids, watch, replay, seen: after, first, stopping, rotated: Box::pin(sleep(lasting)) };
    let events = unfold(open, |mut open| async move { Some((Ok::<_, Infallible>(open.next().await?), open)) });
    Sse::new(events).keep_alive(KeepAlive::new().interval(HEART_BEAT)).into_response()
}

impl Open {
    /// None: it ends.
    async fn next(&mut self) -> Option<Event> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        loop {
            let item = tokio::select! {
                biased;
                () = stops(&mut self.stopping) => Err(End::Stopped),
                () = &mut self.rotated => Err(End::Rotated),
                item = item(&mut self.replay, &mut self.watch) => item,
            };
            let item = match item {
                Ok(item) => item,
                Err(end) => {
                    self.watch.ends(end);
                    return None;
                }
            };
            // What another instance has sent already comes once more here, where that one was further.
            if item.cursor > self.seen && item.is_for(self.watch.learner) {
                self.seen = item.cursor;
                return self.event(&item);
            }
        }
    }

    fn event(&self, item: &Item) -> Option<Event> {
        let id = self.ids.seal(self.watch.learner, item.cursor)?;
        counter!(metric::EVENT_STREAMS_EVENTS, "type" => item.told.r#type).increment(1);
        Event::default().event(item.told.r#type).id(id).json_data(&item.told).ok()
    }
}

/// The next one that was missed, or else the next one that comes.
async fn item(replay: &mut Option<Replay>, watch: &mut Watch) -> Result<Arc<Item>, End> {
    if let Some(missed) = replay {
        match missed.next().await {
            Ok(Some(item)) => return Ok(Arc::new(item)),
            Ok(None) => *replay = None,
            Err(problem) => {
                warn!(%problem, "a stream cannot read what its client has missed; it is closed");
                return Err(End::Failed);
            }
        }
    }
    watch.next().await
}

async fn stops(stopping: &mut watch::Receiver<bool>) {
    if stopping.wait_for(|stop| *stop).await.is_err() {
        // Nobody is left who could tell.
        std::future::pending::<()>().await;
    }
}
