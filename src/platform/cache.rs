//! A cache that may be flushed at any moment: Redis when there is one, else the process's own memory.
//! Nothing is true because it stands here. A failing Redis is a miss, noticed once and left alone for a moment.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use moka::future::Cache as Memory;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tokio::time::sleep;
use tracing::warn;

/// Entries that no turn touches for so long are forgotten.
const TTL: Duration = Duration::from_hours(72);
/// Sessions that one process keeps when there is no Redis.
const MEMORY_ENTRIES: u64 = 50_000;
const PATIENCE: Duration = Duration::from_millis(500);
/// After a failure Redis is not asked for so long: a dead one must not slow every turn down.
const REST_MS: u64 = 1_000;
/// What nobody waits for is collected so long.
const SOON: Duration = Duration::from_millis(20);

#[derive(Clone)]
pub struct Cache {
    backend: Backend,
    rest: Arc<Rest>,
    /// What is stored soon, in its order.
    soon: Arc<Mutex<Changes>>,
    /// Begins every key in Redis.
    namespace: Arc<str>,
}

#[derive(Clone)]
enum Backend {
    Memory { entries: Memory<String, Vec<u8>>, sets: Arc<Mutex<BTreeSet<(&'static str, String)>>> },
    Redis(ConnectionManager),
}

/// Since when Redis is left alone, on a clock that is never set back.
struct Rest {
    origin: Instant,
    /// Milliseconds since the origin.
    until: AtomicU64,
}

/// Why there is no Redis to work with.
#[derive(Debug, thiserror::Error)]
#[error("cannot reach Redis ({0}); check that REDIS_URL names a running server, or unset it to cache in the process")]
pub struct CacheError(#[from] redis::RedisError);

/// Values to store, and sets to put members into or take them out of, in one round trip.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    pub put: Vec<(String, Vec<u8>)>,
    /// Sets and their new members.
    pub mark: Vec<(&'static str, String)>,
    /// Sets and members that leave.
    pub unmark: Vec<(&'static str, String)>,
}

impl Changes {
    const fn is_empty(&self) -> bool {
        self.put.is_empty() && self.mark.is_empty() && self.unmark.is_empty()
    }
}

impl Cache {
    /// The process's own memory.
    pub fn memory() -> Self {
        let entries = Memory::builder().max_capacity(MEMORY_ENTRIES).time_to_idle(TTL).build();
        Self::over(Backend::Memory { entries, sets: Arc::default() }, "")
    }

    /// A Redis that answers now. Later it may go and come as it likes. `namespace` begins every key, so that academies
    /// can share a Redis.
    pub async fn redis(url: &SecretString, namespace: &str) -> Result<Self, CacheError> {
        let client = redis::Client::open(url.expose_secret())?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE))
            .set_number_of_retries(1);
        let connection = ConnectionManager::new_with_config(client, config).await?;
        Ok(Self::over(Backend::Redis(connection), namespace))
    }

    fn over(backend: Backend, namespace: &str) -> Self {
        Self {
            backend,
            rest: Arc::new(Rest { origin: Instant::now(), until: AtomicU64::new(0) }),
            soon: Arc::default(),
            namespace: Arc::from(namespace),
        }
    }

    fn key(&self, key: &str) -> String {
        format!("{}:{key}", self.namespace)
    }

    /// `redis` or `memory`.
    pub const fn kind(&self) -> &'static str {
        match self.backend {
            Backend::Memory { .. } => "memory",
            Backend::Redis(_) => "redis",
        }
    }

    /// Is it there? For readiness.
    pub async fn ping(&self) -> bool {
        match &self.backend {
            Backend::Memory { .. } => true,
            Backend::Redis(connection) => redis::cmd("PING").query_async::<()>(&mut connection.clone()).await.is_ok(),
        }
    }

    /// The values of the keys, in their order; none for what is not there or cannot be had now.
    pub async fn get(&self, keys: &[String]) -> Vec<Option<Vec<u8>>> {
        let nothing = vec![None; keys.len()];
        match &self.backend {
            Backend::Memory { entries, .. } => {
                let mut values = Vec::with_capacity(keys.len());
                for key in keys {
                    values.push(entries.get(key).await);
                }
                values
            }
            Backend::Redis(connection) => {
                let mut command = redis::cmd("MGET");
                for key in keys {
                    command.arg(self.key(key));
                }
                self.tried(async |mut connection| command.query_async(&mut connection).await, connection)
                    .await
                    .unwrap_or(nothing)
            }
        }
    }

    /// Stores, marks and unmarks, as far as it can be done now.
    pub async fn apply(&self, changes: Changes) {
        match &self.backend {
            Backend::Memory { entries, sets } => {
                for (key, value) in changes.put {
                    entries.insert(key, value).await;
                }
                let mut sets = sets.lock().await;
                sets.extend(changes.mark);
                for mark in &changes.unmark {
                    sets.remove(mark);
                }
            }
            Backend::Redis(connection) => {
                let mut pipe = redis::pipe();
                for (key, value) in &changes.put {
                    pipe.cmd("SET").arg(self.key(key)).arg(value).arg("EX").arg(TTL.as_secs()).ignore();
                }
                for (set, member) in &changes.mark {
                    pipe.cmd("SADD").arg(self.key(set)).arg(member).ignore();
                }
                for (set, member) in &changes.unmark {
                    pipe.cmd("SREM").arg(self.key(set)).arg(member).ignore();
                }
                self.tried(async |mut connection| pipe.query_async::<()>(&mut connection).await, connection).await;
            }
        }
    }

    /// The same a moment later, together with what others do: for what nobody waits for.
    pub async fn apply_soon(&self, changes: Changes) {
        let mut soon = self.soon.lock().await;
        let begun = soon.is_empty();
        soon.put.extend(changes.put);
        soon.mark.extend(changes.mark);
        soon.unmark.extend(changes.unmark);
        drop(soon);
        if begun {
            let cache = self.clone();
            tokio::spawn(async move {
                sleep(SOON).await;
                cache.settle().await;
            });
        }
    }

    /// Stores now what was to be stored soon.
    pub async fn settle(&self) {
        let mut soon = self.soon.lock().await;
        let changes = std::mem::take(&mut *soon);
        // Held meanwhile, so that whoever settles next knows it is done.
        if !changes.is_empty() {
            self.apply(changes).await;
        }
    }

    /// The members of a set.
    pub async fn marked(&self, set: &str) -> Vec<String> {
        match &self.backend {
            Backend::Memory { sets, .. } => {
                sets.lock().await.iter().filter(|(name, _)| *name == set).map(|(_, member)| member.clone()).collect()
            }
            Backend::Redis(connection) => {
                let mut command = redis::cmd("SMEMBERS");
                command.arg(self.key(set));
                self.tried(async |mut connection| command.query_async(&mut connection).await, connection)
                    .await
                    .unwrap_or_default()
            }
        }
    }

    /// Forgets one key.
    pub async fn forget(&self, key: &str) {
        match &self.backend {
            Backend::Memory { entries, .. } => entries.invalidate(key).await,
            Backend::Redis(connection) => {
                let mut command = redis::cmd("DEL");
                command.arg(self.key(key));
                self.tried(async |mut connection| command.query_async::<()>(&mut connection).await, connection).await;
            }
        }
    }

    async fn tried<T>(
        &self,
        ask: impl AsyncFnOnce(ConnectionManager) -> Result<T, redis::RedisError>,
        connection: &ConnectionManager,
    ) -> Option<T> {
        let now = self.rest.origin.elapsed().as_millis() as u64;
        if now < self.rest.until.load(Ordering::Relaxed) {
            return None;
        }
        match ask(connection.clone()).await {
            Ok(value) => Some(value),
            Err(error) => {
                warn!(%error, "Redis does not answer; sessions are folded from the log meanwhile");
                self.rest.until.store(now + REST_MS, Ordering::Relaxed);
                None
            }
        }
    }
}
