//! Canaries: a name, words and a number that nothing else holds are planted with a learner who is erased later, and looked
//! for in every byte that is left: on the server's disk with its WAL, in the archive, in dumps, in Redis, in the log at its
//! most talkative, and in what older backups bring back.

use std::path::{Path, PathBuf};
use std::process::Command;

use memchr::memmem;

use super::drill::Drill;
use crate::harness::{Learner, Postgres, Redis, World, traces};

const NAME: &str = "Kanarienvogel";
const SAID: &str = "An ornithorhynchus told me that it holds a value or nil";

/// What is looked for, and where it was looked for so far.
struct Search {
    canaries: Vec<Vec<u8>>,
    looked: Vec<Looked>,
    hits: Vec<String>,
}

struct Looked {
    place: String,
    files: usize,
    bytes: usize,
}

impl Search {
    fn of(learner: &Learner) -> Self {
        let number = learner.client.id;
        assert!(number > i64::from(u16::MAX), "{number} may stand anywhere");
        let texts = [NAME, "ornithorhynchus", &number.to_string()].map(|text| text.as_bytes().to_vec());
        let numbers = [number.to_le_bytes().to_vec(), number.to_be_bytes().to_vec()];
        Self { canaries: texts.into_iter().chain(numbers).collect(), looked: Vec::new(), hits: Vec::new() }
    }

    fn bytes(&mut self, place: &str, file: &str, bytes: &[u8]) {
        let found = self.canaries.iter().filter(|canary| holds(bytes, canary));
        self.hits.extend(found.map(|canary| format!("{place}: {file}: {}", String::from_utf8_lossy(canary))));
        match self.looked.iter_mut().find(|looked| looked.place == place) {
            Some(looked) => (looked.files, looked.bytes) = (looked.files + 1, looked.bytes + bytes.len()),
            None => self.looked.push(Looked { place: place.to_owned(), files: 1, bytes: bytes.len() }),
        }
    }

    /// Everything below a folder, with its WAL told apart.
    fn folder(&mut self, place: &str, folder: &Path) {
        for file in files(folder) {
            let Ok(bytes) = std::fs::read(&file) else { continue };
            let wal = file.components().any(|part| part.as_os_str() == "pg_wal");
            let place = if wal { format!("{place}, WAL") } else { place.to_owned() };
            self.bytes(&place, &file.to_string_lossy(), &bytes);
        }
    }

    /// A dump as SQL: whatever is packed in it lies open there.
    async fn dump(&mut self, place: &str, world: &World, file: &str) {
        let (code, output) =
            super::drill::script("backup", &["logical", file, "--unencrypted"], world.variables()).await;
        assert_eq!(code, 0, "{output}");
        let sql = stdout(Command::new("pg_restore").args(["--file=-", file]));
        assert!(memmem::find(&sql, b"LessonStarted").is_some(), "what is in the log can be found in it");
        self.bytes(place, file, &sql);
    }

    fn report(&self) {
        for Looked { place, files, bytes } in &self.looked {
            println!("{place}: {files} files, {bytes} bytes");
        }
        println!("{} hits", self.hits.len());
    }
}

/// Digits are a number only where no others, no letters and no point stand beside them: microseconds are nobody's.
fn holds(bytes: &[u8], canary: &[u8]) -> bool {
    let is_number = canary.iter().all(u8::is_ascii_digit);
    let part = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'.');
    memmem::find_iter(bytes, canary).any(|at| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        !is_number || !part(before) && !part(bytes.get(at + canary.len()))
    })
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn stdout(command: &mut Command) -> Vec<u8> {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Opens what was encrypted for the operator.
fn opened(drill: &Drill, file: &Path) -> Vec<u8> {
    stdout(Command::new("age").args(["--decrypt", "--identity", &drill.identity()]).arg(file))
}

async fn redis(search: &mut Search, redis: &Redis) {
    let client = redis::Client::open(redis.url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut connection).await.unwrap();
    for key in keys {
        let value: redis::Value = redis::cmd("DUMP").arg(&key).query_async(&mut connection).await.unwrap();
        let value = if let redis::Value::BulkString(bytes) = value { bytes } else { Vec::new() };
        search.bytes("Redis", &key, &[key.as_bytes(), &value].concat());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_planted_with_who_is_erased_is_found_nowhere_not_in_the_wal_and_not_in_what_older_backups_bring_back()
{
    let mut drill = Drill::begin().await;
    let cache = Redis::start().await.unwrap();
    drill.world.kill();
    drill.world.set("REDIS_URL", cache.url()).set("ERASURE_GRACE", "0").set("LOG", "trace");
    drill.world.start().await;
    let learner = drill.world.learner(NAME, "en").welcomed().await;
    learner.begin_interview("Junior", "en").await;
    learner.says(SAID).await;
    assert!(learner.interview().await.exchanges[0].answer().contains("ornithorhynchus"), "it was planted");
    drill.world.caught_up().await;

    let mut search = Search::of(&learner);
    redis(&mut search, &cache).await;
    let (base, logical) = (drill.path("older-base"), drill.path("older-dump"));
    for backup in [["base", &base], ["logical", &logical]] {
        let (code, output) = drill.script("backup", &backup).await;
        assert_eq!(code, 0, "{output}");
    }
    drill.archived().await;

    learner.send("/mydata").await;
    learner.tap("d.a").await;
    learner.tap("d.s").await;
    learner.tap("d.e@").await;
    drill.world.database.until("SELECT FROM event_store WHERE event_type = 'ProcessEnded'").await;
    redis(&mut search, &cache).await;
    sqlx::raw_sql("CHECKPOINT").execute(&drill.world.database.pool).await.unwrap();
    search.folder("the server's disk", &drill.disk());
    search.dump("a dump", &drill.world, &drill.path("dump")).await;
    let said = drill.world.server().output();
    search.bytes("the log at trace", "standard error", said.as_bytes());
    for file in files(Path::new(&drill.path("archive"))) {
        let sealed = file.extension().is_some_and(|ending| ending == "age");
        let bytes = if sealed { opened(&drill, &file) } else { std::fs::read(&file).unwrap() };
        search.bytes("the archive, opened", &file.to_string_lossy(), &bytes);
    }
    let tar = opened(&drill, Path::new(&base));
    search.bytes("the older base backup, opened", &base, &tar);

    let ledger = drill.world.variables()["ERASURE_LEDGER"].clone();
    assert!(std::fs::read_to_string(&ledger).unwrap().contains(&learner.id().to_string()));
    drill.die();
    let target = drill.empty_cluster("target");
    let arguments = ["logical", &logical, &target.url("academy"), "--identity", &drill.identity()];
    let (code, output) = drill.script("restore", &arguments).await;
    assert!(code == 0 && output.contains("1 learner was erased again"), "{output}");
    drill.world.move_to(&target.url("postgres"), "academy");
    nothing_is_left(&mut search, "the older dump, restored", &mut drill, &learner, &target).await;

    let name = drill.name.clone();
    let target = drill.restore_base("older", &base, &[]).await;
    drill.world.move_to(&target.url("postgres"), &name);
    let (code, output) = drill.world.command(&["erasures", "apply"]).await;
    assert_eq!(code, 0, "{output}");
    nothing_is_left(&mut search, "the older base backup, restored", &mut drill, &learner, &target).await;

    search.report();
    assert_eq!(search.hits, [""; 0]);
    assert!(search.looked.iter().all(|looked| looked.files > 0 && looked.bytes > 1_000));
    assert_eq!(search.looked.len(), 13, "every place was looked at");
}

/// Nothing of the learner in what was restored, where the others go on.
async fn nothing_is_left(search: &mut Search, place: &str, drill: &mut Drill, learner: &Learner, target: &Postgres) {
    let pool = &drill.world.database.pool;
    assert_eq!(traces(pool, learner.id().as_uuid(), NAME, learner.client.id).await, [""; 0], "{place}");
    sqlx::raw_sql("CHECKPOINT").execute(pool).await.unwrap();
    search.folder(place, &target.data());
    let file = drill.path(&format!("dump of {place}"));
    search.dump(&format!("{place}, dumped"), &drill.world, &file).await;
    let (code, output) = drill.world.command(&["doctor"]).await;
    assert_eq!(code, 0, "{output}");
}
