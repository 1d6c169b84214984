//! A world for one test: an emulated Telegram, a database of its own, and the `academy` process between them.

mod candidate;
mod learner;
mod output;
mod own_clock;
mod postgres;
mod redis;
mod rememberer;
mod server;
mod traces;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use academy::contexts;
use academy::platform::clock;
use academy::platform::content;
use academy::platform::eventstore::{EventStore, caught_up};
use academy::platform::vault::{Vault, kek};
use dialogues::catalogue::Catalogue;
use dialogues::kernel::ids::LearnerId;
use emulator::{Emulator, EmulatorConfig, LearnerClient, MessageView, Running};
use rand::Rng as _;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, PgPool};
use tokio::time::timeout;

pub use candidate::DONE;
pub use learner::{Learner, buttons};
#[allow(unused_imports, reason = "for the fault run")]
pub use own_clock::{faketime, put_ahead};
pub use postgres::Postgres;
pub use redis::Redis;
pub use server::{PATIENCE, Server, command, run};
pub use traces::{ERASURE_STEPS, traces};

pub struct World {
    pub emulator: Emulator,
    pub url: String,
    pub token: String,
    pub database: Database,
    pub catalogue: Arc<Catalogue>,
    pub folder: Folder,
    pub server: Option<Server>,
    variables: BTreeMap<String, String>,
    telegram: Running,
}

impl World {
    /// Everything but the academy.
    pub async fn empty() -> Self {
        Self::on(&required("TEST_DATABASE_URL")).await
    }

    /// The same, with its database on another server than the tests' own.
    pub async fn on(server_url: &str) -> Self {
        Self::between(server_url, &redis_url(), |_| ()).await
    }

    /// The same between given servers and an emulator that is arranged first.
    pub async fn between(server_url: &str, redis_url: &str, arrange: impl FnOnce(&mut EmulatorConfig)) -> Self {
        let bot: u32 = rand::rng().random_range(100_000_000..999_999_999);
        let token = format!("{bot}:TEST-0123456789-0123456789-0123456789");
        let mut config =
            EmulatorConfig { username: "academy_test_bot".into(), ..EmulatorConfig::new(token.clone(), clock::now) };
        arrange(&mut config);
        let emulator = Emulator::new(config).unwrap();
        let telegram = emulator.clone().bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let database = Database::fresh(server_url).await;
        let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
        let catalogue = Arc::new(content::load(&content).unwrap());
        let port = free_port();
        let mut world = Self {
            emulator,
            url: format!("http://127.0.0.1:{port}"),
            token: token.clone(),
            database,
            catalogue,
            folder: Folder::new(),
            server: None,
            variables: BTreeMap::new(),
            telegram,
        };
        let api_url = world.telegram.url.clone();
        let database_url = world.database.url.clone();
        let ledger = world.folder.path().join("erasures.ledger").to_string_lossy().into_owned();
        for (name, value) in [
            ("ERASURE_LEDGER", ledger),
            ("CONTENT_DIR", content.to_string_lossy().into_owned()),
            ("DATABASE_URL", database_url),
            ("HTTP_ADDR", format!("127.0.0.1:{port}")),
            ("KEK", kek::OF_TESTS.to_owned()),
            ("LOG", "info".to_owned()),
            ("PUBLIC_URL", format!("http://127.0.0.1:{port}")),
            ("REDIS_URL", redis_url.to_owned()),
            ("TELEGRAM_RATE", "1000".to_owned()),
            ("TELOXIDE_API_URL", api_url),
            ("TELOXIDE_TOKEN", token),
        ] {
            world.variables.insert(name.to_owned(), value);
        }
        world
    }

    /// A world with a running academy that polls.
    pub async fn polling() -> Self {
        let mut world = Self::empty().await;
        world.start().await;
        world
    }

    /// A world with a running academy that gets updates by webhook.
    pub async fn webhook() -> Self {
        let mut world = Self::empty().await;
        world.set("WEBHOOK_SECRET", "a-secret_of-the-test");
        world.start().await;
        world
    }

    /// Sets a variable for the next start; empty unsets it.
    pub fn set(&mut self, name: &str, value: impl Into<String>) -> &mut Self {
        self.variables.insert(name.to_owned(), value.into());
        self
    }

    pub fn variables(&self) -> &BTreeMap<String, String> {
        &self.variables
    }

    /// Starts the academy and returns when it is open.
    pub async fn start(&mut self) {
        let server = Server::start(&["serve"], &self.variables);
        server.log("the academy is open").await;
        self.server = Some(server);
    }

    /// The academy's database is on another server from the next start on: a restored one.
    pub fn move_to(&mut self, server_url: &str, name: &str) {
        self.database = Database::at(server_url, name);
        self.variables.insert("DATABASE_URL".to_owned(), self.database.url.clone());
    }

    /// A second academy beside the first, on a port of its own.
    pub async fn second(&self) -> Server {
        let mut variables = self.variables.clone();
        variables.insert("HTTP_ADDR".into(), format!("127.0.0.1:{}", free_port()));
        let server = Server::start(&["serve"], &variables);
        server.log("the academy is open").await;
        server
    }

    pub fn telegram_url(&self) -> &str {
        &self.telegram.url
    }

    pub fn server(&self) -> &Server {
        self.server.as_ref().unwrap()
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.server.take().unwrap().kill();
    }

    pub fn learner(&self, name: &str, language: &str) -> Learner {
        let learner = self.holding(self.emulator.learner(name, language));
        introduce(&self.database.pool, learner.client.id);
        learner
    }

    /// A learner with this phone, who looks at the database where it is now.
    pub fn holding(&self, client: LearnerClient) -> Learner {
        Learner::new(client, self.database.pool.clone(), Arc::clone(&self.catalogue))
    }

    /// Returns when the read models have taken in everything that is stored.
    pub async fn caught_up(&self) {
        let store = EventStore::for_test(self.database.pool.clone());
        for model in contexts::read_models() {
            caught_up(&store, &*model).await.unwrap();
        }
    }

    /// Returns when everything that Telegram had was taken.
    pub async fn settled(&self) {
        self.emulator.until(|telegram| telegram.pending() == 0).await;
    }

    /// The academy's doctor finds nothing, and all that [`check_integrity`](Self::check_integrity) asks for holds.
    pub async fn check_health(&self) {
        self.check_integrity().await;
        let (code, output) = self.command(&["doctor"]).await;
        assert_eq!(code, 0, "{output}");
    }

    /// Runs another `academy` command in this world to its end.
    pub async fn command(&self, arguments: &[&str]) -> (i32, String) {
        run(arguments, &self.variables).await
    }

    /// Read models equal their replay, streams have no gaps, and no key was used twice.
    pub async fn check_integrity(&self) {
        let gaps: i64 = self
            .database
            .one("SELECT count(*) FROM (SELECT aggregate_id FROM event_store GROUP BY 1 HAVING max(event_version) <> count(*)) gaps")
            .await;
        assert_eq!(gaps, 0, "a stream has a gap");
        let twice: i64 = self
            .database
            .one(
                "SELECT count(*) FROM (SELECT aggregate_id, event_data->>'question' FROM event_store
                 WHERE event_type = 'AnswerSubmitted' GROUP BY 1, 2 HAVING count(*) > 1) twice",
            )
            .await;
        assert_eq!(twice, 0, "an answer was counted twice");
        self.caught_up().await;
        let (code, output) = self.command(&["replay", "--check"]).await;
        assert_eq!(code, 0, "{output}");
    }
}

/// Has a learner get the id that follows from their number: tests look for their streams. Where there is no schema yet, the id
/// will be one of chance.
pub fn introduce(pool: &PgPool, telegram: i64) {
    let vault = Vault::for_test(pool.clone());
    let learner = LearnerId::of_telegram(telegram);
    let introduced = async { vault.introduce(telegram, learner).await };
    let done = tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(introduced));
    if let Err(error) = done {
        assert!(error.to_string().contains("does not exist"), "{error}");
    }
}

/// A database of the test's own, dropped with it unless it fails.
pub struct Database {
    pub url: String,
    pub pool: PgPool,
    pub name: String,
    server_url: String,
}

impl Database {
    async fn fresh(server_url: &str) -> Self {
        let name = format!("academy_it_{:016x}", rand::random::<u64>());
        let mut server = PgConnectOptions::from_str(server_url).unwrap().connect().await.unwrap();
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut server).await.unwrap();
        Self::at(server_url, &name)
    }

    /// A database that is there.
    fn at(server_url: &str, name: &str) -> Self {
        let mut url = url::Url::from_str(server_url).unwrap();
        url.set_path(name);
        let options = PgConnectOptions::from_str(url.as_str()).unwrap();
        let pool = sqlx::postgres::PgPoolOptions::new().max_connections(4).connect_lazy_with(options);
        Self { url: url.to_string(), pool, name: name.to_owned(), server_url: server_url.to_owned() }
    }

    /// A connection to the server that has this database.
    pub async fn server(&self) -> PgConnection {
        PgConnectOptions::from_str(&self.server_url).unwrap().connect().await.unwrap()
    }

    /// A single number.
    pub async fn one(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(&self.pool).await.unwrap()
    }

    /// Returns when the query has a row.
    pub async fn until(&self, query: &str) {
        let exists = format!("SELECT EXISTS ({query})");
        let reached = async {
            while !sqlx::query_scalar::<_, bool>(AssertSqlSafe(exists.clone())).fetch_one(&self.pool).await.unwrap() {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, reached).await.expect(query);
    }

    pub async fn events(&self, kind: &str) -> i64 {
        let count = sqlx::query_scalar("SELECT count(*) FROM event_store WHERE event_type = $1");
        count.bind(kind).fetch_one(&self.pool).await.unwrap()
    }

    /// Lets nobody in and throws everybody out: as good as a server that is down.
    pub async fn shut(&self) {
        let mut server = self.server().await;
        sqlx::query(AssertSqlSafe(format!("ALTER DATABASE {} ALLOW_CONNECTIONS false", self.name)))
            .execute(&mut server)
            .await
            .unwrap();
        let terminate = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
        sqlx::query(terminate).bind(&self.name).execute(&mut server).await.unwrap();
    }

    pub async fn open(&self) {
        let mut server = self.server().await;
        sqlx::query(AssertSqlSafe(format!("ALTER DATABASE {} ALLOW_CONNECTIONS true", self.name)))
            .execute(&mut server)
            .await
            .unwrap();
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let (name, url) = (self.name.clone(), self.server_url.clone());
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                // A server of the test's own may be gone by now, and the database with it.
                let Ok(mut server) = PgConnectOptions::from_str(&url).unwrap().connect().await else { return };
                let _ = sqlx::query(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")))
                    .execute(&mut server)
                    .await;
                let _ = server.close().await;
            });
        });
        let _ = dropped.join();
    }
}

/// A temporary folder, removed with the test.
pub struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("academy-it-{:016x}", rand::random::<u64>()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    #[allow(dead_code, reason = "for the fault run")]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// A copy of the real content that may be changed.
    pub fn content(&self) -> PathBuf {
        self.copy_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"))
    }

    /// A copy of a content folder that may be changed.
    pub fn copy_of(&self, from: &Path) -> PathBuf {
        let to = self.0.join("content");
        for file in content::read(from).unwrap().files {
            let path = to.join(&file.path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, file.text).unwrap();
        }
        to
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

pub fn redis_url() -> String {
    required("TEST_REDIS_URL")
}

fn required(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set; script/test starts what the tests need and sets it"))
}
