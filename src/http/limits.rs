//! How often: quotas by learner and by address. Kept in this process; several instances allow that many times more.

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use dialogues::kernel::ids::LearnerId;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::problem::Problem;
use crate::platform::network::is_ours;

const CALLS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(100).unwrap();
const FEW_PER_MINUTE: NonZeroU32 = NonZeroU32::new(10).unwrap();
/// Keys that have all their quota again are forgotten after so many checks.
const SWEEP_EVERY: u32 = 1024;

/// All quotas, a minute each; an idle key regains its quota bit by bit.
pub struct Limits {
    /// 100 calls of the API a learner.
    pub calls: Limiter<LearnerId>,
    /// 10 reports of a completed lesson a learner.
    pub completions: Limiter<LearnerId>,
    /// 10 sessions opened a learner.
    pub sessions: Limiter<LearnerId>,
    /// 10 attempts to open a session with launch data that does not verify, an address.
    pub strangers: Limiter<Address>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            calls: Limiter::new(CALLS_PER_MINUTE),
            completions: Limiter::new(FEW_PER_MINUTE),
            sessions: Limiter::new(FEW_PER_MINUTE),
            strangers: Limiter::new(FEW_PER_MINUTE),
        }
    }
}

pub struct Limiter<K: Clone + Eq + Hash> {
    quota: DefaultKeyedRateLimiter<K>,
    clock: DefaultClock,
    checks: AtomicU32,
}

impl<K: Clone + Eq + Hash> Limiter<K> {
    fn new(per_minute: NonZeroU32) -> Self {
        let clock = DefaultClock::default();
        Self {
            quota: RateLimiter::dashmap_with_clock(Quota::per_minute(per_minute), clock.clone()),
            clock,
            checks: AtomicU32::new(0),
        }
    }

    /// Takes one from the key's quota, or says when there is one again.
    pub fn check(&self, key: &K) -> Result<(), Problem> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.quota.retain_recent();
            self.quota.shrink_to_fit();
        }
        self.quota.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            Problem::too_many(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
        })
    }
}

/// Where a caller seems to be: an IPv4 address or an IPv6 network of 64 bits, as one household has all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Address(IpAddr);

impl Address {
    /// `forwarded` is `X-Forwarded-For`. Its last entry counts, and only if a proxy of our own network added it:
    /// anybody can write the others.
    pub fn of(peer: IpAddr, forwarded: Option<&str>) -> Self {
        let last = forwarded.and_then(|list| list.rsplit(',').next()).and_then(|entry| entry.trim().parse().ok());
        Self(network(last.filter(|_| is_ours(peer)).unwrap_or(peer)))
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;

    use super::*;

    #[test]
    fn a_spent_quota_says_when_to_come_back_and_leaves_others_alone() {
        let limits = Limits::default();
        let (ada, bo) = (LearnerId::of_telegram(1), LearnerId::of_telegram(2));
        let allowed = (0..30).filter(|_| limits.completions.check(&ada).is_ok()).count();
        assert_eq!(allowed, 10);
        let response = limits.completions.check(&ada).unwrap_err().into_response();
        let seconds: u64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=6).contains(&seconds), "{seconds}");
        assert!(limits.completions.check(&bo).is_ok());
        assert!(limits.calls.check(&ada).is_ok());
    }

    #[test]
    fn many_keys_do_not_pile_up() {
        let limiter = Limiter::new(NonZeroU32::new(60_000_000).unwrap());
        for key in 0..SWEEP_EVERY * 3 {
            limiter.check(&key).unwrap();
        }
        assert!(limiter.quota.len() <= SWEEP_EVERY as usize * 2);
    }

    #[test]
    fn only_our_own_proxy_is_believed() {
        let of = |peer: &str, forwarded| Address::of(peer.parse().unwrap(), forwarded).0.to_string();
        assert_eq!(of("203.0.113.7", Some("198.51.100.1")), "203.0.113.7");
        assert_eq!(of("10.0.0.2", Some("1.1.1.1, 198.51.100.1")), "198.51.100.1");
        assert_eq!(of("::ffff:10.0.0.2", Some("198.51.100.1")), "198.51.100.1");
        assert_eq!(of("127.0.0.1", Some("unknown")), "127.0.0.1");
        assert_eq!(of("127.0.0.1", None), "127.0.0.1");
        assert_eq!(of("2001:db8:1:2:3:4:5:6", None), "2001:db8:1:2::");
    }
}
