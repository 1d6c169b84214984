//! A circuit breaker: a service that fails again and again is left alone for a while, then tried with one call. Pure:
//! time is an input.

use chrono::{DateTime, TimeDelta, Utc};

/// So many failures in a row open it.
pub(super) const FAILURES: u32 = 5;
/// It stays open for so long.
pub(super) const PAUSE: TimeDelta = TimeDelta::seconds(60);

#[derive(Debug)]
pub(super) struct Breaker(State);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Calls go through.
    Closed { failures: u32 },
    /// One call is under way to see whether the service is back; it was open since then.
    HalfOpen { since: DateTime<Utc> },
    /// No call goes through.
    Open { since: DateTime<Utc> },
}

impl Breaker {
    pub const fn new() -> Self {
        Self(State::Closed { failures: 0 })
    }

    pub const fn state(&self) -> State {
        self.0
    }

    /// May a call go through? Whoever is told so owes one of [`succeeded`](Self::succeeded),
    /// [`failed`](Self::failed) and [`abandoned`](Self::abandoned).
    pub fn ask(&mut self, now: DateTime<Utc>) -> bool {
        let State::Open { since } = self.0 else { return matches!(self.0, State::Closed { .. }) };
        // A clock that was put back must not keep it open for longer.
        let since = since.min(now);
        let is_over = now - since >= PAUSE;
        self.0 = if is_over { State::HalfOpen { since } } else { State::Open { since } };
        is_over
    }

    /// The service answered.
    pub const fn succeeded(&mut self) {
        // What began before it opened says nothing about now.
        if !matches!(self.0, State::Open { .. }) {
            self.0 = State::Closed { failures: 0 };
        }
    }

    /// The service failed. Says whether that has opened it.
    pub fn failed(&mut self, now: DateTime<Utc>) -> bool {
        self.0 = match self.0 {
            State::Closed { failures } if failures + 1 < FAILURES => State::Closed { failures: failures + 1 },
            State::Closed { .. } | State::HalfOpen { .. } => State::Open { since: now },
            State::Open { .. } => return false,
        };
        matches!(self.0, State::Open { .. })
    }

    /// The call was given up before anything was known: the next one tries instead.
    pub const fn abandoned(&mut self) {
        if let State::HalfOpen { since } = self.0 {
            self.0 = State::Open { since };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn opened() -> Breaker {
        let mut breaker = Breaker::new();
        for number in 1..=FAILURES {
            assert!(breaker.ask(START));
            assert_eq!(breaker.failed(START), number == FAILURES);
        }
        breaker
    }

    #[test]
    fn five_failures_in_a_row_open_it_and_a_success_between_starts_anew() {
        let mut breaker = Breaker::new();
        for _ in 0..3 {
            (1..FAILURES).for_each(|_| assert!(!breaker.failed(START)));
            breaker.succeeded();
        }
        assert!(breaker.ask(START));
        assert!(!opened().ask(START));
    }

    #[test]
    fn after_a_minute_one_call_tries_and_the_others_wait_for_it() {
        let mut breaker = opened();
        assert!(!breaker.ask(START + PAUSE - TimeDelta::microseconds(1)));
        assert!(breaker.ask(START + PAUSE));
        assert!(!breaker.ask(START + PAUSE));
        breaker.succeeded();
        assert!(breaker.ask(START + PAUSE) && breaker.ask(START + PAUSE));
    }

    #[test]
    fn a_try_that_fails_opens_it_for_another_minute() {
        let mut breaker = opened();
        assert!(breaker.ask(START + PAUSE));
        assert!(breaker.failed(START + PAUSE));
        assert!(!breaker.ask(START + PAUSE * 2 - TimeDelta::seconds(1)));
        assert!(breaker.ask(START + PAUSE * 2));
    }

    #[test]
    fn a_try_that_is_given_up_leaves_the_next_one_to_try() {
        let mut breaker = opened();
        assert!(breaker.ask(START + PAUSE));
        breaker.abandoned();
        assert!(breaker.ask(START + PAUSE));
    }

    #[test]
    fn late_news_of_calls_that_began_before_change_nothing() {
        let mut breaker = opened();
        breaker.succeeded();
        assert!(!breaker.failed(START + TimeDelta::seconds(30)));
        breaker.abandoned();
        assert!(!breaker.ask(START + TimeDelta::seconds(59)));
        assert!(breaker.ask(START + PAUSE));
    }

    #[test]
    fn a_clock_that_is_put_back_keeps_it_open_for_a_minute_at_most() {
        let mut breaker = opened();
        let back = START - TimeDelta::days(1);
        assert!(!breaker.ask(back));
        assert!(breaker.ask(back + PAUSE));
    }
}
