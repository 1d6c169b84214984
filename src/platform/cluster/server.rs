//! The server as our child process: it ends with us, even if nobody gives us the time to say so.

use std::fs::{self, File};
use std::io;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use tokio::sync::watch;

use super::account::Account;
use super::binaries::Binaries;
use super::error::{ClusterError, Trying};
use super::folders::{Folders, PORT};

/// How long an orderly end may take before the server is told to drop everything; its log brings it back.
const PATIENCE: Duration = Duration::from_secs(8);

/// How many lines of the server's log an error shows.
const TAIL: usize = 15;

/// What ends the server when we are killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leash {
    /// The kernel does, at the request of util-linux's `setpriv`.
    Kernel,
    /// A shell does that waits for the end of a pipe from us. For systems other than Linux.
    Shell,
}

impl Leash {
    /// The best one that works here.
    pub fn find() -> Self {
        let mut probe = Command::new("setpriv");
        probe.args(["--pdeathsig", "INT", "true"]).stdout(Stdio::null()).stderr(Stdio::null());
        if probe.status().is_ok_and(|status| status.success()) { Self::Kernel } else { Self::Shell }
    }
}

/// A running server. Dropping it tells the server to stop and does not wait.
#[derive(Debug)]
pub(super) struct Server {
    pub folders: Folders,
    account: Account,
    binaries: Binaries,
    stopping: Arc<AtomicBool>,
    exit: watch::Receiver<Option<ExitStatus>>,
}

impl Server {
    /// Starts the server. `lock` is held until it has ended.
    pub fn spawn(
        folders: Folders,
        account: Account,
        binaries: Binaries,
        leash: Leash,
        lock: File,
    ) -> Result<Self, ClusterError> {
        let command = command(&folders, account, &binaries, leash)?;
        let (started, start) = mpsc::sync_channel(1);
        let (ended, exit) = watch::channel(None);
        let stopping = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&stopping);
        // The kernel sends its signal when the *thread* that made the child ends, and the runtime's come and go: this
        // one lives as long as the server.
        let supervise = move || match begin(command, account, leash) {
            Ok((child, watcher)) => {
                drop(started.send(Ok(())));
                supervise(child, watcher, &told, &ended);
                drop(lock);
            }
            Err(error) => drop(started.send(Err(error))),
        };
        let what = || format!("Could not run {}", binaries.tool("postgres").display());
        std::thread::Builder::new().name("postgres".to_owned()).spawn(supervise).trying(what)?;
        start.recv().unwrap_or_else(|_| Err(io::Error::other("its thread ended"))).trying(what)?;
        Ok(Self { folders, account, binaries, stopping, exit })
    }

    /// The server's end, if it has come.
    pub fn ended(&self) -> Option<ExitStatus> {
        *self.exit.borrow()
    }

    /// Waits for the server's end.
    pub async fn wait(&self) {
        // An error says that the supervisor is gone, and it goes after the server.
        drop(self.exit.clone().wait_for(Option::is_some).await);
    }

    /// Ends all connections, writes everything down and stops; the hard way if that takes longer than eight seconds.
    pub async fn stop(self) -> Result<(), ClusterError> {
        for mode in ["fast", "immediate"] {
            self.signal(mode);
            if tokio::time::timeout(PATIENCE, self.wait()).await.is_ok() {
                return Ok(());
            }
            tracing::warn!(mode, "the private database does not stop");
        }
        Err(self.failure("it does not stop"))
    }

    /// An error with the last lines of the server's log.
    pub fn failure(&self, problem: impl Into<String>) -> ClusterError {
        let log = self.folders.log.clone();
        let tail = tail(&log);
        ClusterError::Start { problem: problem.into(), log, tail }
    }

    /// Takes milliseconds: the server stops later, by itself.
    fn signal(&self, mode: &str) {
        self.stopping.store(true, Ordering::SeqCst);
        if self.ended().is_some() {
            return;
        }
        let mut command = self.account.command(self.binaries.tool("pg_ctl"), &self.folders.home);
        command.args(["stop", "--no-wait", "--silent", "--mode", mode, "--pgdata"]).arg(&self.folders.data);
        match command.stdout(Stdio::null()).stderr(Stdio::null()).status() {
            Ok(status) if status.success() || self.ended().is_some() => {}
            outcome => tracing::warn!(?outcome, "the private database could not be told to stop"),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.ended().is_none() {
            self.signal("fast");
        }
    }
}

fn command(folders: &Folders, account: Account, binaries: &Binaries, leash: Leash) -> Result<Command, ClusterError> {
    // The last run's log stays for one more run.
    drop(fs::rename(&folders.log, folders.log.with_extension("log.1")));
    let trying = || format!("Could not write {}", folders.log.display());
    let log = File::create(&folders.log).trying(trying)?;
    let second = log.try_clone().trying(trying)?;

    let postgres = binaries.tool("postgres");
    let mut command = match leash {
        Leash::Kernel => {
            let mut command = account.command("setpriv", &folders.home);
            command.args(["--pdeathsig", "INT", "--"]).arg(postgres);
            command
        }
        Leash::Shell => account.command(postgres, &folders.home),
    };
    // The value is a list, so that a comma or a quotation mark in the path has to be quoted.
    let sockets = folders.run.to_string_lossy().replace('"', "\"\"");
    command.arg("-D").arg(&folders.data);
    for setting in [
        "listen_addresses=".to_owned(),
        format!("unix_socket_directories=\"{sockets}\""),
        "unix_socket_permissions=0700".to_owned(),
        format!("port={PORT}"),
        "fsync=on".to_owned(),
        "synchronous_commit=on".to_owned(),
        "full_page_writes=on".to_owned(),
        "max_connections=60".to_owned(),
        "shared_buffers=64MB".to_owned(),
        "max_wal_size=256MB".to_owned(),
        "max_wal_senders=0".to_owned(),
        "timezone=UTC".to_owned(),
        "log_timezone=UTC".to_owned(),
        "logging_collector=off".to_owned(),
        "log_destination=stderr".to_owned(),
        "log_checkpoints=off".to_owned(),
    ] {
        command.arg("-c").arg(setting);
    }
    // A group of its own: Ctrl-C is for us, and we need the database until the last turn is stored.
    command.stdout(log).stderr(second).process_group(0);
    Ok(command)
}

fn begin(mut command: Command, account: Account, leash: Leash) -> io::Result<(Child, Option<Child>)> {
    let mut child = command.spawn()?;
    if leash == Leash::Kernel {
        return Ok((child, None));
    }
    let mut shell = account.command("sh", Path::new("/"));
    // `read` ends when the pipe does, and only we hold its other end.
    shell.args(["-c", "read -r _; kill -INT \"$1\"", "sh"]).arg(child.id().to_string());
    match shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn() {
        Ok(watcher) => Ok((child, Some(watcher))),
        Err(error) => {
            child.kill()?;
            child.wait()?;
            Err(error)
        }
    }
}

fn supervise(
    mut child: Child,
    watcher: Option<Child>,
    stopping: &AtomicBool,
    ended: &watch::Sender<Option<ExitStatus>>,
) {
    // Waiting for a child of one's own fails only when somebody else has waited for it: then it has ended as well.
    let status = child.wait().unwrap_or_else(|_| ExitStatus::from_raw(0));
    if let Some(mut watcher) = watcher {
        // First the watcher, then its pipe, so that it signals nobody who has inherited the number.
        drop(watcher.kill());
        drop(watcher.wait());
    }
    if !stopping.load(Ordering::SeqCst) {
        tracing::error!(%status, "the private database has ended by itself");
    }
    ended.send_replace(Some(status));
}

/// The last lines of a log.
fn tail(log: &Path) -> String {
    let text = fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(TAIL)..].join("\n")
}
