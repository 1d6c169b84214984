//! Quotas: how often a caller may do something, exactly and for all instances together. Knows no HTTP and no callers.
//!
//! Redis decides where it can be asked ([`take.lua`](SCRIPT)), and this process's own memory otherwise, by the same
//! algorithm ([`window`]): a quota is never open because something is away. Each instance also remembers what it has
//! allowed itself, so that alone it never allows more than the limit, whatever becomes of Redis. Start at [`Quota::take`].

mod window;

#[cfg(test)]
mod tests;

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use metrics::counter;
use moka::policy::EvictionPolicy;
use moka::sync::Cache as Memory;
use redis::Script;
use tokio::sync::Mutex;

pub use window::{Rate, Standing};

use self::window::Window;
use super::cache::Cache;
use super::mac::hmac_sha256;
use super::telemetry::metric;

/// Callers that one process remembers for each quota. More than these within a window push out whoever was away longest,
/// so that strangers can neither fill the memory nor make it forget somebody who goes on calling.
const CALLERS: u64 = 50_000;
/// Bytes of a caller's name.
const NAME: usize = 16;
const SCRIPT: &str = include_str!("take.lua");

static TAKE: LazyLock<Script> = LazyLock::new(|| Script::new(SCRIPT));

/// What each caller may do how often.
pub struct Quota {
    name: &'static str,
    rate: Rate,
    shared: Cache,
    /// By which callers are named.
    secret: [u8; 32],
    held: Memory<String, Arc<Mutex<Window>>>,
    origin: Instant,
}

impl Quota {
    /// `name` is for operators and for callers, in small letters; `secret` is the same for all instances.
    pub fn new(name: &'static str, rate: Rate, shared: Cache, secret: [u8; 32]) -> Self {
        Self::remembering(CALLERS, name, rate, shared, secret)
    }

    fn remembering(callers: u64, name: &'static str, rate: Rate, shared: Cache, secret: [u8; 32]) -> Self {
        let held = Memory::builder()
            .max_capacity(callers)
            .eviction_policy(EvictionPolicy::lru())
            // A call counts from when Redis was asked, which is a little later than this look.
            .time_to_idle(rate.window * 2)
            .build();
        Self { name, rate, shared, secret, held, origin: Instant::now() }
    }

    pub const fn name(&self) -> &'static str {
        self.name
    }

    pub const fn rate(&self) -> Rate {
        self.rate
    }

    /// Takes one from the quota of the caller. If there is none, nothing is taken.
    pub async fn take(&self, caller: impl AsRef<[u8]>) -> Standing {
        let caller = self.named(caller.as_ref());
        let window = self.held.get_with_by_ref(&caller, Arc::default);
        // One after another for each caller: what Redis has allowed is noted before the next one is looked at.
        let mut window = window.lock().await;
        let now = self.origin.elapsed().as_micros() as u64;
        let here = window.look(self.rate, now);
        let (standing, store) = if !here.allowed {
            (here, "memory")
        } else if let Some(standing) = self.ask(&caller).await {
            if standing.allowed {
                window.note(now);
            }
            (standing, "redis")
        } else {
            (window.take(self.rate, now), "memory")
        };
        let result = if standing.allowed { "allowed" } else { "refused" };
        counter!(metric::QUOTA_CALLS, "quota" => self.name, "result" => result, "store" => store).increment(1);
        standing
    }

    /// What Redis says. None: there is none, or it cannot be asked now.
    async fn ask(&self, caller: &str) -> Option<Standing> {
        let key = format!("quota:{}:{caller}", self.name);
        let arguments = [u64::from(self.rate.limit), self.rate.micros()];
        let (allowed, left, renewed) = self.shared.run::<(bool, u32, u64)>(&TAKE, &key, &arguments).await?;
        Some(Standing { allowed, left, renewed: Duration::from_micros(renewed) })
    }

    /// A name that says nothing of the caller to whoever lacks the secret.
    fn named(&self, caller: &[u8]) -> String {
        hex::encode(&hmac_sha256(&self.secret, &[self.name.as_bytes(), &[0], caller].concat())[..NAME])
    }
}
