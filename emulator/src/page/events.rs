//! `GET /playground/events`: Server-Sent Events of everything that changes, and how updates travel.
//!
//! A reader that falls too far behind is cut off: it connects again and reloads, as after any break.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    response::{
        Sse,
        sse::{Event, KeepAlive},
    },
};
use futures::{Stream, stream};
use serde_json::{Value, json};
use tokio::sync::{broadcast, watch};

use super::view;
use crate::{Emulator, updates::POLLED_LATELY};

const KEEP_ALIVE: Duration = Duration::from_secs(15);

pub async fn events(State(emulator): State<Emulator>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let reader = Reader { events: emulator.events(), changed: emulator.watch(), emulator, status: Value::Null };
    let stream = stream::unfold(reader, |mut reader| async move {
        let value = reader.next().await?;
        Some((Ok(Event::default().data(value.to_string())), reader))
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE).text("still here"))
}

struct Reader {
    emulator: Emulator,
    events: broadcast::Receiver<Arc<Value>>,
    changed: watch::Receiver<u64>,
    /// The status last told.
    status: Value,
}

impl Reader {
    /// The next event; a changed status is one too. `None` ends the stream.
    async fn next(&mut self) -> Option<Arc<Value>> {
        loop {
            // Events first: a status tells how things stand after them.
            match self.events.try_recv() {
                Ok(event) => return Some(event),
                Err(broadcast::error::TryRecvError::Empty) => {}
                Err(_) => return None,
            }
            self.changed.borrow_and_update();
            let status = self.emulator.look(view::status);
            if status != self.status {
                self.status = status.clone();
                let mut event = status;
                event["type"] = json!("status");
                return Some(Arc::new(event));
            }
            tokio::select! {
                biased;
                event = self.events.recv() => return event.ok(),
                changed = self.changed.changed() => changed.ok()?,
                // A bot that stops polling makes no change: its silence does.
                () = tokio::time::sleep(POLLED_LATELY) => {}
            }
        }
    }
}
