//! Which updates were done a moment ago: a repetition is recognised without the database. Pure.

use std::collections::HashSet;
use std::time::{Duration, Instant};

/// Telegram repeats an update within a day; a repetition within this time, or up to twice that, is recognised without
/// the database.
const REMEMBERED: Duration = Duration::from_mins(5);
/// Updates that are remembered, or up to twice as many.
const MOST: usize = 200_000;

/// The updates of the last minutes, at a few bytes each: a busy bot has a hundred thousand of them.
pub struct Recent {
    young: HashSet<u32>,
    /// Those from before `since`.
    old: HashSet<u32>,
    since: Instant,
}

impl Recent {
    pub fn new(now: Instant) -> Self {
        Self { young: HashSet::new(), old: HashSet::new(), since: now }
    }

    pub fn insert(&mut self, id: u32, now: Instant) {
        if now.duration_since(self.since) >= REMEMBERED || self.young.len() >= MOST {
            self.old = std::mem::take(&mut self.young);
            self.since = now;
        }
        self.young.insert(id);
    }

    pub fn contains(&self, id: u32) -> bool {
        self.young.contains(&id) || self.old.contains(&id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_is_remembered_for_some_minutes_and_forgotten_later() {
        let start = Instant::now();
        let mut recent = Recent::new(start);
        recent.insert(1, start);
        recent.insert(2, start + REMEMBERED);
        assert!(recent.contains(1) && recent.contains(2) && !recent.contains(3));
        recent.insert(3, start + REMEMBERED * 2);
        assert!(!recent.contains(1) && recent.contains(2) && recent.contains(3));
    }

    #[test]
    fn a_flood_of_updates_does_not_fill_the_memory() {
        let start = Instant::now();
        let mut recent = Recent::new(start);
        for id in 0..5 * MOST as u32 {
            recent.insert(id, start);
        }
        assert!(recent.young.len() + recent.old.len() <= 2 * MOST);
        assert!(recent.contains(5 * MOST as u32 - 1) && !recent.contains(0));
    }
}
