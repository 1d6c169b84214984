//! Against the PostgreSQL of this machine. What has to be killed runs in a process of its own: this same test binary,
//! told by variables to be the [`accomplice`].

use std::io::{BufRead, BufReader};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Weak};
use std::time::Instant;

use secrecy::ExposeSecret;
use tokio::sync::Mutex;

use super::*;

/// A folder for a test, gone at its end.
pub(super) struct Folder(PathBuf);

impl Folder {
    /// A name that is free, and nothing there yet.
    fn free() -> Self {
        Self(std::env::temp_dir().join(format!("academy-test-{}", uuid::Uuid::new_v4().simple())))
    }

    pub(super) fn made() -> Self {
        let folder = Self::free();
        std::fs::create_dir(&folder.0).unwrap();
        std::fs::set_permissions(&folder.0, std::fs::Permissions::from_mode(0o755)).unwrap();
        folder
    }

    /// One with an empty database in it: a copy, because initdb takes its second each time.
    async fn prepared() -> Self {
        static TEMPLATE: Mutex<Weak<Folder>> = Mutex::const_new(Weak::new());
        let mut slot = TEMPLATE.lock().await;
        let template = if let Some(template) = slot.upgrade() {
            template
        } else {
            let template = Arc::new(Self::free());
            Cluster::start(template.path()).await.unwrap().stop().await.unwrap();
            *slot = Arc::downgrade(&template);
            template
        };
        drop(slot);
        let folder = Self::free();
        let copy = Command::new("cp").arg("-a").args([template.path(), folder.path()]).status().unwrap();
        assert!(copy.success());
        folder
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

async fn connect(cluster: &Cluster) -> PgConnection {
    PgConnection::connect(cluster.url().expose_secret()).await.unwrap()
}

async fn write(cluster: &Cluster) {
    let mut connection = connect(cluster).await;
    sqlx::query("CREATE TABLE IF NOT EXISTS kept (word text)").execute(&mut connection).await.unwrap();
    sqlx::query("INSERT INTO kept VALUES ('Ёлка')").execute(&mut connection).await.unwrap();
}

async fn count(cluster: &Cluster) -> i64 {
    let mut connection = connect(cluster).await;
    sqlx::query_scalar("SELECT count(*) FROM kept WHERE lower(word) = 'ёлка'").fetch_one(&mut connection).await.unwrap()
}

fn server_pid(folder: &Path) -> Option<u32> {
    std::fs::read_to_string(folder.join("postgres/data/postmaster.pid")).ok()?.lines().next()?.parse().ok()
}

/// Whether a process still does anything: one that has ended and is only waited for does not.
fn is_alive(pid: u32) -> bool {
    if Path::new("/proc/self").exists() {
        return std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|state| !state.contains(") Z "));
    }
    let output = Command::new("ps").args(["-o", "stat=", "-p", &pid.to_string()]).output().unwrap();
    let state = String::from_utf8_lossy(&output.stdout);
    !state.trim().is_empty() && !state.trim().starts_with('Z')
}

/// Not a test of its own: holds a cluster for the tests below, which start it in another process, until it is killed.
#[tokio::test]
async fn accomplice() {
    let Some(folder) = std::env::var_os("CLUSTER_TEST_FOLDER") else { return };
    let leash = std::env::var("CLUSTER_TEST_LEASH").map_or(Leash::Kernel, |_| Leash::Shell);
    let cluster = Cluster::start_with(Path::new(&folder), Some(leash)).await.unwrap();
    write(&cluster).await;
    println!("\nready");
    cluster.ended().await;
}

/// Starts the accomplice and waits until it has stored a row.
fn start_accomplice(command: &mut Command, folder: &Path) -> Child {
    let mut child = command
        .args(["--exact", "platform::cluster::tests::accomplice", "--nocapture"])
        .env("CLUSTER_TEST_FOLDER", folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.into_iter().any(|line| line == "ready"), "the accomplice did not start");
    child
}

/// Kills the accomplice as nobody can be killed more, and waits until its server has followed.
fn kill(mut child: Child, folder: &Path) {
    let pid = server_pid(folder).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let begin = Instant::now();
    while is_alive(pid) {
        assert!(begin.elapsed() < Duration::from_secs(20), "the server has outlived its academy");
        std::thread::yield_now();
    }
}

#[tokio::test]
async fn what_was_stored_is_there_after_a_restart() {
    let folder = Folder::free();
    let cluster = Cluster::start(folder.path()).await.unwrap();
    write(&cluster).await;
    let pid = server_pid(folder.path()).unwrap();
    cluster.stop().await.unwrap();
    assert!(!is_alive(pid));

    let cluster = Cluster::start(folder.path()).await.unwrap();
    assert_eq!(count(&cluster).await, 1);
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_dropped_cluster_makes_room_for_the_next() {
    let folder = Folder::prepared().await;
    let cluster = Cluster::start(folder.path()).await.unwrap();
    write(&cluster).await;
    drop(cluster);
    let cluster = Cluster::start(folder.path()).await.unwrap();
    assert_eq!(count(&cluster).await, 1);
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn nobody_else_can_reach_the_data_or_the_socket() {
    let folder = Folder::prepared().await;
    let cluster = Cluster::start(folder.path()).await.unwrap();
    for name in ["postgres", "postgres/data", "run"] {
        let mode = std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name}");
    }
    let mut connection = connect(&cluster).await;
    let setting = |name: &'static str| sqlx::query_scalar::<_, String>("SELECT current_setting($1)").bind(name);
    for (name, value) in [("listen_addresses", ""), ("fsync", "on"), ("is_superuser", "off")] {
        assert_eq!(setting(name).fetch_one(&mut connection).await.unwrap(), value, "{name}");
    }
    cluster.stop().await.unwrap();
}

/// This test's own program, to be the accomplice.
fn myself() -> Command {
    Command::new(std::env::current_exe().unwrap())
}

#[tokio::test]
async fn an_academy_starts_at_once_after_a_kill_and_has_its_data() {
    let folder = Folder::prepared().await;
    let mut child = start_accomplice(&mut myself(), folder.path());
    let pid = server_pid(folder.path()).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();

    let cluster = Cluster::start(folder.path()).await.unwrap();
    assert!(!is_alive(pid), "two servers at once");
    assert_eq!(count(&cluster).await, 1);
    cluster.stop().await.unwrap();
    assert_eq!(server_pid(folder.path()), None);
}

/// The next start would end a left-over server itself, so that here nobody starts one.
#[tokio::test]
async fn no_server_outlives_a_killed_academy_with_setpriv_or_without() {
    for leash in [None, Some("shell")] {
        let folder = Folder::prepared().await;
        let mut command = myself();
        command.envs(leash.map(|leash| ("CLUSTER_TEST_LEASH", leash)));
        kill(start_accomplice(&mut command, folder.path()), folder.path());
    }
}

#[tokio::test]
async fn a_half_made_database_is_made_anew() {
    let folder = Folder::prepared().await;
    let home = folder.path().join("postgres");
    std::fs::rename(home.join("data"), home.join("data.new")).unwrap();
    std::fs::remove_file(home.join("data.new/global/pg_control")).unwrap();
    let cluster = Cluster::start(folder.path()).await.unwrap();
    write(&cluster).await;
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn data_of_another_version_is_refused_and_left_alone() {
    let folder = Folder::prepared().await;
    let file = folder.path().join("postgres/data/PG_VERSION");
    std::fs::write(&file, "9\n").unwrap();
    let error = Cluster::start(folder.path()).await.unwrap_err();
    assert!(matches!(error, ClusterError::OtherVersion { data: 9, .. }), "{error}");
}

#[tokio::test]
async fn a_pid_file_with_a_strangers_number_does_not_stop_us() {
    let folder = Folder::prepared().await;
    let file = folder.path().join("postgres/data/postmaster.pid");
    std::fs::write(file, format!("{}\n", std::process::id())).unwrap();
    Cluster::start(folder.path()).await.unwrap().stop().await.unwrap();
}

#[tokio::test]
async fn a_server_that_cannot_start_is_reported_with_its_own_words() {
    let folder = Folder::prepared().await;
    std::fs::write(folder.path().join("postgres/data/postgresql.conf"), "no_such_setting = 1\n").unwrap();
    let error = Cluster::start(folder.path()).await.unwrap_err().to_string();
    assert!(error.contains("no_such_setting"), "{error}");
}

#[tokio::test]
async fn a_long_path_with_odd_letters_works() {
    let folder = Folder::made();
    let long = folder.path().join(format!("a \"long\", +path's {}", "ю".repeat(60)));
    std::fs::rename(Folder::prepared().await.path(), &long).unwrap();
    let cluster = Cluster::start(&long).await.unwrap();
    write(&cluster).await;
    assert_eq!(count(&cluster).await, 1);
    let run = cluster.server.folders.run.clone();
    cluster.stop().await.unwrap();
    std::fs::remove_dir_all(run).unwrap();
}

#[tokio::test]
async fn a_folder_that_everybody_may_write_in_is_refused() {
    let folder = Folder::made();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
    let error = Cluster::start(folder.path()).await.unwrap_err().to_string();
    assert!(error.contains("every user") && error.contains("ACADEMY_DATA_DIR"), "{error}");
}

#[tokio::test]
async fn under_root_a_closed_parent_is_named() {
    if !account::running_as_root() {
        return;
    }
    let folder = Folder::made();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    let error = Cluster::start(&folder.path().join("deep/down")).await.unwrap_err();
    let closed = folder.path().canonicalize().unwrap();
    assert!(matches!(&error, ClusterError::Unreachable { folder, .. } if *folder == closed), "{error}");

    // A folder that is ours alone is opened up instead.
    let own = Folder::prepared().await;
    std::fs::set_permissions(own.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    Cluster::start(own.path()).await.unwrap().stop().await.unwrap();
}

/// Under root, an ordinary user is made for the occasion; everybody else is one already.
#[test]
fn an_ordinary_user_can_do_it_all() {
    if !account::running_as_root() {
        return;
    }
    let folder = Folder::made();
    // The test binary may lie where only root can go.
    let program = folder.path().join("test");
    std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    chown(&data, Some(65534), Some(65534)).unwrap();
    for _ in ["create", "start again"] {
        let mut command = Command::new(&program);
        command.uid(65534).gid(65534).current_dir("/");
        kill(start_accomplice(&mut command, &data), &data);
    }
}
