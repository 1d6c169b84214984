//! Everything of a run that a fault may touch: processes, servers, the emulated Telegram, files.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::str::FromStr as _;
use std::sync::Mutex;
use std::time::Duration;

use anyhow::Context as _;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, PgConnection};
use tokio::sync::watch;

use super::clusters::{Clusters, Lease, Want};
use super::faults::Needs;
use super::forwarder::Forwarder;
use super::harness::{Postgres, Redis, World, free_port};
use super::instance::Academy;
use super::material;
use super::product::{Emulator, Faults};
use super::pulse::Pulse;

/// How updates come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Mode {
    Polling,
    Webhook,
}

pub struct Stage {
    pub mode: Mode,
    pub world: World,
    pub emulator: Emulator,
    pub academy: tokio::sync::Mutex<Academy>,
    /// Another instance beside the first, when a fault wants one.
    pub second: tokio::sync::Mutex<Option<Academy>>,
    pub redis: tokio::sync::Mutex<Redis>,
    pub forwarder: Option<Forwarder>,
    /// A copy of the content that may be changed.
    pub content: Option<PathBuf>,
    /// Where the process's clock is set.
    pub clock: Option<PathBuf>,
    pub pulse: Pulse,
    switches: Mutex<Faults>,
    over: watch::Sender<bool>,
    // Last, since it goes back to the others when the rest is gone.
    pub lease: Lease,
}

impl Stage {
    /// Everything is there, and the academy is open.
    pub async fn set(
        clusters: &std::sync::Arc<Clusters>,
        mode: Mode,
        needs: &Needs,
        pulse: Pulse,
    ) -> anyhow::Result<Self> {
        let lease = clusters.lease(needs.cluster).await?;
        let redis = Redis::start().await?;
        let mut world = World::between(&lease.cluster.url, &redis.url(), |config| {
            // A press that waits for a fault to pass is late, not lost; it is judged at the end of the run.
            config.callback_timeout = Duration::from_mins(1);
            config.webhook_backoff_max = Duration::from_millis(400);
        })
        .await;
        let forwarder = if mode == Mode::Webhook && needs.forwarder {
            let forwarder = Forwarder::start(world.url.clone()).await?;
            world.set("PUBLIC_URL", forwarder.url.clone());
            Some(forwarder)
        } else {
            None
        };
        // Whoever wants to be erased is erased at once.
        world.set("ERASURE_GRACE", "0");
        if mode == Mode::Webhook {
            world.set("WEBHOOK_SECRET", "a-secret_of-the-run");
        }
        let content = needs.content.then(|| world.folder.copy_of(&material::folder()));
        world.set("CONTENT_DIR", content.clone().unwrap_or_else(material::folder).to_string_lossy());
        let clock = if needs.clock {
            Some(world.own_clock().context("libfaketime is not installed; script/faults gets it")?)
        } else {
            None
        };
        let mut academy = Academy::new(world.variables().clone());
        academy.open().await?;
        Ok(Self {
            mode,
            emulator: world.emulator.clone(),
            world,
            academy: tokio::sync::Mutex::new(academy),
            second: tokio::sync::Mutex::new(None),
            redis: tokio::sync::Mutex::new(redis),
            forwarder,
            content,
            clock,
            pulse,
            switches: Mutex::default(),
            over: watch::Sender::new(false),
            lease,
        })
    }

    /// Kills the academy, has done what there is to do `meanwhile`, and starts it again after `gap`, also if that failed.
    pub async fn kill_and_restart(
        &self,
        gap: Duration,
        meanwhile: impl Future<Output = anyhow::Result<()>>,
    ) -> anyhow::Result<()> {
        let mut academy = self.academy.lock().await;
        academy.kill();
        let done = meanwhile.await;
        self.for_a_while(gap).await;
        academy.open().await?;
        done
    }

    /// Breaks the database's server, leaves it so for a while, mends it, and returns when it accepts connections. If it
    /// has ended it is started again; whoever else wants to do that waits for the mending, as administrators do.
    pub async fn break_postgres<T>(
        &self,
        gap: Duration,
        breaking: impl FnOnce(&mut Postgres) -> T,
        mending: impl FnOnce() -> anyhow::Result<()>,
    ) -> anyhow::Result<T> {
        let mut postgres = self.lease.cluster.postgres.lock().await;
        let broken = tokio::task::block_in_place(|| breaking(&mut postgres));
        self.for_a_while(gap).await;
        tokio::task::block_in_place(|| {
            mending()?;
            postgres.bring_up();
            Ok(broken)
        })
    }

    /// The variables of another instance, on a port of its own.
    pub fn another(&self) -> BTreeMap<String, String> {
        let mut variables = self.world.variables().clone();
        variables.insert("HTTP_ADDR".to_owned(), format!("127.0.0.1:{}", free_port()));
        variables
    }

    /// Changes the emulator's switches.
    pub fn switch(&self, change: impl FnOnce(&mut Faults)) {
        let mut switches = self.switches.lock().unwrap();
        change(&mut switches);
        self.emulator.set_faults(switches.clone());
    }

    /// A connection of the outside, not the academy's.
    pub async fn connect(&self) -> anyhow::Result<PgConnection> {
        let options = PgConnectOptions::from_str(&self.world.database.url)?.application_name("faults");
        Ok(tokio::time::timeout(Duration::from_secs(5), options.connect()).await??)
    }

    /// Waits so long, or until the learners are done.
    pub async fn for_a_while(&self, duration: Duration) {
        let _ = tokio::time::timeout(duration, self.until_over()).await;
    }

    /// Returns when the learners are done.
    pub async fn until_over(&self) {
        let _ = self.over.subscribe().wait_for(|over| *over).await;
    }

    pub fn is_over(&self) -> bool {
        *self.over.borrow()
    }

    /// The learners are done: whatever is broken is to be mended.
    pub fn call_it_over(&self) {
        self.over.send_replace(true);
    }
}

impl Needs {
    /// What several faults need together.
    pub fn and(self, other: Self) -> Self {
        Self {
            cluster: if self.cluster == Want::Small || other.cluster == Want::Small {
                Want::Small
            } else {
                self.cluster.max(other.cluster)
            },
            forwarder: self.forwarder || other.forwarder,
            content: self.content || other.content,
            clock: self.clock || other.clock,
        }
    }
}
