//! The data directory before a start: made once and whole or not at all, and free of an earlier server.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use super::account::Account;
use super::binaries::Binaries;
use super::error::{ClusterError, Trying};
use super::folders::Folders;

/// How letters are classified, best first: not every system knows every one.
const LOCALES: &[&str] = &["C.UTF-8", "en_US.UTF-8", "C"];

/// Makes the data directory unless it is there. Works in a folder next to it and renames that at the end, so that
/// whoever kills us half-way leaves nothing that looks like a database.
pub(super) fn create(folders: &Folders, account: Account, binaries: &Binaries) -> Result<(), ClusterError> {
    if folders.data_version().is_some() {
        return Ok(());
    }
    tracing::info!(folder = %folders.data.display(), "creating the private database; this happens once");
    let mut output = String::new();
    for locale in LOCALES {
        if folders.unfinished.exists() {
            fs::remove_dir_all(&folders.unfinished)
                .trying(|| format!("Could not remove {}", folders.unfinished.display()))?;
        }
        match initdb(folders, account, binaries, locale)? {
            Ok(()) => return publish(folders),
            // The first reason is the one that counts: later locales only fail when all do.
            Err(reason) if output.is_empty() => output = reason,
            Err(_) => {}
        }
    }
    Err(ClusterError::Initdb { folder: folders.data.clone(), output })
}

/// `Ok(Err(_))` is what initdb said when it failed.
fn initdb(
    folders: &Folders,
    account: Account,
    binaries: &Binaries,
    locale: &str,
) -> Result<Result<(), String>, ClusterError> {
    let locale = format!("--locale={locale}");
    let arguments = [
        "--username=postgres",
        "--encoding=UTF8",
        locale.as_str(),
        // The socket's folder lets nobody else in, and there is no other way to the server.
        "--auth-local=trust",
        "--auth-host=reject",
        "--data-checksums",
        "--no-instructions",
        "--pgdata",
    ];
    let mut arguments: Vec<&OsStr> = arguments.into_iter().map(OsStr::new).collect();
    arguments.push(folders.unfinished.as_os_str());
    let output = account.run(&binaries.tool("initdb"), &arguments, &folders.home)?;
    Ok(if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()) })
}

fn publish(folders: &Folders) -> Result<(), ClusterError> {
    let trying = || format!("Could not move the new database to {}", folders.data.display());
    fs::rename(&folders.unfinished, &folders.data).trying(trying)?;
    // The rename itself has to survive a power cut, too.
    File::open(&folders.home).and_then(|folder| folder.sync_all()).trying(trying)
}

/// Ends a server that has outlived its academy, which the lock tells us is gone. Usually it is already shutting down,
/// because the system told it so; then this waits for it.
pub(super) fn free(folders: &Folders, account: Account, binaries: &Binaries) -> Result<(), ClusterError> {
    let file = folders.data.join("postmaster.pid");
    let Some(pid) = fs::read_to_string(&file).ok().and_then(|text| text.lines().next()?.trim().parse::<u32>().ok())
    else {
        return Ok(());
    };
    match occupant(pid, &folders.data) {
        Occupant::Nobody => Ok(()),
        // After a reboot the number may be anybody's; the server would take it for its predecessor and refuse.
        Occupant::Stranger => fs::remove_file(&file).trying(|| format!("Could not remove {}", file.display())),
        Occupant::Server => {
            tracing::info!(pid, "an earlier database server is still there; waiting for its end");
            let arguments = ["stop", "--mode=fast", "--wait", "--timeout=10", "--pgdata"].map(OsStr::new);
            let arguments = [&arguments[..], &[folders.data.as_os_str()]].concat();
            account.run(&binaries.tool("pg_ctl"), &arguments, &folders.home)?;
            match occupant(pid, &folders.data) {
                Occupant::Server => Err(ClusterError::DoesNotEnd { pid }),
                Occupant::Nobody | Occupant::Stranger => Ok(()),
            }
        }
    }
}

/// Who has a process number.
enum Occupant {
    Nobody,
    Stranger,
    /// A server that works in our data directory.
    Server,
}

fn occupant(pid: u32, data: &Path) -> Occupant {
    if !Path::new("/proc/self").exists() {
        let output = Command::new("ps").args(["-o", "comm=", "-p", &pid.to_string()]).output();
        let name = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
        return match name.as_str() {
            "" => Occupant::Nobody,
            name if name.contains("postgres") => Occupant::Server,
            _ => Occupant::Stranger,
        };
    }
    let process = Path::new("/proc").join(pid.to_string());
    // A server works in its data directory. One that has ended and is waited for works nowhere.
    match fs::read_link(process.join("cwd")) {
        Ok(folder) if folder == data => Occupant::Server,
        Ok(_) => Occupant::Stranger,
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => Occupant::Stranger,
        Err(_) => Occupant::Nobody,
    }
}
