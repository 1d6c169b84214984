//! Which PostgreSQL is installed, and which of them to run.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::error::ClusterError;

/// The oldest major version that the academy's SQL is written for.
const OLDEST: u32 = 14;

/// Where package managers put the server: a parent folder, the start of a child's name; inside is `bin`.
const PLACES: &[(&str, &str)] = &[
    ("/usr/lib/postgresql", ""),
    ("/opt/homebrew/opt", "postgresql"),
    ("/usr/local/opt", "postgresql"),
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql"),
    ("/usr", "pgsql-"),
];

/// One installed server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Binaries {
    /// The major version.
    pub version: u32,
    folder: PathBuf,
}

impl Binaries {
    pub fn tool(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// All servers on this machine, the newest first; an error if there is none that is new enough.
pub(super) fn installed() -> Result<Vec<Binaries>, ClusterError> {
    let places = PLACES.iter().flat_map(|(parent, start)| children(Path::new(parent), start));
    let path = std::env::var_os("PATH").unwrap_or_default();
    among(places.chain(on_path(&path)))
}

/// The complete and new enough installations among these folders, the newest first.
fn among(folders: impl Iterator<Item = PathBuf>) -> Result<Vec<Binaries>, ClusterError> {
    let mut found: Vec<Binaries> = folders.filter_map(|folder| inspect(&folder)).collect();
    found.sort_by_key(|binaries| std::cmp::Reverse(binaries.version));
    found.dedup();
    match found.first() {
        None => Err(ClusterError::NotInstalled),
        Some(newest) if newest.version < OLDEST => Err(ClusterError::TooOld { found: newest.version, needed: OLDEST }),
        Some(_) => Ok(found.into_iter().filter(|binaries| binaries.version >= OLDEST).collect()),
    }
}

/// The one that made the data in `folder`, or the newest for new data.
pub(super) fn choose(installed: &[Binaries], folder: &Path, data: Option<u32>) -> Result<Binaries, ClusterError> {
    let fitting = installed.iter().find(|binaries| data.is_none_or(|version| version == binaries.version));
    match (fitting, data) {
        (Some(binaries), _) => Ok(binaries.clone()),
        (None, None) => Err(ClusterError::NotInstalled),
        (None, Some(data)) => {
            let versions: Vec<String> = installed.iter().map(|binaries| binaries.version.to_string()).collect();
            let installed = versions.join(", ");
            Err(ClusterError::OtherVersion { folder: folder.to_owned(), data, installed })
        }
    }
}

fn inspect(folder: &Path) -> Option<Binaries> {
    // Some packages link single tools into a folder on the PATH; the rest is where the link points to.
    let postgres = folder.join("postgres").canonicalize().ok()?;
    let folder = postgres.parent()?.to_owned();
    if !["initdb", "pg_ctl"].iter().all(|tool| folder.join(tool).is_file()) {
        return None;
    }
    let output = Command::new(&postgres).arg("--version").output().ok()?;
    let version = major(&String::from_utf8_lossy(&output.stdout))?;
    Some(Binaries { version, folder })
}

/// `postgres (PostgreSQL) 15.13 (Debian …)` or `postgres (PostgreSQL) 18beta1` as 15 or 18.
fn major(text: &str) -> Option<u32> {
    let (_, version) = text.split_once("(PostgreSQL) ")?;
    version.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

fn children(parent: &Path, start: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(start))
        .map(|entry| entry.path().join("bin"))
        .collect()
}

fn on_path(path: &OsStr) -> Vec<PathBuf> {
    let tools = ["postgres", "pg_ctl", "initdb"];
    std::env::split_paths(path)
        .flat_map(|folder| tools.map(|tool| folder.join(tool)))
        .filter_map(|tool| tool.canonicalize().ok())
        .filter_map(|tool| tool.parent().map(Path::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(version: u32) -> Binaries {
        Binaries { version, folder: PathBuf::from("/nowhere") }
    }

    #[test]
    fn a_missing_server_is_answered_with_the_commands_that_install_it() {
        let error = among(std::iter::once(PathBuf::from("/nowhere"))).unwrap_err().to_string();
        for hint in ["apt-get install", "dnf install", "brew install", "DATABASE_URL"] {
            assert!(error.contains(hint), "{error}");
        }
    }

    #[test]
    fn versions_are_read_from_what_the_server_prints() {
        assert_eq!(major("postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)\n"), Some(15));
        assert_eq!(major("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(major("bash: postgres: command not found"), None);
    }

    #[test]
    fn old_data_gets_the_server_that_made_it_and_new_data_the_newest() {
        let installed = [version(17), version(15)];
        let folder = Path::new("/data");
        assert_eq!(choose(&installed, folder, Some(15)).unwrap().version, 15);
        assert_eq!(choose(&installed, folder, None).unwrap().version, 17);
        let error = choose(&installed, folder, Some(14)).unwrap_err().to_string();
        assert!(error.contains("made by PostgreSQL 14, but only 17, 15 is installed"), "{error}");
    }
}
