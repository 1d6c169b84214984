//! A fresh, migrated database for each test, copied from a template that is made once for each state of the migrations.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Deref;
use std::str::FromStr;

use secrecy::{ExposeSecret as _, SecretString};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, PgPool};
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::{MIGRATIONS, connect, migrate, set_time_outs};

const VARIABLE: &str = "TEST_DATABASE_URL";

/// Any number will do, as long as all test processes lock the same.
const TEMPLATE_LOCK: i64 = 0x7465_6d70;

static TEMPLATE: OnceCell<String> = OnceCell::const_new();

/// Dropped with the test, unless it fails: then the database is left for a look.
pub struct TestDatabase {
    pool: PgPool,
    name: String,
}

impl Deref for TestDatabase {
    type Target = PgPool;

    fn deref(&self) -> &PgPool {
        &self.pool
    }
}

impl TestDatabase {
    /// Connections beside the usual ones, for a test that keeps those busy.
    pub async fn another(&self, max: u32) -> PgPool {
        connect(&url_of(&self.name), max).await.unwrap()
    }
}

/// A database of its own for the calling test.
pub async fn database() -> TestDatabase {
    let template = TEMPLATE.get_or_init(template).await;
    let name = format!("academy_test_{}", Uuid::new_v4().simple());
    let mut server = server().await;
    execute(&mut server, format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    server.close().await.unwrap();
    // A template's are not its copies'.
    let mut first = PgConnectOptions::from_str(url_of(&name).expose_secret()).unwrap().connect().await.unwrap();
    set_time_outs(&mut first).await.unwrap();
    first.close().await.unwrap();
    TestDatabase { pool: connect(&url_of(&name), 12).await.unwrap(), name }
}

fn server_options() -> PgConnectOptions {
    let url = std::env::var(VARIABLE).unwrap_or_else(|_| {
        panic!("{VARIABLE} is not set: it takes a superuser's URL such as postgres://postgres@127.0.0.1:5432/postgres; script/test starts a server and sets it")
    });
    PgConnectOptions::from_str(&url).unwrap_or_else(|error| panic!("{VARIABLE} is no PostgreSQL URL: {error}"))
}

async fn server() -> PgConnection {
    server_options().connect().await.unwrap_or_else(|error| panic!("{VARIABLE} names no reachable server: {error}"))
}

fn url_of(database: &str) -> SecretString {
    server_options().database(database).to_url_lossy().to_string().into()
}

async fn template() -> String {
    let mut hasher = DefaultHasher::new();
    MIGRATIONS.iter().for_each(|migration| migration.checksum.hash(&mut hasher));
    let name = format!("academy_template_{:016x}", hasher.finish());
    let mut server = server().await;
    sqlx::query("SELECT pg_advisory_lock($1)").bind(TEMPLATE_LOCK).execute(&mut server).await.unwrap();
    let exists: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
        .bind(&name)
        .fetch_one(&mut server)
        .await
        .unwrap();
    if !exists {
        // Under another name until it is whole, so that an interrupted run leaves no half-made template.
        let unfinished = format!("{name}_unfinished");
        execute(&mut server, format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)")).await;
        execute(&mut server, format!("CREATE DATABASE {unfinished}")).await;
        let pool = connect(&url_of(&unfinished), 1).await.unwrap();
        migrate(&pool).await.unwrap();
        pool.close().await;
        execute(&mut server, format!("ALTER DATABASE {unfinished} RENAME TO {name}")).await;
    }
    server.close().await.unwrap();
    name
}

async fn execute(server: &mut PgConnection, statement: String) {
    sqlx::query(AssertSqlSafe(statement)).execute(server).await.unwrap();
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let statement = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        // Dropping is no async place, and the test's runtime is about to end.
        let dropped = std::thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async { execute(&mut server().await, statement).await });
        });
        dropped.join().unwrap();
    }
}
