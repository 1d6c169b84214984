//! How often: reviews of a learner a day. Kept in this process; several instances allow that many times more.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use dialogues::kernel::ids::LearnerId;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

const DAY: Duration = Duration::from_hours(24);
/// Learners who have all their quota again are forgotten after so many checks.
const SWEEP_EVERY: u32 = 1024;

pub(super) struct Allowance {
    quota: DefaultKeyedRateLimiter<LearnerId>,
    checks: AtomicU32,
}

impl Allowance {
    /// So many at once; they come back evenly over a day.
    pub fn new(per_day: NonZeroU32) -> Self {
        // A period of zero is the only one that is refused.
        let quota = Quota::with_period(DAY / per_day.get()).unwrap_or(Quota::per_hour(per_day));
        Self { quota: RateLimiter::keyed(quota.allow_burst(per_day)), checks: AtomicU32::new(0) }
    }

    /// Takes one from the learner's quota, if there is one.
    pub fn take(&self, learner: LearnerId) -> bool {
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.quota.retain_recent();
            self.quota.shrink_to_fit();
        }
        self.quota.check_key(&learner).is_ok()
    }
}
