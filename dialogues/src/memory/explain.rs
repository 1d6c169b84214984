//! "Why am I seeing this?": the figures behind an item. Data only, the words are the dialogue's; why it is asked today
//! is the [`super::Reason`] of its entry in the queue.

use chrono::NaiveDate;

use super::item::Item;
use super::params::Params;
use super::schedule::{self, Rating, Review};
use super::settings::Settings;

#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The probability that it is remembered now, 0..=1. None: the learner has not met it yet.
    pub recall: Option<f64>,
    /// Days after which recall sinks to 0.9.
    pub stability: Option<f32>,
    /// The last reviews, at most [`super::RECENT`], the oldest first.
    pub recent: Vec<Review>,
    pub reps: u32,
    pub lapses: u32,
    /// When it was last due by its schedule.
    pub due: Option<NaiveDate>,
    /// What each rating would lead to, in the order of [`Rating::ALL`].
    pub next: [Next; 4],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    pub rating: Rating,
    /// It would come back today, after the others.
    pub today: bool,
    /// Days until it is due, 1..=36500; before any fuzz.
    pub days: u32,
    pub due: NaiveDate,
}

pub fn explain(params: &Params, settings: &Settings, item: &Item<'_>, today: NaiveDate) -> Explanation {
    let memory = item.memory;
    let next = Rating::ALL.map(|rating| {
        let after = params.review(settings.retention, memory, rating, today);
        let days = params.interval(after.stability, settings.retention);
        Next { rating, today: after.returns_on(today), days, due: schedule::later(today, days) }
    });
    Explanation {
        recall: memory.map(|memory| params.recall(memory, today)),
        stability: memory.map(|memory| memory.stability),
        recent: memory.map_or_else(Vec::new, |memory| memory.recent.clone()),
        reps: memory.map_or(0, |memory| memory.reps),
        lapses: memory.map_or(0, |memory| memory.lapses),
        due: memory.map(|memory| memory.due),
        next,
    }
}
