//! The folders of a private cluster: made once, checked at every start.
//!
//! In the data folder lie `postgres/` with the data and `run/` with the socket, both closed to everybody but the
//! server's user, and next to them, ours, `postgres.log` and `postgres.lock`.

use std::fs::{self, DirBuilder, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::account::{Account, running_as_root};
use super::error::{ClusterError, Trying};

/// Sockets cannot have longer paths, in bytes: 104 on macOS and 108 on Linux, with the closing zero.
const LONGEST_SOCKET: usize = 100;

/// Names the socket, too. Nobody listens on the network.
pub(super) const PORT: u16 = 5432;

#[derive(Clone, Debug)]
pub(super) struct Folders {
    /// `ACADEMY_DATA_DIR`, without links in its path.
    root: PathBuf,
    /// The server user's own.
    pub home: PathBuf,
    /// PostgreSQL's data directory.
    pub data: PathBuf,
    /// Where initdb works until it is done.
    pub unfinished: PathBuf,
    /// Holds the socket.
    pub run: PathBuf,
    pub log: PathBuf,
    pub lock: PathBuf,
}

impl Folders {
    /// Is there a cluster inside `data_dir`? Also true where only its owner may look.
    pub fn in_use(data_dir: &Path) -> bool {
        data_dir.join("postgres").exists()
    }

    /// The folders inside `data_dir`, which is made if it is missing.
    pub fn open(data_dir: &Path) -> Result<Self, ClusterError> {
        let wanted = std::path::absolute(data_dir).trying(|| format!("No path: {}", data_dir.display()))?;
        make_with_parents(&wanted)?;
        let root = wanted.canonicalize().trying(|| format!("Could not open {}", wanted.display()))?;
        if root.to_str().is_none_or(|path| path.contains(['\n', '\r'])) {
            return Err(ClusterError::Folder { folder: root, problem: "its name is not plain text".to_owned() });
        }
        let home = root.join("postgres");
        Ok(Self {
            data: home.join("data"),
            unfinished: home.join("data.new"),
            run: socket_folder(&root),
            log: root.join("postgres.log"),
            lock: root.join("postgres.lock"),
            home,
            root,
        })
    }

    /// Who is to run the server on this data.
    pub fn account(&self) -> Result<Account, ClusterError> {
        Account::choose(&[fs::metadata(&self.home).ok(), fs::metadata(&self.root).ok()])
    }

    /// Gives `account` what it needs and closes that to everybody else.
    pub fn hand_over(&self, account: Account) -> Result<(), ClusterError> {
        let root = fs::metadata(&self.root).trying(|| format!("Could not look at {}", self.root.display()))?;
        if root.mode() & 0o002 != 0 {
            let problem = "every user of this machine may write in it".to_owned();
            return Err(ClusterError::Folder { folder: self.root.clone(), problem });
        }
        if account.is_another() && self.is_ours()? {
            let passable = Permissions::from_mode(root.mode() & 0o7777 | 0o011);
            fs::set_permissions(&self.root, passable)
                .trying(|| format!("Could not open up {}", self.root.display()))?;
        }
        for folder in [&self.home, &self.run] {
            make_private(folder, account)?;
        }
        self.check_reach(account)
    }

    /// The major version of the data, if there is any.
    pub fn data_version(&self) -> Option<u32> {
        fs::read_to_string(self.data.join("PG_VERSION")).ok()?.trim().parse().ok()
    }

    /// Whether the data folder is for us alone, so that opening its door for the server's user opens nothing else.
    fn is_ours(&self) -> Result<bool, ClusterError> {
        if self.home.exists() {
            return Ok(true);
        }
        let entries = fs::read_dir(&self.root).trying(|| format!("Could not list {}", self.root.display()))?;
        Ok(entries.flatten().all(|entry| entry.path() == self.lock))
    }

    /// Asks the system, as `account`, whether the way to the data is open: only it knows access lists and the like.
    fn check_reach(&self, account: Account) -> Result<(), ClusterError> {
        let passes = |folder: &Path| {
            let mut test = account.command("test", Path::new("/"));
            test.arg("-x").arg(folder).status().is_ok_and(|status| status.success())
        };
        if !account.is_another() || passes(&self.home) {
            return Ok(());
        }
        let mut way: Vec<&Path> = self.home.ancestors().collect();
        way.reverse();
        let folder = way.into_iter().find(|folder| !passes(folder)).unwrap_or(&self.home).to_owned();
        Err(ClusterError::Unreachable { folder, uid: account.uid })
    }
}

/// `run/` in the data folder, or, where the socket's path would be too long, a folder in `/tmp` that goes by its hash.
fn socket_folder(root: &Path) -> PathBuf {
    let near = root.join("run");
    if near.join(format!(".s.PGSQL.{PORT}")).as_os_str().len() <= LONGEST_SOCKET {
        return near;
    }
    let digest = hex::encode(Sha256::digest(root.as_os_str().as_encoded_bytes()));
    Path::new("/tmp").join(format!("academy-{}", &digest[..16]))
}

fn make_with_parents(folder: &Path) -> Result<(), ClusterError> {
    // Under root another user has to get through to its part; nobody may look around.
    let mode = if running_as_root() { 0o711 } else { 0o700 };
    let mut missing: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
    missing.reverse();
    for folder in missing {
        fs::create_dir(folder)
            .and_then(|()| fs::set_permissions(folder, Permissions::from_mode(mode)))
            .map_err(|error| ClusterError::Folder { folder: folder.to_owned(), problem: error.to_string() })?;
    }
    Ok(())
}

/// A folder of `account`'s that nobody else can look into. One that is there already has to be just that: in `/tmp`
/// anybody could have put it there.
fn make_private(folder: &Path, account: Account) -> Result<(), ClusterError> {
    let failed = |error: io::Error| ClusterError::Folder { folder: folder.to_owned(), problem: error.to_string() };
    match DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) if account.is_another() => chown(folder, Some(account.uid), Some(account.gid)).map_err(failed),
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let found = fs::symlink_metadata(folder).map_err(failed)?;
            adopt(folder, &found, account)
        }
        Err(error) => Err(failed(error)),
    }
}

fn adopt(folder: &Path, found: &Metadata, account: Account) -> Result<(), ClusterError> {
    let failed = |problem: String| Err(ClusterError::Folder { folder: folder.to_owned(), problem });
    if !found.is_dir() {
        return failed("something else has this name".to_owned());
    }
    // A start that was killed between making the folder and handing it over left it to root.
    let left_behind = account.is_another() && found.uid() == 0;
    if left_behind && let Err(error) = chown(folder, Some(account.uid), Some(account.gid)) {
        return failed(error.to_string());
    }
    if !left_behind && found.uid() != account.uid {
        return failed(format!("it belongs to user {}, but the server runs as user {}", found.uid(), account.uid));
    }
    if found.mode() & 0o077 != 0 {
        return fs::set_permissions(folder, Permissions::from_mode(0o700)).or_else(|error| failed(error.to_string()));
    }
    Ok(())
}
