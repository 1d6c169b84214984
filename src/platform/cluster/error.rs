//! Why there is no private database, each with what to do about it.

use std::io;
use std::path::PathBuf;

/// A private cluster that could not be started or stopped. Every message ends with a way out.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    #[error(
        "PostgreSQL is not installed, and DATABASE_URL is not set. Install it:\n\
         \x20 Debian, Ubuntu   apt-get install -y --no-install-recommends postgresql\n\
         \x20 Fedora           dnf install -y postgresql-server\n\
         \x20 macOS            brew install postgresql@17\n\
         or set DATABASE_URL to a server that runs elsewhere."
    )]
    NotInstalled,

    #[error(
        "The newest PostgreSQL on this machine is {found}; the academy needs {needed} or newer. Install a newer one."
    )]
    TooOld { found: u32, needed: u32 },

    #[error(
        "The database in {} was made by PostgreSQL {data}, but only {installed} is installed. Install PostgreSQL {data} \
         (it will be found by itself), or convert the data with pg_upgrade, or move that folder away to start with an \
         empty database.",
        folder.display()
    )]
    OtherVersion { folder: PathBuf, data: u32, installed: String },

    #[error(
        "{} cannot hold a private database: {problem}. Set ACADEMY_DATA_DIR to a folder of its own, or DATABASE_URL.",
        folder.display()
    )]
    Folder { folder: PathBuf, problem: String },

    #[error(
        "PostgreSQL refuses to run as root, so it runs as user {uid}, who may not pass through {}. Allow it with \
         `chmod o+x {}`, or set ACADEMY_DATA_DIR to another folder, such as /var/lib/academy.",
        folder.display(), folder.display()
    )]
    Unreachable { folder: PathBuf, uid: u32 },

    #[error(
        "PostgreSQL refuses to run as root, and there is neither a user `postgres` nor a user `nobody` to run it as. \
         Create one (`useradd --system postgres`), or start the academy as an ordinary user."
    )]
    NoAccount,

    #[error(
        "Another academy (process {pid}) uses the database in {}. Stop it, or give this one a folder of its own with \
         ACADEMY_DATA_DIR, or let both share a server with DATABASE_URL.",
        folder.display()
    )]
    InUse { folder: PathBuf, pid: String },

    #[error("An earlier database server (process {pid}) does not end. Look at it, or end it with `kill -QUIT {pid}`.")]
    DoesNotEnd { pid: u32 },

    #[error("initdb could not create the database in {}:\n{output}", folder.display())]
    Initdb { folder: PathBuf, output: String },

    #[error("The private database did not start: {problem}. The last lines of {}:\n{tail}", log.display())]
    Start { problem: String, log: PathBuf, tail: String },

    #[error("The private database runs, but could not be set up: {0}")]
    Setup(#[from] sqlx::Error),

    #[error("{what}: {source}")]
    Io { what: String, source: io::Error },
}

/// Says what was tried, in front of the system's reason.
pub(super) trait Trying<T> {
    fn trying(self, what: impl FnOnce() -> String) -> Result<T, ClusterError>;
}

impl<T> Trying<T> for io::Result<T> {
    fn trying(self, what: impl FnOnce() -> String) -> Result<T, ClusterError> {
        self.map_err(|source| ClusterError::Io { what: what(), source })
    }
}
