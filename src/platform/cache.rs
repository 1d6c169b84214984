//! A cache that may be flushed at any moment: Redis when there is one, else the process's own memory.
//! Nothing is true because it stands here. A failing Redis is a miss, noticed once and left alone for a moment. Values lie
//! sealed there: whoever can read or write in Redis can neither read nor write sessions.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex as StdMutex, PoisonError};
use std::time::{Duration, Instant};

use moka::future::Cache as Memory;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{ErrorKind, FromRedisValue, RedisResult, Script};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tokio::time::{sleep, timeout};
use tokio_util::task::TaskTracker;
use tracing::warn;

use super::seal::Seal;

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
    /// A Redis that answers and takes no scripts has a rest from these alone.
    scripts: Arc<Rest>,
    /// Sets and members that leave them soon.
    leaving: Arc<StdMutex<Vec<Mark>>>,
    /// What is stored beside whoever asked for it.
    tasks: TaskTracker,
    /// Begins every key in Redis.
    namespace: Arc<str>,
}

#[derive(Clone)]
enum Backend {
    Memory { entries: Memory<String, Vec<u8>>, sets: Arc<Mutex<BTreeSet<Mark>>> },
    Redis { connection: ConnectionManager, seal: Seal },
}

/// Since when Redis is left alone, on a clock that is never set back.
struct Rest {
    origin: Instant,
    /// Milliseconds since the origin.
    until: AtomicU64,
}

impl Default for Rest {
    fn default() -> Self {
        Self { origin: Instant::now(), until: AtomicU64::new(0) }
    }
}

impl Rest {
    fn rests(&self) -> bool {
        self.now() < self.until.load(Ordering::Relaxed)
    }

    /// From now on, not from when Redis was asked: a failure may take longer than the rest.
    fn begin(&self) {
        self.until.store(self.now() + REST_MS, Ordering::Relaxed);
    }

    fn now(&self) -> u64 {
        self.origin.elapsed().as_millis() as u64
    }
}

/// Why there is no Redis to work with.
#[derive(Debug, thiserror::Error)]
#[error("cannot reach Redis ({0}); check that REDIS_URL names a running server, or unset it to cache in the process")]
pub struct CacheError(#[from] redis::RedisError);

/// A set and a member of it.
pub type Mark = (&'static str, String);

/// A value to store, a member that a set gets, and members that sets lose, in one round trip.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    pub put: Option<(String, Vec<u8>)>,
    pub mark: Option<Mark>,
    pub unmark: Vec<Mark>,
}

impl Cache {
    /// The process's own memory.
    pub fn memory() -> Self {
        let entries = Memory::builder().max_capacity(MEMORY_ENTRIES).time_to_idle(TTL).build();
        Self::over(Backend::Memory { entries, sets: Arc::default() }, "")
    }

    /// A Redis that answers now. Later it may go and come as it likes. `namespace` begins every key, so that academies
    /// can share a Redis; `seal` is the same for all processes of one.
    pub async fn redis(url: &SecretString, namespace: &str, seal: Seal) -> Result<Self, CacheError> {
        let client = redis::Client::open(url.expose_secret())?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE))
            .set_number_of_retries(1);
        let connection = ConnectionManager::new_with_config(client, config).await?;
        Ok(Self::over(Backend::Redis { connection, seal }, namespace))
    }

    fn over(backend: Backend, namespace: &str) -> Self {
        Self {
            backend,
            rest: Arc::default(),
            scripts: Arc::default(),
            leaving: Arc::default(),
            tasks: TaskTracker::new(),
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
            Backend::Redis { .. } => "redis",
        }
    }

    /// Is it there? For readiness.
    pub async fn ping(&self) -> bool {
        match &self.backend {
            Backend::Memory { .. } => true,
            Backend::Redis { connection, .. } => {
                redis::cmd("PING").query_async::<()>(&mut connection.clone()).await.is_ok()
            }
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
            Backend::Redis { connection, seal } => {
                let names: Vec<String> = keys.iter().map(|key| self.key(key)).collect();
                let mut command = redis::cmd("MGET");
                command.arg(&names);
                let values: Vec<Option<Vec<u8>>> = self
                    .tried(async |mut connection| command.query_async(&mut connection).await, connection)
                    .await
                    .unwrap_or(nothing);
                names.iter().zip(values).map(|(name, value)| opened(seal, name, &value?)).collect()
            }
        }
    }

    /// Stores, marks and unmarks, as far as it can be done now.
    pub async fn apply(&self, changes: Changes) {
        match &self.backend {
            Backend::Memory { entries, sets } => {
                if let Some((key, value)) = changes.put {
                    entries.insert(key, value).await;
                }
                let mut sets = sets.lock().await;
                sets.extend(changes.mark);
                for mark in &changes.unmark {
                    sets.remove(mark);
                }
            }
            Backend::Redis { connection, seal } => {
                let mut pipe = redis::pipe();
                let put = changes.put.map(|(key, value)| (self.key(&key), value));
                if let Some((name, value)) = &put
                    && let Some(value) = seal.close(name, value)
                {
                    pipe.cmd("SET").arg(name).arg(value).arg("EX").arg(TTL.as_secs()).ignore();
                }
                if let Some((set, member)) = &changes.mark {
                    pipe.cmd("SADD").arg(self.key(set)).arg(member).ignore();
                }
                for (set, member) in &changes.unmark {
                    pipe.cmd("SREM").arg(self.key(set)).arg(member).ignore();
                }
                self.tried(async |mut connection| pipe.query_async::<()>(&mut connection).await, connection).await;
            }
        }
    }

    /// Takes members out of sets a moment later, together with what others take out: for what nobody waits for.
    pub fn unmark_soon(&self, marks: Vec<Mark>) {
        let mut leaving = self.leaving.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = leaving.is_empty();
        leaving.extend(marks);
        if begun && !leaving.is_empty() {
            let cache = self.clone();
            self.tasks.spawn(async move {
                sleep(SOON).await;
                let unmark = std::mem::take(&mut *cache.leaving.lock().unwrap_or_else(PoisonError::into_inner));
                cache.apply(Changes { unmark, ..Changes::default() }).await;
            });
        }
    }

    /// Returns when what was to be stored soon is stored.
    pub async fn settled(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// The members of a set; nothing, where it cannot be had now.
    pub async fn marked(&self, set: &str) -> Vec<String> {
        self.members(set).await.unwrap_or_default()
    }

    /// The members of a set. None: it cannot be had now.
    pub async fn members(&self, set: &str) -> Option<Vec<String>> {
        match &self.backend {
            Backend::Memory { sets, .. } => {
                let sets = sets.lock().await;
                let members = sets.iter().filter(|(name, _)| *name == set);
                Some(members.map(|(_, member)| member.clone()).collect())
            }
            Backend::Redis { connection, .. } => {
                let mut command = redis::cmd("SMEMBERS");
                command.arg(self.key(set));
                self.tried(async |mut connection| command.query_async(&mut connection).await, connection).await
            }
        }
    }

    /// Forgets keys and members for good. False: that cannot be done now.
    pub async fn erase(&self, keys: &[String], unmark: Vec<Mark>) -> bool {
        match &self.backend {
            Backend::Memory { entries, .. } => {
                for key in keys {
                    entries.invalidate(key).await;
                }
                self.apply(Changes { unmark, ..Changes::default() }).await;
                true
            }
            Backend::Redis { connection, .. } => {
                let mut pipe = redis::pipe();
                for key in keys {
                    pipe.cmd("DEL").arg(self.key(key)).ignore();
                }
                for (set, member) in &unmark {
                    pipe.cmd("SREM").arg(self.key(set)).arg(member).ignore();
                }
                self.tried(async |mut connection| pipe.query_async::<()>(&mut connection).await, connection)
                    .await
                    .is_some()
            }
        }
    }

    /// Forgets one key.
    pub async fn forget(&self, key: &str) {
        match &self.backend {
            Backend::Memory { entries, .. } => entries.invalidate(key).await,
            Backend::Redis { connection, .. } => {
                let mut command = redis::cmd("DEL");
                command.arg(self.key(key));
                self.tried(async |mut connection| command.query_async::<()>(&mut connection).await, connection).await;
            }
        }
    }

    /// Runs a script over one key, which nobody else uses, in one round trip. None: there is no Redis, or it cannot be had now.
    pub async fn run<T: FromRedisValue>(&self, script: &Script, key: &str, arguments: &[u64]) -> Option<T> {
        let Backend::Redis { connection, .. } = &self.backend else { return None };
        if self.scripts.rests() {
            return None;
        }
        let mut call = script.key(self.key(key));
        for argument in arguments {
            call.arg(argument);
        }
        let answer = self
            .tried(
                async |mut connection| match soon(call.invoke_async(&mut connection)).await {
                    // It answers, and refuses this one: sessions are none the worse for it.
                    Err(error) if matches!(error.kind(), ErrorKind::Server(_) | ErrorKind::Extension) => Ok(Err(error)),
                    other => other.map(Ok),
                },
                connection,
            )
            .await?;
        if let Err(error) = &answer {
            warn!(%error, "Redis refuses a script; this process decides alone meanwhile");
            self.scripts.begin();
        }
        answer.ok()
    }

    async fn tried<T>(
        &self,
        ask: impl AsyncFnOnce(ConnectionManager) -> Result<T, redis::RedisError>,
        connection: &ConnectionManager,
    ) -> Option<T> {
        if self.rest.rests() {
            return None;
        }
        match ask(connection.clone()).await {
            Ok(value) => Some(value),
            Err(error) => {
                warn!(%error, "Redis does not answer; sessions are folded from the log and quotas kept in the process meanwhile");
                self.rest.begin();
                None
            }
        }
    }
}

/// What comes in time; to connect again may take longer.
async fn soon<T>(answer: impl Future<Output = RedisResult<T>>) -> RedisResult<T> {
    timeout(PATIENCE, answer).await.unwrap_or_else(|_| Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into()))
}

/// A value that we have sealed. Any other is a miss: it is an older version's, or somebody else has written it.
fn opened(seal: &Seal, name: &str, value: &[u8]) -> Option<Vec<u8>> {
    let opened = seal.open(name, value);
    if opened.is_none() {
        warn!("a value in Redis is not sealed as ours are; it is ignored and written anew");
    }
    opened
}
