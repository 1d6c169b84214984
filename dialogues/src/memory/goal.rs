//! "Learn for a date": reviews are brought forward so that most is remembered on one day. Nothing of it is stored: it
//! is a look at the same memories, and when the goal is dropped, the usual schedule goes on.
//!
//! The rule. Everything met so far gets a last review on one of the last study days before the date: as many days as
//! the daily cap needs to come around once, vacations left out. What is remembered longest comes first, what is
//! forgotten fastest on the very last day. What the usual schedule asks earlier, it asks as ever: intervals are cut and
//! never stretched. Room that is left on the last study day goes to what would be remembered least on the date.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::item::{Item, ItemId};
use super::params::Params;
use super::schedule::Memory;
use super::settings::{Goal, Settings};

/// What the goal asks for on a day, beyond the usual schedule.
#[derive(Debug, Default)]
pub struct Claims<'a> {
    /// Whose last review is due.
    pub due: BTreeSet<&'a ItemId>,
    /// What to fill the day up with, the least remembered on the date first.
    pub filling: Vec<&'a ItemId>,
}

/// The goal, if it is at work on `today`.
pub fn current(settings: &Settings, today: NaiveDate) -> Option<&Goal> {
    settings.goal.as_ref().filter(|goal| (goal.since..goal.day).contains(&today))
}

pub fn claims<'a>(params: &Params, settings: &Settings, items: &[Item<'a>], today: NaiveDate) -> Claims<'a> {
    let Some(goal) = current(settings, today) else { return Claims::default() };
    let cap = settings.reviews_per_day.max(1) as usize;
    let mut met: Vec<(&'a ItemId, &'a Memory)> = items
        .iter()
        .filter(|item| goal.covers(item.concept))
        .filter_map(|item| Some((item.id, item.memory?)))
        .collect();
    let days = last_days(settings, goal, met.len().div_ceil(cap));
    let (Some(first), Some(last)) = (days.last(), days.first()) else { return Claims::default() };
    // Counted from the date: the last study day is 0.
    let Some(today_is) = days.iter().position(|day| *day == today) else { return Claims::default() };

    let filling = if today == *last { least_remembered(params, goal, &met, today) } else { Vec::new() };
    met.retain(|(_, memory)| memory.last_review < *first);
    met.sort_by(|(one, a), (other, b)| a.stability.total_cmp(&b.stability).then_with(|| one.cmp(other)));
    let due = met.iter().enumerate().filter(|(place, _)| place / cap >= today_is).map(|(_, (id, _))| *id).collect();
    Claims { due, filling }
}

/// Up to `count` study days before the date, the last first.
fn last_days(settings: &Settings, goal: &Goal, count: usize) -> Vec<NaiveDate> {
    let before = std::iter::successors(goal.day.pred_opt(), NaiveDate::pred_opt);
    before.take_while(|day| *day >= goal.since).filter(|day| !settings.on_vacation(*day)).take(count).collect()
}

fn least_remembered<'a>(
    params: &Params,
    goal: &Goal,
    met: &[(&'a ItemId, &'a Memory)],
    today: NaiveDate,
) -> Vec<&'a ItemId> {
    let mut open: Vec<(f64, &ItemId)> = met
        .iter()
        .filter(|(_, memory)| memory.last_review < today)
        .map(|(id, memory)| (params.recall(memory, goal.day), *id))
        .collect();
    open.sort_by(|(a, one), (b, other)| a.total_cmp(b).then_with(|| one.cmp(other)));
    open.into_iter().map(|(_, id)| id).collect()
}
