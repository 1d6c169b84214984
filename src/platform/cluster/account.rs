//! Whom the server runs as. PostgreSQL refuses root, so that under root it gets an ordinary user's rights.

use std::ffi::OsStr;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::error::{ClusterError, Trying};

/// The user that owns the data and runs the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Account {
    pub uid: u32,
    pub gid: u32,
    /// Whether we have to become this user, because we are root.
    switch: bool,
}

impl Account {
    /// Ourselves, or under root: whom the first of these folders that is not root's belongs to, or `postgres`, or
    /// `nobody`. A folder's owner comes first so that data made once stays readable.
    pub fn choose(owners: &[Option<Metadata>]) -> Result<Self, ClusterError> {
        let Some(uid) = effective_uid().filter(|uid| *uid != 0) else {
            return owners
                .iter()
                .flatten()
                .map(|folder| Self { uid: folder.uid(), gid: folder.gid(), switch: true })
                .find(|account| account.uid != 0)
                .or_else(|| Self::named("postgres"))
                .or_else(|| Self::named("nobody"))
                .ok_or(ClusterError::NoAccount);
        };
        let gid = id(&["-g"]).unwrap_or(uid);
        Ok(Self { uid, gid, switch: false })
    }

    fn named(name: &str) -> Option<Self> {
        Some(Self { uid: id(&["-u", name])?, gid: id(&["-g", name])?, switch: true })
    }

    /// Whether this user is another than ourselves.
    pub fn is_another(self) -> bool {
        self.switch
    }

    /// `program`, to be run as this user in `folder`. The environment is ours to decide: a `PGPORT` or `PGDATA` that
    /// is meant for another server must not reach this one, and messages must be in English to be understood.
    pub fn command(self, program: impl AsRef<OsStr>, folder: &Path) -> Command {
        let path = std::env::var_os("PATH").unwrap_or_else(|| "/usr/local/bin:/usr/bin:/bin".into());
        let mut command = Command::new(program);
        command.env_clear().env("PATH", path).env("LC_ALL", "C").current_dir(folder).stdin(Stdio::null());
        if self.switch {
            // The standard library also gives up root's supplementary groups here.
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// Runs `program` to its end.
    pub fn run(self, program: &Path, arguments: &[&OsStr], folder: &Path) -> Result<Output, ClusterError> {
        self.command(program, folder).args(arguments).output().trying(|| format!("Could not run {}", program.display()))
    }
}

/// Whether this process may do everything, so that PostgreSQL would refuse to run as the same user.
pub fn running_as_root() -> bool {
    effective_uid() == Some(0)
}

/// The user that files of ours belong to. Linux says so in `/proc`; elsewhere `id` does.
fn effective_uid() -> Option<u32> {
    match std::fs::read_to_string("/proc/self/status") {
        // Uid: real, effective, saved, file system.
        Ok(text) => text.lines().find_map(|line| line.strip_prefix("Uid:"))?.split_whitespace().nth(1)?.parse().ok(),
        Err(_) => id(&["-u"]),
    }
}

/// What `id` prints for these arguments, as a number; nothing if it fails, as for an unknown user.
fn id(arguments: &[&str]) -> Option<u32> {
    let output = Command::new("id").args(arguments).output().ok()?;
    String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?.trim().parse().ok()
}
