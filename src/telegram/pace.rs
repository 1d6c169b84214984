//! How fast one person may go on: as fast as a hand can, and a while faster. What comes above that costs no turn, so that
//! nobody takes the others' time or fills the log with taps.

use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Taps that pass at once, in seconds of the pace.
const BURST: NonZeroU32 = NonZeroU32::new(20).expect("not zero");
/// The pace of one person: this part of what Telegram takes from us in all, and two a second at least.
const SHARE: u32 = 15;
const LEAST: NonZeroU32 = NonZeroU32::new(2).expect("not zero");
/// People whose pace is kept before those at rest are forgotten.
const PEOPLE: usize = 10_000;
/// Words a minute.
const WORDS: NonZeroU32 = NonZeroU32::new(6).expect("not zero");

pub struct Pace {
    turns: DefaultKeyedRateLimiter<i64>,
    /// Words to those who are too fast.
    words: DefaultKeyedRateLimiter<i64>,
}

impl Pace {
    /// `rate`: sends per second in all.
    pub fn new(rate: NonZeroU32) -> Self {
        let pace = NonZeroU32::new(rate.get() / SHARE).map_or(LEAST, |pace| pace.max(LEAST));
        Self {
            turns: RateLimiter::keyed(Quota::per_second(pace).allow_burst(pace.saturating_mul(BURST))),
            words: RateLimiter::keyed(Quota::per_minute(WORDS).allow_burst(NonZeroU32::MIN)),
        }
    }

    /// May this person's next step be taken?
    pub fn admits(&self, person: i64) -> bool {
        if self.turns.len() > PEOPLE {
            self.turns.retain_recent();
        }
        self.turns.check_key(&person).is_ok()
    }

    /// May this person be told that they are too fast? Every ten seconds.
    pub fn tells(&self, person: i64) -> bool {
        if self.words.len() > PEOPLE {
            self.words.retain_recent();
        }
        self.words.check_key(&person).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quick_hand_passes_a_flood_does_not_and_nobody_else_is_held_up() {
        let pace = Pace::new(NonZeroU32::new(30).unwrap());
        let taken = (0..10_000).filter(|_| pace.admits(7)).count();
        assert!((40..200).contains(&taken), "{taken}");
        assert!(pace.admits(8));
    }

    #[test]
    fn who_is_too_fast_is_told_so_once_in_a_while() {
        let pace = Pace::new(NonZeroU32::new(30).unwrap());
        assert!(pace.tells(7) && !pace.tells(7) && pace.tells(8));
    }

    #[test]
    fn a_server_without_limits_has_faster_people() {
        let pace = Pace::new(NonZeroU32::new(1_000).unwrap());
        assert!((0..1_000).all(|_| pace.admits(7)));
    }
}
