//! The ground of a drill: a server that archives, an academy on it, and two learners in the middle of something.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;
use uuid::Uuid;

use super::LESSON;
use crate::api::Session;
use crate::harness::{Learner, Postgres, World, command};

/// Nothing here takes longer, whatever `DRILL_EVENTS` says.
const PATIENCE: Duration = Duration::from_mins(30);

pub struct Drill {
    pub world: World,
    /// At the second question of a quiz.
    pub anna: Learner,
    /// Has passed a quiz.
    pub boris: Learner,
    /// The database's name on the source, and so on what its base backups become.
    pub name: String,
    source: Postgres,
    folder: Folder,
}

/// What opens backups, as the operator has it.
pub struct Keys {
    /// The file, which the server's user may read, too.
    pub identity: String,
    /// The public half.
    pub recipient: String,
}

/// A temporary folder that PostgreSQL's user may pass, removed with the drill unless that fails.
pub struct Folder(PathBuf);

impl Drill {
    /// Anna answered a question and looks at the second; Boris has passed his quiz. All of it is in the read models.
    pub async fn begin() -> Self {
        // An hour is for ever: segments are archived when a test says so.
        Self::archiving("1h").await
    }

    /// The same, where a segment is archived at the latest after so long.
    pub async fn archiving(every: &str) -> Self {
        let folder = Folder::new();
        let keys = folder.keys("academy-backup.key");
        let source = source(&folder, every, &keys.recipient);
        let mut world = World::on(&source.url("postgres")).await;
        world.set("BACKUP_RECIPIENT", &keys.recipient);
        world.start().await;
        // This server has done more than the one that comes after it: its numbers mean nothing there.
        sqlx::raw_sql("DO $$ BEGIN FOR i IN 1..3000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$")
            .execute(&world.database.pool)
            .await
            .unwrap();
        let anna = world.learner("Anna", "en").welcomed().await;
        anna.begin_quiz(LESSON).await;
        anna.answer(true).await;
        anna.onward().await;
        let boris = world.learner("Boris", "ru").welcomed().await;
        boris.begin_quiz(LESSON).await;
        boris.answers(&[true, true, true, true, true]).await;
        world.caught_up().await;
        let name = world.database.name.clone();
        Self { world, anna, boris, name, source, folder }
    }

    /// A path in the drill's folder.
    pub fn path(&self, name: &str) -> String {
        self.folder.path(name)
    }

    /// The file that opens the drill's backups.
    pub fn identity(&self) -> String {
        self.path("academy-backup.key")
    }

    /// What the API says about the learners.
    pub async fn answers(&self) -> Vec<String> {
        let mut answers = Vec::new();
        for learner in [&self.anna, &self.boris] {
            let session = Session::open(&self.world, learner).await;
            for path in ["/users/me", "/users/me/progress", "/users/me/courses"] {
                answers.push(session.get(path).await["data"].to_string());
            }
        }
        answers
    }

    /// Every event's id, in the log's order.
    pub async fn log(&self) -> Vec<Uuid> {
        let query = "SELECT event_id FROM event_store ORDER BY event_store.tx, position";
        sqlx::query_scalar(query).fetch_all(&self.world.database.pool).await.unwrap()
    }

    /// Everything that was written so far lies in the archive.
    pub async fn archived(&self) {
        let pool = &self.world.database.pool;
        let last: String = sqlx::query_scalar("SELECT pg_walfile_name(pg_switch_wal())").fetch_one(pool).await.unwrap();
        let archived = "SELECT count(*) FROM pg_stat_archiver WHERE last_archived_wal >= $1";
        while sqlx::query_scalar::<_, i64>(archived).bind(&last).fetch_one(pool).await.unwrap() == 0 {
            assert!(!self.source.ended(), "{}", self.source.log());
        }
        assert!(Path::new(&self.path("archive")).join(format!("{last}.age")).is_file());
    }

    /// The folder of the server's data.
    pub fn disk(&self) -> PathBuf {
        self.source.data()
    }

    /// What lies on the dead server's disk and is not in the archive.
    pub async fn archive_the_rest(&self) {
        let mut segments: Vec<PathBuf> =
            std::fs::read_dir(self.source.data().join("pg_wal")).unwrap().map(|entry| entry.unwrap().path()).collect();
        segments.retain(|path| path.file_name().unwrap().len() == 24);
        for segment in segments {
            let arguments = ["wal", &segment.to_string_lossy(), &self.path("archive")];
            let (code, output) = self.script("backup", &arguments).await;
            // A segment that is prepared for later has an old one's content under a new name, or none.
            assert!(code == 0 || output.contains("with other content"), "{output}");
        }
        open_to(Path::new(&self.path("archive")));
    }

    /// Academy and database die at once.
    pub fn die(&mut self) {
        self.world.kill();
        self.source.stop("immediate");
    }

    /// A new server with an empty database `academy`.
    pub fn empty_cluster(&self, name: &str) -> Postgres {
        let folder = self.folder.0.join(name);
        std::fs::create_dir(&folder).unwrap();
        let cluster = Postgres::start_in(&folder, &[]);
        let port = cluster.url("").split("localhost:").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let socket = folder.to_string_lossy().into_owned();
        cluster.run("createdb", ["--host", &socket, "--port", &port, "--username", "postgres", "academy"]);
        cluster
    }

    /// A server from a base backup, recovered from the archive.
    pub async fn restore_base(&self, name: &str, backup: &str, options: &[&str]) -> Postgres {
        let folder = self.folder.0.join(name);
        std::fs::create_dir(&folder).unwrap();
        Postgres::hand_over(&folder);
        let (data, archive) = (self.path(&format!("{name}/data")), self.path("archive"));
        let identity = self.identity();
        let arguments =
            [&["base", backup, "--into", &data, "--wal", &archive, "--identity", &identity], options].concat();
        let (code, output) = self.script("restore", &arguments).await;
        assert_eq!(code, 0, "{output}");
        Postgres::start_in(&folder, &[])
    }

    /// Runs `script/NAME` on the world's database: its exit code and everything it said.
    pub async fn script(&self, name: &str, arguments: &[&str]) -> (i32, String) {
        self.script_with(name, arguments, env!("CARGO_BIN_EXE_academy")).await
    }

    /// The same, with another program for the academy.
    pub async fn script_with(&self, name: &str, arguments: &[&str], academy: &str) -> (i32, String) {
        let mut variables = self.world.variables().clone();
        variables.insert("ACADEMY".to_owned(), academy.to_owned());
        script(name, arguments, &variables).await
    }

    /// Runs an academy command in the world, however long it takes.
    pub async fn academy(&self, arguments: &[&str]) -> (i32, String) {
        finish(command(arguments, self.world.variables())).await
    }

    /// On the restored database everybody is where they were: the API answers as before, the next press counts, the
    /// quiz goes to its end, and nothing is there twice.
    pub async fn goes_on(&mut self, answers: Vec<String>) {
        self.world.start().await;
        assert_eq!(self.answers().await, answers);
        let anna = self.world.holding(self.anna.client.clone());
        assert!(anna.screen().await.text.contains("2/5"), "{}", anna.screen().await.text);
        let verdict = anna.answer(true).await;
        assert!(verdict.text.contains("2/5") && verdict.text.contains("Right"), "{}", verdict.text);
        anna.onward().await;
        anna.answers(&[true, true, true]).await;
        assert_eq!(self.world.database.events("AnswerSubmitted").await, 10);
        assert_eq!(self.world.database.events("LessonCompleted").await, 2);
        let clara = self.world.learner("Clara", "en").welcomed().await;
        clara.begin_quiz(LESSON).await;
        self.world.check_integrity().await;
    }
}

/// Runs a script to its end with these variables.
pub async fn script(
    name: &str,
    arguments: &[&str],
    variables: &std::collections::BTreeMap<String, String>,
) -> (i32, String) {
    let mut command = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("script").join(name));
    command.args(arguments).env_clear().envs(variables.iter().filter(|(_, value)| !value.is_empty()));
    for name in ["PATH", "HOME", "TMPDIR"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command.stdin(Stdio::null()).kill_on_drop(true);
    finish(command).await
}

async fn finish(mut command: Command) -> (i32, String) {
    let output = timeout(PATIENCE, command.output()).await.expect("it ends").unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&said).into_owned())
}

/// A server that archives, by a copy of the script: its user may not be allowed to look into the checkout.
fn source(folder: &Folder, archive_timeout: &str, recipient: &str) -> Postgres {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("script");
    for name in ["backup", "database.sh", "lib.sh"] {
        let copy = folder.0.join(name);
        std::fs::copy(scripts.join(name), &copy).unwrap();
        std::fs::set_permissions(copy, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let (own, archive) = (folder.0.join("source"), folder.0.join("archive"));
    std::fs::create_dir(&own).unwrap();
    std::fs::create_dir(&archive).unwrap();
    let command =
        format!("BACKUP_RECIPIENT={recipient} {} wal %p {}", folder.0.join("backup").display(), archive.display());
    let settings =
        [("archive_mode", "on"), ("archive_command", command.as_str()), ("archive_timeout", archive_timeout)];
    let source = Postgres::start_in(&own, &settings);
    Postgres::hand_over(&archive);
    source
}

/// Makes everything in a folder the server's user's.
fn open_to(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        Postgres::hand_over(&entry.unwrap().path());
    }
}

impl Folder {
    pub fn new() -> Self {
        let path = PathBuf::from(format!("/tmp/academy-drill.{:016x}", rand::random::<u64>()));
        std::fs::create_dir(&path).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o711)).unwrap();
        Self(path)
    }

    /// A pair of keys, made as an operator makes it.
    pub fn keys(&self, name: &str) -> Keys {
        let identity = self.path(name);
        let made = std::process::Command::new("age-keygen").args(["-o", &identity]).output().expect("age is installed");
        assert!(made.status.success(), "{made:?}");
        Postgres::hand_over(Path::new(&identity));
        let written = std::fs::read_to_string(&identity).unwrap();
        let recipient = written.lines().find_map(|line| line.strip_prefix("# public key: ")).unwrap().to_owned();
        Keys { identity, recipient }
    }

    pub fn path(&self, name: &str) -> String {
        self.0.join(name).to_string_lossy().into_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }
}
