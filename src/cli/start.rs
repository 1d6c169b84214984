//! From settings to a running academy, and back.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use futures::FutureExt;
use futures::future::{join_all, select_all};
use metrics::gauge;
use secrecy::{ExposeSecret, SecretString};
use sqlx::PgPool;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;
use tracing::{error, info, warn};
use url::Url;

use crate::app::App;
use crate::external::reviewer::Reviewer;
use crate::platform::cache::{Cache, CacheError};
use crate::platform::clock::Clock;
use crate::platform::cluster::Cluster;
use crate::platform::config::Settings;
use crate::platform::content::{self, Content};
use crate::platform::eventstore::{EventStore, Key, Readers, foreign, prepare};
use crate::platform::seal::Seal;
use crate::platform::telemetry::metric;
use crate::platform::vault::Vault;
use crate::platform::vault::kek::Keks;
use crate::platform::{database, telemetry};
use crate::role::{Running, Served, Stage};
use crate::{contexts, course, http, privacy, roles, telegram};

const CONNECTIONS: u32 = 16;
const UNREACHABLE: &str =
    "cannot reach the database; check DATABASE_URL, DATABASE_DIRECT_URL if you set it, and that the server runs";
/// The use of the bot's token that seals sessions; another one makes them misses.
const SESSIONS: &[u8] = b"academy sessions in redis v1";
/// Requests that are being answered get so long when the server stops.
const ANSWERING: Duration = Duration::from_millis(1_500);
/// The private database gets so long to close; it recovers from anything.
const CLOSING: Duration = Duration::from_secs(2);

/// A database to work with, and the private cluster that it is in, if it is ours.
pub struct Database {
    pub pool: PgPool,
    cluster: Option<Cluster>,
}

impl Database {
    /// Connects to `DATABASE_URL` or, without one, to a private cluster in the data folder. The schema is up to date, and
    /// whoever connects has the time-outs: both are done the direct way.
    pub async fn open(settings: &Settings) -> anyhow::Result<Self> {
        let Some(url) = &settings.database_url else { return Self::private(database::NAME, &settings.data_dir).await };
        let direct = settings.direct_url().unwrap_or(url);
        let pool = by_the_direct_way(database::NAME, direct, 2).await?;
        pool.close().await;
        let mut pool = serving(url).await?;
        // Another role than that of the direct way has none yet, and the connections that it has keep what they began with.
        if with_time_outs(&pool).await {
            pool.close().await;
            pool = serving(url).await?;
        }
        Ok(Self { pool, cluster: None })
    }

    /// The same by the direct way, for whoever needs a session of PostgreSQL to themselves, under this name.
    pub async fn open_direct(name: &str, settings: &Settings) -> anyhow::Result<Self> {
        match settings.direct_url() {
            Some(url) => Ok(Self { pool: by_the_direct_way(name, url, CONNECTIONS).await?, cluster: None }),
            None => Self::private(name, &settings.data_dir).await,
        }
    }

    async fn private(name: &str, data_dir: &Path) -> anyhow::Result<Self> {
        let cluster = Cluster::start(data_dir).await?;
        let pool = ready(name, &cluster.url(), CONNECTIONS).await?;
        Ok(Self { pool, cluster: Some(cluster) })
    }

    /// The log in it, with the keys that the settings name.
    pub fn store(&self, settings: &Settings) -> EventStore {
        let vault = Vault::new(self.pool.clone(), Keks::at(settings.kek.clone()));
        EventStore::new(self.pool.clone(), vault)
    }

    pub async fn close(self) {
        // Queries that still run in the background must not delay the end.
        let _ = timeout(Duration::from_millis(500), self.pool.close()).await;
        let Some(cluster) = self.cluster else { return };
        match timeout(CLOSING, cluster.stop()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => warn!(%error, "the private database did not stop as it should; it recovers"),
            Err(_) => warn!("the private database is still closing; the next start waits for it"),
        }
    }

    /// Returns when the private cluster has ended by itself; never, where the database is somebody else's.
    async fn ended(&self) {
        match &self.cluster {
            Some(cluster) => cluster.ended().await,
            None => std::future::pending().await,
        }
    }
}

/// A pool by a way that leads to PostgreSQL itself, or to a pooler that is as good.
async fn by_the_direct_way(name: &str, url: &SecretString, connections: u32) -> anyhow::Result<PgPool> {
    let pooled = database::pooled(url).await.context(UNREACHABLE)?;
    if pooled {
        bail!(
            "DATABASE_DIRECT_URL (DATABASE_URL, where it is unset) leads to a pooler in transaction mode, which gives each \
             transaction another session; set DATABASE_DIRECT_URL to an address of PostgreSQL itself, or of a pooler in \
             session mode"
        );
    }
    ready(name, url, connections).await
}

/// A pool whose database has the schema and the time-outs.
async fn ready(name: &str, url: &SecretString, connections: u32) -> anyhow::Result<PgPool> {
    let mut pool = database::connect_as(name, url, connections).await.context(UNREACHABLE)?;
    database::migrate(&pool).await.context("the database's schema cannot be brought up to date")?;
    if with_time_outs(&pool).await {
        pool.close().await;
        pool = database::connect_as(name, url, connections).await.context(UNREACHABLE)?;
    }
    Ok(pool)
}

async fn serving(url: &SecretString) -> anyhow::Result<PgPool> {
    database::connect(url, CONNECTIONS).await.context(UNREACHABLE)
}

/// Gives the pool's role its time-outs, and tells whether they are new. Without them the academy works, but a transaction
/// that hangs holds all subscriptions back.
async fn with_time_outs(pool: &PgPool) -> bool {
    let set = async { database::set_time_outs(&mut *pool.acquire().await?).await };
    set.await.unwrap_or_else(|error| {
        warn!(%error, "the database's time-outs cannot be set; `academy doctor` says how to");
        false
    })
}

/// A running academy.
pub struct Academy {
    app: App,
    database: Database,
    stop: watch::Sender<bool>,
    server: JoinHandle<std::io::Result<()>>,
    readers: Readers,
    /// What roles have at work beside it, by their names.
    running: Vec<(&'static str, Box<dyn Running>)>,
}

impl Academy {
    /// Starts what the settings' roles say. `listener`: where the HTTP server listens.
    pub async fn start(settings: Settings, listener: TcpListener) -> anyhow::Result<Self> {
        let started = Instant::now();
        let metrics = telemetry::install_metrics();
        let clock = Clock::system();
        let folder = settings.content_dir.clone();
        let catalogue = spawn_blocking(move || content::load(&folder)).await??;
        let revision = catalogue.revision().clone();
        let database = Database::open(&settings).await?;
        if foreign(&database.pool).await? {
            database.close().await;
            bail!(
                "the event log has transaction numbers of another server, as after a logical restore; run `academy renumber`"
            );
        }
        let cache = cache(&settings).await?;
        let store = database.store(&settings);
        if let Err(error) = store.vault().check().await {
            database.close().await;
            return Err(error.into());
        }
        telemetry::name_by(store.vault().log_key().await?);
        course::publish(&store, &catalogue, clock.now()).await.context("the content cannot be published")?;
        let models: Vec<Key> = contexts::read_models().iter().map(|model| Key::from(&**model)).collect();
        let readers = Readers::announce(store.pool(), &models).await.context("the read models cannot be announced")?;
        prepared(&store).await?;
        let reviewer = settings.llm.as_ref().map(|llm| Reviewer::new(llm, clock.clone()));
        let app = App {
            store: store.clone(),
            cache,
            content: Content::new(catalogue),
            clock,
            operators: settings.operators.clone().into(),
            public_url: reachable(&settings),
            reviewer,
            privacy: Arc::new(settings.privacy.clone()),
            bot: Arc::default(),
        };

        if settings.roles.iter().any(|role| role.name == roles::worker::ROLE.name) {
            // Whoever erases must be able to say so; better told now than in the middle of it.
            privacy::ledger::check(&app.privacy.ledger).await?;
        }
        privacy::erasure::apply(&app).await.context("the erasure ledger cannot be applied")?;

        let (stop, mut stopping) = watch::channel(false);
        let mut served = Served::default();
        let mut running = Vec::new();
        for role in &settings.roles {
            let stage = Stage { app: &app, settings: &settings, stopping: stopping.clone(), served: &mut served };
            running.extend((role.start)(stage).await?.map(|running| (role.name, running)));
        }
        for role in roles::ALL {
            let plays = settings.roles.iter().any(|played| played.name == role.name);
            gauge!(metric::ROLES, "role" => role.name).set(if plays { 1.0 } else { 0.0 });
        }
        if let Some(token) = settings.token.clone().filter(|_| app.bot.get().is_none()) {
            tokio::spawn(telegram::introduce(app.clone(), token, settings.api_url.clone()));
        }
        let deps = http::Deps {
            app: app.clone(),
            token: settings.token.clone().unwrap_or_default(),
            metrics,
            frame_ancestors: settings.frame_ancestors.clone(),
            proxies: settings.trusted_proxies.clone(),
            served,
            stopping: stopping.clone(),
        };
        let address = listener.local_addr()?;
        let told = async move {
            let _ = stopping.wait_for(|stop| *stop).await;
        };
        let answering = tokio::spawn(http::serve(listener, settings.trusted_proxies, http::router(deps), told));
        info!(%address, %revision, cache = app.cache.kind(), took_ms = started.elapsed().as_millis() as u64, "the academy is open");
        Ok(Self { app, database, stop, server: answering, readers, running })
    }

    /// From now on a SIGHUP has the content read again. Not for a playground: it ends with its terminal.
    pub fn read_again_at_hangup(&self, folder: PathBuf) {
        tokio::spawn(reload(self.app.clone(), folder));
    }

    /// Runs until the process is told to stop, then stops in order, within ten seconds: no more requests, updates in
    /// flight finished, screens drawn, database closed. Fails if a part of it ends by itself.
    pub async fn run_until(mut self, told: impl Future<Output = ()>) -> anyhow::Result<()> {
        let roles = self.running.iter_mut().map(|(name, role)| role.ended().map(|()| *name).boxed());
        let ended = select_all(roles.chain([std::future::pending().boxed()]));
        tokio::select! {
            () = told => {}
            () = self.database.ended() => bail!("the private database has ended; its log lies in the data folder"),
            (role, ..) = ended => bail!("the role {role} has ended; what happened stands in the log above"),
            ended = &mut self.server => bail!("the HTTP server has ended: {ended:?}"),
        }
        info!("stopping");
        self.stop.send_replace(true);
        if timeout(ANSWERING, self.server).await.is_err() {
            warn!("some requests were broken off");
        }
        join_all(self.running.into_iter().map(|(_, role)| role.stop())).await;
        // A database that is away must not delay the end.
        let _ = timeout(Duration::from_millis(300), self.readers.end()).await;
        self.database.close().await;
        info!("stopped");
        Ok(())
    }
}

/// The address that may stand in buttons. Telegram takes https only, and refuses a whole screen for one button that is
/// not; the emulator takes this machine, too.
fn reachable(settings: &Settings) -> Option<Url> {
    let url = settings.public_url.clone()?;
    let emulated = settings.api_url.host_str().is_some_and(|host| host == "127.0.0.1" || host == "localhost");
    if url.scheme() != "https" && !emulated {
        warn!("PUBLIC_URL is not https, which Telegram does not take: the Mini App's buttons are left out");
        return None;
    }
    Some(url)
}

/// All that follows the log has its place, and its tables.
pub async fn prepared(store: &EventStore) -> anyhow::Result<()> {
    for subscription in contexts::subscriptions() {
        prepare(store.pool(), &*subscription)
            .await
            .with_context(|| format!("the subscription {} cannot be prepared", subscription.name()))?;
    }
    Ok(())
}

/// Where sessions are cached.
pub async fn cache(settings: &Settings) -> Result<Cache, CacheError> {
    match &settings.redis_url {
        Some(url) => redis(url, settings.token.as_ref()).await,
        None => Ok(Cache::memory()),
    }
}

/// This bot's sessions in Redis: two bots may share one, and the same people may talk to both.
pub async fn redis(url: &SecretString, token: Option<&SecretString>) -> Result<Cache, CacheError> {
    let bot = token.map_or("", |token| token.expose_secret()).split(':').next().unwrap_or_default();
    Cache::redis(url, &format!("academy:{bot}"), Seal::derive(token, SESSIONS)).await
}

/// Returns at SIGTERM or SIGINT.
pub async fn signalled() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Reads the content again at every SIGHUP. Content with errors is not taken: what is taught stays. A quiz that runs
/// keeps the revision that it was begun with.
async fn reload(app: App, folder: PathBuf) {
    let Ok(mut asked) = signal(SignalKind::hangup()) else { return };
    while asked.recv().await.is_some() {
        let folder = folder.clone();
        // Reading and compiling takes long: turns go on beside it.
        let Ok(loaded) = spawn_blocking(move || content::load(&folder)).await else {
            error!("reading the content panicked; what is taught stays");
            continue;
        };
        match loaded {
            Ok(catalogue) => match course::publish(&app.store, &catalogue, app.clock.now()).await {
                Ok(published) => {
                    info!(events = published.events, revision = %catalogue.revision(), "the content was read again");
                    app.content.replace(catalogue);
                }
                Err(error) => error!(%error, "the content cannot be published; what is taught stays"),
            },
            Err(error) => error!(%error, "the content was not taken; what is taught stays"),
        }
    }
}
