//! What a learner is asked today: a pure function of their items, the day and their settings. It decides nothing that
//! is stored, so a day that is skipped, a cap that is changed or a vacation costs nothing and needs no clearing up.
//!
//! Due items compete for the day's cap by what is at stake, not by how late they are; the rest waits for tomorrow and
//! is not held against the learner: when it comes, the model sees how long it was really remembered.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::goal::{self, Claims};
use super::item::{Item, ItemId};
use super::params::Params;
use super::schedule::{self, Memory, Rating};
use super::settings::{Goal, Settings};
use super::siblings;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    /// In the order in which they should be asked.
    pub entries: Vec<Entry>,
    /// How many are due and wait for another day, since the cap is reached.
    pub waiting: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: ItemId,
    pub reason: Reason,
}

/// Why an item is asked today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reason {
    /// It was forgotten earlier today.
    Again,
    /// Its day has come, or came so many days ago.
    Due { days: u32 },
    /// A day for which the learner wants to be ready.
    ForDate { day: NaiveDate },
    /// The learner has not met it yet.
    New,
}

/// What a day will ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    pub day: NaiveDate,
    pub reviews: u32,
    pub new: u32,
    /// Due and left for another day.
    pub waiting: u32,
}

/// What a review is good for is measured so many days ahead, unless the learner names a day.
const HORIZON_DAYS: u32 = 30;

/// What to ask on `today`, in this order: reviews, then new items as they stand in `items`, then what was forgotten
/// today. Nothing on vacation. `previous` was asked just now: its siblings come later, if they can.
pub fn queue(
    params: &Params,
    settings: &Settings,
    items: &[Item<'_>],
    today: NaiveDate,
    previous: Option<&Item<'_>>,
) -> Queue {
    if settings.on_vacation(today) {
        return Queue::default();
    }
    let memories = || items.iter().filter_map(|item| item.memory);
    let begun = memories().filter(|memory| memory.began_on(today)).count();
    let reviewed = memories().filter(|memory| memory.last_review == today).count() - begun;

    let claims = goal::claims(params, settings, items, today);
    let mut due = due(params, settings, items, today, &claims);
    let room = (settings.reviews_per_day as usize).saturating_sub(reviewed);
    let waiting = due.len().saturating_sub(room);
    due.truncate(room);
    if let Some(goal) = goal::current(settings, today) {
        fill(&mut due, room, items, goal, &claims);
    }

    // Reviews that wait are a debt, and new items make it grow.
    let new = if waiting > 0 { 0 } else { (settings.new_per_day as usize).saturating_sub(begun) };
    due.extend(items.iter().filter(|item| item.memory.is_none()).take(new).map(|item| (*item, Reason::New)));
    let again = items.iter().filter(|item| item.memory.is_some_and(|memory| memory.returns_on(today)));
    let again = again.map(|item| (*item, Reason::Again)).collect();

    let mut asked = siblings::apart(due, |(item, _)| family(item), previous.map(family));
    let last = asked.last().map(|(item, _)| family(item)).or(previous.map(family));
    asked.extend(siblings::apart(again, |(item, _)| family(item), last));
    let entries = asked.into_iter().map(|(item, reason)| Entry { id: item.id.clone(), reason }).collect();
    Queue { entries, waiting: waiting as u32 }
}

/// What the next `days` days will ask, today first, if everything is remembered: the least there will be.
pub fn forecast(params: &Params, settings: &Settings, items: &[Item<'_>], today: NaiveDate, days: u32) -> Vec<Load> {
    let mut memories: BTreeMap<&ItemId, Memory> =
        items.iter().filter_map(|item| Some((item.id, item.memory?.clone()))).collect();
    let mut loads = Vec::new();
    for day in (0..days).map(|after| schedule::later(today, after)) {
        let seen: Vec<Item<'_>> = items.iter().map(|item| Item { memory: memories.get(item.id), ..*item }).collect();
        let Queue { entries, waiting } = queue(params, settings, &seen, day, None);
        let new = entries.iter().filter(|entry| entry.reason == Reason::New).count();
        let again = entries.iter().filter(|entry| entry.reason == Reason::Again).count();
        loads.push(Load { day, reviews: (entries.len() - new - again) as u32, new: new as u32, waiting });
        for item in items.iter().filter(|item| entries.iter().any(|entry| entry.id == *item.id)) {
            let reviewed = params.review(settings.retention, memories.get(item.id), Rating::Good, day);
            memories.insert(item.id, reviewed);
        }
    }
    loads
}

/// Everything that is due today, what is most at stake first.
fn due<'a>(
    params: &Params,
    settings: &Settings,
    items: &[Item<'a>],
    today: NaiveDate,
    claims: &Claims<'_>,
) -> Vec<(Item<'a>, Reason)> {
    let mut due: Vec<(Stake, Item<'a>, Reason)> = Vec::new();
    for item in items {
        let Some(memory) = item.memory.filter(|memory| memory.last_review < today) else { continue };
        let reason = match goal::current(settings, today) {
            Some(goal) if claims.due.contains(item.id) => Reason::ForDate { day: goal.day },
            _ if memory.due <= today => Reason::Due { days: (today - memory.due).num_days() as u32 },
            _ => continue,
        };
        due.push((Stake::of(params, settings, item, memory, today), *item, reason));
    }
    due.sort_by(|(one, a, _), (other, b, _)| one.cmp(other).then_with(|| a.id.cmp(b.id)));
    due.into_iter().map(|(_, item, reason)| (item, reason)).collect()
}

/// On the last study day before a date, what would be remembered least on it takes the room that is left.
fn fill<'a>(due: &mut Vec<(Item<'a>, Reason)>, room: usize, items: &[Item<'a>], goal: &Goal, claims: &Claims<'_>) {
    for id in &claims.filling {
        if due.len() >= room {
            return;
        }
        if due.iter().any(|(item, _)| item.id == *id) {
            continue;
        }
        if let Some(item) = items.iter().find(|item| item.id == *id) {
            due.push((*item, Reason::ForDate { day: goal.day }));
        }
    }
}

/// Siblings have the same.
fn family<'a>(item: &Item<'a>) -> (&'a str, &'a str) {
    (item.id.source(), item.concept.as_str())
}

/// What is lost if an item is not reviewed today. The greatest stands first.
struct Stake {
    /// Expected forgetting, weighed by what a review gains: (1 − recall today) × (recall on the horizon if it is
    /// reviewed today − recall there if it is not). So what a review hardly helps does not crowd out what it saves.
    worth: f64,
    recall: f64,
}

impl Stake {
    fn of(params: &Params, settings: &Settings, item: &Item<'_>, memory: &Memory, today: NaiveDate) -> Self {
        let goal = goal::current(settings, today).filter(|goal| goal.covers(item.concept));
        let horizon = goal.map_or(HORIZON_DAYS, |goal| (goal.day - today).num_days() as u32);
        let elapsed = memory.elapsed(today);
        let recall = params.recall_after(memory.stability, elapsed);
        let [forgotten, _, remembered, _] = params.after(Some(memory), elapsed).map(|state| state.stability);
        let with = recall * params.recall_after(remembered, horizon)
            + (1.0 - recall) * params.recall_after(forgotten, horizon);
        let without = params.recall_after(memory.stability, elapsed.saturating_add(horizon));
        Self { worth: (1.0 - recall) * (with - without).max(0.0), recall }
    }

    fn cmp(&self, other: &Self) -> Ordering {
        other.worth.total_cmp(&self.worth).then_with(|| self.recall.total_cmp(&other.recall))
    }
}
