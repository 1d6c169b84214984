//! What waits for a learner, without beginning anything: today's items, and the days after. Knows no session.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::askable::{Askable, Known, next_day};
use crate::memory;
use crate::memory::{Item, ItemId, Load, Reason};
use crate::scene::Scene;
use crate::streams::State;

/// What a learner may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// Items that can be asked today, within the learner's cap.
    pub due: u32,
    /// Those of them that the learner has not met yet.
    pub new: u32,
    /// Items that are due besides, and wait for another day.
    pub waiting: u32,
    /// The first day after today on which something else is asked; none: there is nothing.
    pub next: Option<NaiveDate>,
    /// Today first: the least that these days will ask.
    pub days: Vec<Load>,
}

/// What waits today and on the days after it, `days` in all. None: what the learner remembers is not known now.
pub fn outlook(state: &State, scene: &Scene<'_>, days: u32) -> Option<Outlook> {
    let memories = scene.memories.as_ref()?;
    let today = scene.day(state);
    let Known { items, settings, params, queue } = Known::of(state, memories, scene);
    let seen: Vec<Item<'_>> = items.iter().map(Askable::item).collect();
    let (due, waiting) = (queue.entries.len() as u32, queue.waiting);
    let new = queue.entries.iter().filter(|entry| entry.reason == Reason::New).count() as u32;
    let mut days = memory::forecast(&params, &state.learner.review, &seen, today, days);
    // Only today leaves room for what was met in a quiz today.
    if let Some(first) = days.first_mut() {
        *first = Load { day: today, reviews: due - new, new, waiting };
    }
    let asked: BTreeSet<&ItemId> = queue.entries.iter().map(|entry| &entry.id).collect();
    let later = items.iter().filter(|item| !asked.contains(&item.id));
    Some(Outlook { due, new, waiting, next: next_day(&settings, later, today), days })
}
