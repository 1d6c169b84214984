//! The academy behind `PgBouncer`: at home in session mode, and told apart from PostgreSQL itself in transaction mode.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use sqlx::{ConnectOptions as _, PgConnection};

use crate::api::Session;
use crate::harness::{Postgres, World, free_port};

const LESSON: &str = "swift.values-and-types";

/// A pooler between a world's academy and its database. Dropping it ends it.
struct Pooler {
    child: Child,
    folder: PathBuf,
    url: String,
}

impl Pooler {
    /// None, said aloud: the program is not installed. `script/test` installs it where it may.
    fn before(world: &World, mode: &str) -> Option<Self> {
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::env::split_paths(&paths).chain(["/usr/sbin".into()]);
        let Some(program) = folders.map(|folder| folder.join("pgbouncer")).find(|program| program.exists()) else {
            eprintln!("SKIPPED: pgbouncer is not installed, so nothing is known of the academy behind one");
            return None;
        };
        let server = url::Url::parse(&world.database.url).unwrap();
        let socket = server.query_pairs().find(|(name, _)| name == "host").map(|(_, host)| host.into_owned());
        let host = socket.unwrap_or_else(|| server.host_str().unwrap().to_owned());
        let password = server.password().map(|password| format!("password={password}")).unwrap_or_default();
        let (port, listen, name) = (server.port().unwrap_or(5432), free_port(), &world.database.name);
        let folder = PathBuf::from(format!("/tmp/academy-pooler.{:016x}", rand::random::<u64>()));
        std::fs::create_dir(&folder).unwrap();
        let configuration = folder.join("pgbouncer.ini");
        let settings = format!(
            "[databases]\n{name} = host={host} port={port} user={} {password}\n\
             [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {listen}\nunix_socket_dir =\nauth_type = any\n\
             pool_mode = {mode}\ndefault_pool_size = 60\nignore_startup_parameters = extra_float_digits\n",
            server.username()
        );
        std::fs::write(&configuration, settings).unwrap();
        for path in [&folder, &configuration] {
            Postgres::hand_over(path);
        }
        let log = File::create(folder.join("log")).unwrap();
        let mut command = Command::new(program);
        command.arg(&configuration).stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        Postgres::owned(&mut command);
        let child = command.spawn().unwrap();
        let url = format!("postgres://academy@127.0.0.1:{listen}/{name}?sslmode=disable");
        let mut pooler = Self { child, folder, url };
        while std::net::TcpStream::connect(("127.0.0.1", listen)).is_err() {
            assert!(pooler.child.try_wait().unwrap().is_none(), "{}", pooler.log());
        }
        Some(pooler)
    }

    fn log(&self) -> String {
        std::fs::read_to_string(Path::new(&self.folder).join("log")).unwrap_or_default()
    }

    async fn connect(&self) -> PgConnection {
        self.url.parse::<sqlx::postgres::PgConnectOptions>().unwrap().connect().await.unwrap()
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("--- the pooler said:\n{}\n---", self.log());
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_pooler_in_session_mode_everything_works_and_every_session_has_the_time_outs() {
    let mut world = World::empty().await;
    let Some(pooler) = Pooler::before(&world, "session") else { return };
    world.set("DATABASE_URL", &pooler.url);
    world.start().await;
    let anna = world.learner("Anna", "en").welcomed().await;
    anna.begin_quiz(LESSON).await;
    anna.answer(true).await;
    for (setting, value) in [("statement_timeout", "15s"), ("lock_timeout", "10s"), ("client_min_messages", "warning")]
    {
        let shown = sqlx::query_scalar("SELECT current_setting($1)").bind(setting);
        let shown: String = shown.fetch_one(&mut pooler.connect().await).await.unwrap();
        assert_eq!(shown, value, "{setting}");
    }

    world.kill();
    world.start().await;
    anna.onward().await;
    anna.answers(&[true, true, true, true]).await;
    let session = Session::open(&world, &anna).await;
    let progress = session.get("/users/me/progress").await;
    assert!(progress.to_string().contains("\"completedLessons\":1"), "{progress}");
    for command in ["migrate", "replay", "prune"] {
        let (code, output) = world.command(&[command]).await;
        assert_eq!(code, 0, "{command}: {output}");
    }
    let (code, output) = world.command(&["doctor"]).await;
    assert!(code == 0 && output.contains("each has its session, and has the time-outs"), "{output}");
    world.check_health().await;

    // The database goes and comes back.
    world.database.shut().await;
    world.database.open().await;
    anna.send("/settings").await;
    anna.tap("s.g").await;
    anna.tap("s.sg:20").await;
    world.check_integrity().await;
    world.server.take().unwrap().terminate().await;
    let (code, output) = world.command(&["renumber"]).await;
    assert!(code == 0 && output.contains("nothing to do"), "{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pooler_in_transaction_mode_is_named_and_the_direct_way_leads_around_it() {
    let mut world = World::empty().await;
    let direct = world.database.url.clone();
    let Some(pooler) = Pooler::before(&world, "transaction") else { return };
    world.set("DATABASE_URL", &pooler.url);
    for command in [&["serve"][..], &["migrate"], &["replay"], &["renumber"], &["prune"], &["doctor"]] {
        let (code, output) = world.command(command).await;
        assert_eq!(code, 1, "{command:?}: {output}");
        assert!(output.contains("a pooler in transaction mode"), "{command:?}: {output}");
        assert!(output.contains("set DATABASE_DIRECT_URL") || output.contains("Set DATABASE_DIRECT_URL"), "{output}");
    }
    assert_eq!(world.database.one("SELECT count(*) FROM pg_class WHERE relname = 'event_store'").await, 0);

    world.set("DATABASE_DIRECT_URL", direct);
    let (code, output) = world.command(&["migrate"]).await;
    assert_eq!(code, 0, "{output}");
    let (_, output) = world.command(&["doctor"]).await;
    assert!(output.contains("DATABASE_URL leads to a pooler in transaction mode that loses prepared"), "{output}");
    assert!(output.contains("pool_mode = session"), "{output}");
    // What the doctor has set for itself is nobody else's.
    let shown: String = sqlx::query_scalar("SELECT current_setting('default_transaction_read_only')")
        .persistent(false)
        .fetch_one(&mut pooler.connect().await)
        .await
        .unwrap();
    assert_eq!(shown, "off");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_lost_its_time_outs_is_told_with_the_statement_that_mends_it() {
    let world = World::polling().await;
    world.check_health().await;
    let user: String = sqlx::query_scalar("SELECT current_user::text").fetch_one(&world.database.pool).await.unwrap();
    let reset = format!("ALTER ROLE {user} IN DATABASE {} SET statement_timeout = 0", world.database.name);
    sqlx::query(sqlx::AssertSqlSafe(reset)).execute(&world.database.pool).await.unwrap();
    let (code, output) = world.command(&["doctor"]).await;
    assert!(code == 1 && output.contains("statement_timeout is 0, not 15s"), "{output}");
    assert!(output.contains("SET statement_timeout = '15s'"), "{output}");
    let (code, output) = world.command(&["migrate"]).await;
    assert_eq!(code, 0, "{output}");
    let (code, output) = world.command(&["doctor"]).await;
    assert_eq!(code, 0, "{output}");
}
