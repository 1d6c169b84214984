//! The time. The only place that reads the wall; everybody else gets a [`Clock`] or an instant as an input.
//! Knows no time zones and no calendar: those belong to the learner.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

/// The present, in whole microseconds: PostgreSQL keeps no more, so what is stored equals what was decided upon.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the wall")]
pub fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

/// A source of the present. Clones of a settable clock share one hand, so a test moves the whole academy at once.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    /// Microseconds since 1970.
    Settable(Arc<AtomicI64>),
}

impl Clock {
    /// The wall clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock for tests that stands still at `at` until [`set`](Self::set) or [`advance`](Self::advance) moves it.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self(Source::Settable(Arc::new(AtomicI64::new(at.timestamp_micros()))))
    }

    /// The present, in whole microseconds.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Source::System => now(),
            Source::Settable(micros) => {
                DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or(DateTime::UNIX_EPOCH)
            }
        }
    }

    /// Puts a settable clock to `at`. The system's clock is nobody's to set: it goes on unchanged.
    pub fn set(&self, at: DateTime<Utc>) {
        if let Source::Settable(micros) = &self.0 {
            micros.store(at.timestamp_micros(), Ordering::SeqCst);
        }
    }

    /// Moves a settable clock by `duration`, backwards if it is negative. The system's clock goes on unchanged.
    pub fn advance(&self, duration: TimeDelta) {
        if let Source::Settable(micros) = &self.0 {
            micros.fetch_add(duration.num_microseconds().unwrap_or(0), Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_of_a_settable_clock_move_together() {
        let clock = Clock::fixed(DateTime::UNIX_EPOCH);
        let other = clock.clone();
        clock.advance(TimeDelta::days(2));
        assert_eq!(other.now(), DateTime::UNIX_EPOCH + TimeDelta::days(2));
        other.set(DateTime::UNIX_EPOCH);
        assert_eq!(clock.now(), DateTime::UNIX_EPOCH);
    }

    #[test]
    fn the_present_has_no_more_than_microseconds() {
        assert_eq!(now().timestamp_subsec_nanos() % 1000, 0);
        assert_eq!(Clock::system().now().timestamp_subsec_nanos() % 1000, 0);
    }

    #[test]
    fn the_system_clock_cannot_be_set() {
        let clock = Clock::system();
        clock.set(DateTime::UNIX_EPOCH);
        assert!(clock.now() > DateTime::UNIX_EPOCH + TimeDelta::days(365 * 50));
    }
}
