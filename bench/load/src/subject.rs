//! The process that is measured: our own bot, or a peer that does the same work. Started, watched, stopped.

use std::fs::File;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use clap::ValueEnum;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

use crate::http::Connection;
use crate::process::Process;
use crate::telegram::{BOT, Telegram};

/// Nothing that a subject is waited for takes longer, however slow the machine.
const PATIENCE: Duration = Duration::from_mins(10);
/// Wraps the keys of what is sealed; everybody may know it.
pub const KEK: &str = "dGhlIGtleSBvZiB0aGUgdGVzdHMsIDMyIGJ5dGVzISE=";
const SECRET: &str = "a-secret_of-the-load-run";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// `academy serve`.
    Academy,
    /// grammY, its runner, pg and ioredis: `bench/peers/grammy`.
    Grammy,
}

impl Kind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Academy => "academy",
            Self::Grammy => "grammy",
        }
    }
}

/// What a subject is started with.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The root of the repository.
    pub root: PathBuf,
    /// The academy that is measured.
    pub binary: PathBuf,
    pub content: PathBuf,
    pub kind: Kind,
    pub database: String,
    pub redis: Option<String>,
    pub telegram: String,
    pub roles: String,
    pub webhook: bool,
    /// The screens that a peer shows.
    pub screens: PathBuf,
    /// Where its log goes.
    pub log: PathBuf,
}

pub struct Subject {
    child: Child,
    pub process: Process,
    started: Instant,
    address: String,
    log: PathBuf,
}

impl Subject {
    pub fn start(setup: &Setup) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = match setup.kind {
            Kind::Academy => {
                let mut command = Command::new(&setup.binary);
                command.arg("serve");
                command
            }
            Kind::Grammy => {
                let mut command = Command::new("node");
                command.arg(setup.root.join("bench/peers/grammy/bot.js"));
                command
            }
        };
        let log = File::create(&setup.log)?;
        let public = format!("http://127.0.0.1:{port}");
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("ACADEMY_ROLES", &setup.roles)
            .env("CONTENT_DIR", &setup.content)
            .env("DATABASE_URL", &setup.database)
            .env("ERASURE_LEDGER", setup.log.with_extension("ledger"))
            .env("KEK", KEK)
            .env("HTTP_ADDR", format!("127.0.0.1:{port}"))
            .env("NODE_ENV", "production")
            .env("PUBLIC_URL", public)
            .env("SCREENS", &setup.screens)
            .env("TELEGRAM_RATE", "100000")
            .env("TELOXIDE_API_URL", &setup.telegram)
            .env("TELOXIDE_TOKEN", format!("{BOT}:LOAD-0123456789-0123456789-0123456789"))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true);
        if let Some(redis) = &setup.redis {
            command.env("REDIS_URL", redis);
        }
        if setup.webhook {
            command.env("WEBHOOK_SECRET", SECRET);
        }
        let started = Instant::now();
        let child = command.spawn().with_context(|| format!("{} cannot be started", setup.kind.name()))?;
        let id = child.id().context("it has ended at once")?;
        let address = format!("127.0.0.1:{port}");
        Ok(Self { child, process: Process::single(id), started, address, log: setup.log.clone() })
    }

    /// Returns when every learner has been shown a screen.
    pub async fn greeted(&mut self, telegram: &Telegram) -> Result<Duration> {
        self.until("nobody was greeted", || telegram.ungreeted() == 0).await
    }

    /// Looks again and again until it is so; fails if the process ends or it takes longer than a patience.
    pub async fn until(&mut self, otherwise: &str, done: impl Fn() -> bool) -> Result<Duration> {
        let asked = Instant::now();
        while !done() {
            if let Some(status) = self.child.try_wait()? {
                bail!("the measured process has ended: {status}\n{}", self.said());
            }
            ensure!(asked.elapsed() < PATIENCE, "{otherwise}\n{}", self.said());
            sleep(Duration::from_millis(1)).await;
        }
        Ok(self.started.elapsed())
    }

    /// Milliseconds that a stage of the bot's own turns has taken on average since its start, from its metrics.
    pub async fn mean(&self, histogram: &str, stage: &str) -> Result<f64> {
        let mut connection = Connection::to(&self.address).await?;
        connection.send(b"GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n").await?;
        let (_, body) = connection.answer().await?;
        let text = String::from_utf8_lossy(body);
        let of = |kind: &str| -> Option<f64> {
            let name = format!("{histogram}_{kind}{{stage=\"{stage}\"}} ");
            text.lines().find_map(|line| line.strip_prefix(&name))?.parse().ok()
        };
        let (sum, count) = of("sum").zip(of("count")).with_context(|| format!("no metric {histogram} for {stage}"))?;
        Ok(sum / count * 1e3)
    }

    /// The last lines of its log.
    pub fn said(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }

    /// SIGTERM, and time to finish.
    pub async fn stop(mut self) -> Result<()> {
        Command::new("kill").arg(self.process.id.to_string()).status().await?;
        match timeout(Duration::from_secs(20), self.child.wait()).await {
            Ok(status) => drop(status?),
            Err(_) => self.child.kill().await?,
        }
        Ok(())
    }
}
