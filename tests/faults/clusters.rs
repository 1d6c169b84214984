//! The PostgreSQL clusters of all runs: one for everybody, others for runs that stop theirs or fill its disk. A cluster
//! is made once and handed on from run to run.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use super::harness::Postgres;

/// Processes and sockets are killed here, not machines: what is written need not reach the disk. Commits must still
/// reach the operating system before they are told, since PostgreSQL itself is killed.
const SETTINGS: [(&str, &str); 3] = [("fsync", "off"), ("synchronous_commit", "on"), ("shared_buffers", "32MB")];
const SMALL: [(&str, &str); 2] = [("min_wal_size", "32MB"), ("max_wal_size", "64MB")];
/// Room for a cluster, its log and a run.
const DISK_MB: u32 = 224;

/// What a run wants of its cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Want {
    /// Anybody's.
    #[default]
    Shared,
    /// One that it may stop.
    Own,
    /// One on a disk that it may fill.
    Small,
}

pub struct Cluster {
    pub postgres: tokio::sync::Mutex<Postgres>,
    /// Of its database `postgres`; the same after a restart.
    pub url: String,
    pub disk: Option<Disk>,
}

/// A small file system.
pub struct Disk(PathBuf);

/// All clusters that there are.
#[derive(Default)]
pub struct Clusters {
    shared: tokio::sync::OnceCell<Arc<Cluster>>,
    idle: Mutex<Vec<(Want, Arc<Cluster>)>>,
}

/// A cluster for one run; goes back when it is dropped.
pub struct Lease {
    pub cluster: Arc<Cluster>,
    want: Want,
    clusters: Arc<Clusters>,
}

impl Clusters {
    pub async fn lease(self: &Arc<Self>, want: Want) -> anyhow::Result<Lease> {
        let cluster = if want == Want::Shared {
            Arc::clone(self.shared.get_or_try_init(async || Cluster::start(want)).await?)
        } else {
            let idle = {
                let mut idle = self.idle.lock().unwrap();
                idle.iter().position(|(of, _)| *of == want).map(|at| idle.swap_remove(at).1)
            };
            idle.map_or_else(|| Cluster::start(want), Ok)?
        };
        Ok(Lease { cluster, want, clusters: Arc::clone(self) })
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // One that a run has left for dead is nobody's.
        let alive = self.cluster.postgres.try_lock().is_ok_and(|postgres| !postgres.ended());
        if self.want != Want::Shared && alive {
            self.clusters.idle.lock().unwrap().push((self.want, Arc::clone(&self.cluster)));
        }
    }
}

impl Cluster {
    fn start(want: Want) -> anyhow::Result<Arc<Self>> {
        tokio::task::block_in_place(|| {
            let disk = (want == Want::Small).then(Disk::mount).transpose()?;
            let postgres = match &disk {
                Some(disk) => Postgres::start_in(&disk.0, &[&SETTINGS[..], &SMALL].concat()),
                None => Postgres::start(&SETTINGS),
            };
            let url = postgres.url("postgres");
            Ok(Arc::new(Self { postgres: tokio::sync::Mutex::new(postgres), url, disk }))
        })
    }
}

impl Disk {
    /// Needs the right to mount. In a user namespace of its own PostgreSQL would be root, which it refuses.
    fn mount() -> anyhow::Result<Self> {
        let folder = PathBuf::from(format!("/tmp/academy-disk.{:016x}", rand::random::<u64>()));
        std::fs::create_dir(&folder)?;
        let size = format!("size={DISK_MB}m,mode=0755");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "academy-faults"]).arg(&folder).output()?;
        if !mounted.status.success() {
            std::fs::remove_dir(&folder)?;
            anyhow::bail!("no small disk can be mounted here: {}", String::from_utf8_lossy(&mounted.stderr).trim());
        }
        Ok(Self(folder))
    }

    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// Can there be one?
    pub fn possible() -> Result<(), String> {
        Self::mount().map(drop).map_err(|error| error.to_string())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
        let _ = std::fs::remove_dir(&self.0);
    }
}
