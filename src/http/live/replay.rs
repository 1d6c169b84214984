//! What a client has missed: its learner's events between two places in the log, a page at a time, in the log's order.

use std::collections::VecDeque;

use dialogues::kernel::ids::LearnerId;
use dialogues::streams::{Path, Source as _, streams_of};
use uuid::Uuid;

use super::Item;
use crate::app::App;
use crate::conversation::TurnError;
use crate::platform::eventstore::{Cursor, EventStore};

/// Events that are in memory at a time.
const PAGE: u32 = 200;

pub struct Replay {
    store: EventStore,
    streams: Vec<Uuid>,
    /// What was read already.
    after: Cursor,
    until: Cursor,
    page: VecDeque<Item>,
    /// The last page was read.
    last: bool,
}

impl Replay {
    /// From a place to another one that is settled.
    pub async fn between(app: &App, learner: LearnerId, after: Cursor, until: Cursor) -> Result<Self, TurnError> {
        // The path knows all that was begun until then, and is read no earlier.
        let path: Option<Path> = app.store.fold(learner).await?;
        let streams = streams_of(learner, &path.unwrap_or_default()).into_iter().map(|stream| stream.id(learner));
        let (streams, page) = (streams.collect(), VecDeque::new());
        let mut replay = Self { store: app.store.clone(), streams, after, until, page, last: after >= until };
        replay.turn().await?;
        Ok(replay)
    }

    /// None: that was all.
    pub(super) async fn next(&mut self) -> sqlx::Result<Option<Item>> {
        while self.page.is_empty() && !self.last {
            self.turn().await?;
        }
        Ok(self.page.pop_front())
    }

    async fn turn(&mut self) -> sqlx::Result<()> {
        if self.last {
            return Ok(());
        }
        let events = self.store.read_between(&self.streams, self.after, self.until, PAGE).await?;
        self.last = events.len() < PAGE as usize;
        self.after = events.last().map_or(self.until, |event| event.cursor);
        self.page.extend(events.into_iter().filter_map(Item::of));
        Ok(())
    }
}
