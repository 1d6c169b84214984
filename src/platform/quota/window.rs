//! An exact sliding window. Pure: the time is an input. `take.lua`, beside this file, is the same for Redis; a test holds
//! the two together.

use std::collections::VecDeque;
use std::time::Duration;

/// So many within so long: `limit` is at least 1, and no stretch of `window` has more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub limit: u32,
    pub window: Duration,
}

/// How it stands with a caller's quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub allowed: bool,
    /// Calls that would be allowed at once after this one.
    pub left: u32,
    /// Until the oldest call that counts is forgotten. Whoever is refused now is allowed then.
    pub renewed: Duration,
}

/// When the calls of the last window were allowed, the oldest first, in microseconds on a clock that is never set back.
/// What was refused is not in it.
#[derive(Clone, Debug, Default)]
pub struct Window(VecDeque<u64>);

impl Rate {
    /// In microseconds.
    pub const fn micros(self) -> u64 {
        self.window.as_micros() as u64
    }
}

impl Window {
    /// Would a call be allowed at `now`?
    pub fn look(&mut self, rate: Rate, now: u64) -> Standing {
        while self.0.front().is_some_and(|oldest| oldest + rate.micros() <= now) {
            self.0.pop_front();
        }
        let left = rate.limit.saturating_sub(self.0.len() as u32);
        let renewed = self.0.front().map_or(0, |oldest| oldest + rate.micros() - now);
        Standing { allowed: left > 0, left, renewed: Duration::from_micros(renewed) }
    }

    /// Allows a call at `now`, if one may be.
    pub fn take(&mut self, rate: Rate, now: u64) -> Standing {
        let before = self.look(rate, now);
        if !before.allowed {
            return before;
        }
        self.note(now);
        Standing { allowed: true, ..self.look(rate, now) }
    }

    /// A call was allowed at `now`, by somebody else.
    pub fn note(&mut self, now: u64) {
        self.0.push_back(now);
    }
}
