//! A PostgreSQL of the test's own, for what cannot be done to a shared one: stop it, restart it, fill its disk, restore
//! it. Under root it runs as `postgres` or `nobody`, since PostgreSQL refuses root.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;

use super::free_port;

/// What the server says in its own words (`LC_ALL=C`): when it takes connections, and when a crash of one of its
/// processes makes it throw everybody out and recover.
const READY: &str = "database system is ready to accept connections";
const CRASHED: &str = "terminating any other active server processes";

/// A cluster in a folder, running or stopped. Dropping it stops it; a folder of its own goes with it.
pub struct Postgres {
    folder: PathBuf,
    /// Ours to remove.
    temporary: bool,
    port: u16,
    settings: Vec<(String, String)>,
    progress: Arc<Progress>,
    server: Option<JoinHandle<()>>,
}

/// How far the server has come, as its log says.
#[derive(Default)]
struct Progress {
    phase: Mutex<Phase>,
    changed: Condvar,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Phase {
    /// Or recovering.
    Starting,
    Ready,
    #[default]
    Ended,
}

impl Postgres {
    /// A new cluster in a folder of its own. `settings` as in `postgresql.conf`.
    pub fn start(settings: &[(&str, &str)]) -> Self {
        let folder = PathBuf::from(format!("/tmp/academy-pg.{:016x}", rand::random::<u64>()));
        std::fs::create_dir(&folder).unwrap();
        let mut cluster = Self::start_in(&folder, settings);
        cluster.temporary = true;
        cluster
    }

    /// The cluster in `folder/data`, which is made if it is not there. The folder itself stays.
    pub fn start_in(folder: &Path, settings: &[(&str, &str)]) -> Self {
        let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut cluster = Self {
            folder: folder.to_owned(),
            temporary: false,
            port: free_port(),
            settings,
            progress: Arc::default(),
            server: None,
        };
        Self::hand_over(folder);
        if !cluster.data().join("PG_VERSION").exists() {
            let data = cluster.data();
            let options = ["--username=postgres", "--encoding=UTF8", "--locale=C", "--auth=trust", "--no-sync"];
            cluster.run("initdb", [OsStr::new("-D"), data.as_os_str()].into_iter().chain(options.map(OsStr::new)));
        }
        cluster.bring_up();
        cluster
    }

    /// Its address, for a superuser.
    pub fn url(&self, database: &str) -> String {
        let folder = self.folder.display();
        format!("postgres://postgres@localhost:{}/{database}?host={folder}&sslmode=disable", self.port)
    }

    /// `PGDATA`.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Everything it has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// Starts it unless it runs, always at the same address, and returns when it accepts connections.
    pub fn bring_up(&mut self) {
        // One that runs may be recovering by itself, and may fail at that.
        if !self.progress.gets_ready() {
            self.stop("immediate");
            self.launch();
            assert!(self.progress.gets_ready(), "PostgreSQL did not start:\n{}", self.log());
        }
    }

    /// Has the process ended, by itself or otherwise?
    pub fn ended(&self) -> bool {
        self.progress.phase() == Phase::Ended
    }

    /// Stops it: `smart`, `fast` or `immediate`, the last of which is a crash. Returns when it has ended.
    pub fn stop(&mut self, mode: &str) {
        let Some(server) = self.server.take() else { return };
        if !server.is_finished() {
            let mut stop = self.command("pg_ctl");
            stop.args(["stop", "--no-wait", "--silent", "--mode", mode, "--pgdata"]).arg(self.data());
            stop.stdout(Stdio::null()).stderr(Stdio::null());
            let _ = stop.status();
        }
        server.join().unwrap();
    }

    /// Runs one of PostgreSQL's tools as the cluster's owner and returns what it printed.
    pub fn run(&self, tool: &str, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> String {
        let output = self.command(tool).args(arguments).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(output.status.success(), "{tool}: {said}");
        said
    }

    /// One of PostgreSQL's tools, to be run as the cluster's owner.
    pub fn command(&self, tool: &str) -> Command {
        self.as_owner(binaries().join(tool))
    }

    /// Makes a file or folder the servers' user's.
    pub fn hand_over(path: &Path) {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)).unwrap();
        if let Some((uid, gid)) = account() {
            std::os::unix::fs::chown(path, Some(uid), Some(gid)).unwrap();
        }
    }

    fn launch(&mut self) {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.folder.join("log")).unwrap();
        let mut command = self.command("postgres");
        if Command::new("setpriv").args(["--pdeathsig", "INT", "true"]).status().is_ok_and(|status| status.success()) {
            let postgres = command.get_program().to_owned();
            command = self.as_owner("setpriv");
            command.args(["--pdeathsig", "INT", "--"]).arg(postgres);
        }
        command.arg("-D").arg(self.data()).stdout(Stdio::null()).stderr(Stdio::piped());
        let folder = self.folder.to_string_lossy();
        for (name, value) in [
            ("listen_addresses", ""),
            ("unix_socket_directories", &*folder),
            ("port", &self.port.to_string()),
            ("max_connections", "200"),
        ] {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        for (name, value) in &self.settings {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        self.progress.becomes(Phase::Starting);
        let progress = Arc::clone(&self.progress);
        // The signal at our end comes when the thread ends that made the child: this one lives as long as the server.
        self.server = Some(std::thread::spawn(move || {
            // Also if the program cannot be started at all.
            let _end = End(&progress);
            let mut child = command.spawn().unwrap();
            progress.follow(child.stderr.take().unwrap(), log);
            child.wait().unwrap();
        }));
    }

    /// Has a program run as the servers' user, where we are root.
    pub fn owned(command: &mut Command) {
        if let Some((uid, gid)) = account() {
            command.uid(uid).gid(gid);
        }
    }

    fn as_owner(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("LC_ALL", "C");
        command.current_dir(&self.folder).stdin(Stdio::null()).process_group(0);
        if let Some((uid, gid)) = account() {
            command.uid(uid).gid(gid);
        }
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.stop("immediate");
        if self.temporary && !std::thread::panicking() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

impl Progress {
    /// Reads what the server says to its end, and keeps it.
    fn follow(&self, said: impl std::io::Read, mut log: File) {
        for line in BufReader::new(said).split(b'\n').map_while(Result::ok) {
            // The disk may be full on purpose.
            let _ = log.write_all(&[&line[..], b"\n"].concat());
            let line = String::from_utf8_lossy(&line);
            if line.contains(READY) {
                self.becomes(Phase::Ready);
            } else if line.contains(CRASHED) {
                self.becomes(Phase::Starting);
            }
        }
    }

    fn phase(&self) -> Phase {
        *self.phase.lock().unwrap()
    }

    fn becomes(&self, phase: Phase) {
        *self.phase.lock().unwrap() = phase;
        self.changed.notify_all();
    }

    /// Waits until it accepts connections. False: it has ended.
    fn gets_ready(&self) -> bool {
        let phase = self.phase.lock().unwrap();
        *self.changed.wait_while(phase, |phase| *phase == Phase::Starting).unwrap() == Phase::Ready
    }
}

/// Tells the end of the server, however it comes.
struct End<'a>(&'a Progress);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.becomes(Phase::Ended);
    }
}

/// The folder of the newest server's tools.
fn binaries() -> PathBuf {
    let version = |path: &Path| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path());
    let newest = installed.filter(|path| path.join("bin/postgres").exists()).max_by_key(|path| version(path));
    if let Some(newest) = newest {
        return newest.join("bin");
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).find(|folder| folder.join("postgres").exists()).expect("PostgreSQL is installed")
}

/// Whom the server runs as when we are root.
fn account() -> Option<(u32, u32)> {
    let id = |arguments: &[&str]| {
        let output = Command::new("id").args(arguments).output().unwrap();
        String::from_utf8_lossy(&output.stdout).trim().parse::<u32>().ok()
    };
    if id(&["-u"]) != Some(0) {
        return None;
    }
    ["postgres", "nobody"].iter().find_map(|name| Some((id(&["-u", name])?, id(&["-g", name])?)))
}
