//! Where runs happen: the repository, the servers, a folder for logs.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context as _, Result, ensure};
use tokio::process::Command;

use crate::database::Database;
use crate::process::Process;
use crate::redis::Redis;
use crate::subject::KEK;

/// Places that this process has found: each has a folder of its own.
static PLACES: AtomicU32 = AtomicU32::new(0);

pub struct Place {
    pub root: PathBuf,
    /// The academy that is measured.
    pub binary: PathBuf,
    /// A PostgreSQL that allows everything, with `pg_stat_statements`.
    server: String,
    pub postgres: Process,
    pub redis: Redis,
    pub redis_process: Process,
    pub folder: PathBuf,
}

/// What a subject said last stands in the error, if there was one.
impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Place {
    /// The servers must be on this machine: their costs are read from `/proc`.
    pub async fn find(root: PathBuf, binary: PathBuf, server: String, redis: &str) -> Result<Self> {
        let pool = sqlx::PgPool::connect(&server).await.context("PostgreSQL cannot be reached")?;
        let backend: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&pool).await?;
        let postgres = Process::family(Process::single(backend as u32).parent()?);
        pool.close().await;
        let redis = Redis::new(redis)?;
        let redis_process = redis.process().await?;
        let number = PLACES.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("academy-load-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        Ok(Self { root, binary, server, postgres, redis, redis_process, folder })
    }

    /// What learners are led through. It belongs to the load run: the academy's own lessons may change as they like.
    pub fn content(&self) -> PathBuf {
        self.root.join("bench/load/content")
    }

    pub async fn database(&self, name: &str) -> Result<Database> {
        let database = Database::fresh(&self.server, name).await?;
        database.checkpoint().await?;
        Ok(database)
    }

    /// The schema and the read models' tables.
    pub async fn migrate(&self, database: &Database) -> Result<()> {
        self.command(&["migrate"], database).await.map(drop)
    }

    /// Runs an `academy` command to its end; returns what it said.
    pub async fn command(&self, arguments: &[&str], database: &Database) -> Result<String> {
        let output = Command::new(&self.binary)
            .args(arguments)
            .env("DATABASE_URL", &database.url)
            .env("CONTENT_DIR", self.content())
            .env("KEK", KEK)
            .env("LOG", "warn")
            .output()
            .await?;
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        ensure!(output.status.success(), "academy {} failed: {said}", arguments.join(" "));
        Ok(said)
    }
}
