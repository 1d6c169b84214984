//! Canaries: what is a person's own is planted, and then looked for wherever the academy stores or says anything.

use academy::platform::vault::kek;
use sqlx::AssertSqlSafe;

use crate::harness::{World, redis_url, run};

const NAME: &str = "Canaria Quetzalcoatl";
const SAID: &str = "An ornithorhynchus told me that it holds a value or nil";

/// All rows of all tables, as text, each with its table.
pub async fn rows(world: &World) -> Vec<(String, String)> {
    let pool = &world.database.pool;
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
         WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    let mut rows = Vec::new();
    for table in tables {
        let all = format!("SELECT to_jsonb(t)::text FROM {table} t");
        let found: Vec<String> = sqlx::query_scalar(AssertSqlSafe(all)).fetch_all(pool).await.unwrap();
        rows.extend(found.into_iter().map(|row| (table.clone(), row)));
    }
    rows
}

/// Everything in Redis, as text.
async fn cached() -> Vec<String> {
    let client = redis::Client::open(redis_url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let keys: Vec<String> = redis::cmd("KEYS").arg("academy:*").query_async(&mut connection).await.unwrap();
    let mut found = keys.clone();
    for key in keys {
        let value: redis::Value = redis::cmd("DUMP").arg(&key).query_async(&mut connection).await.unwrap();
        if let redis::Value::BulkString(bytes) = value {
            found.push(String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_a_persons_own_is_in_clear_in_no_table_no_cache_and_no_log_at_any_level() {
    let mut world = World::empty().await;
    world.set("LOG", "trace").set("LOG_FORMAT", "json");
    world.start().await;
    let learner = world.learner(NAME, "en").welcomed().await;
    learner.begin_quiz("swift.values-and-types").await;
    learner.answers(&[true; 5]).await;
    learner.begin_interview("Junior", "en").await;
    learner.send(SAID).await;
    learner.tap("i.d@").await;
    assert!(learner.interview().await.exchanges[0].answer().contains("ornithorhynchus"), "it can be read");
    world.caught_up().await;
    let telegram = learner.client.id.to_string();
    let canaries = [NAME, "Quetzalcoatl", "ornithorhynchus", &telegram];
    let is_in = |text: &str| canaries.into_iter().find(|canary| text.contains(canary)).map(str::to_owned);
    let stored = rows(&world).await;
    assert!(stored.len() > 30, "{}", stored.len());
    for (table, row) in &stored {
        assert_eq!(is_in(row), None, "{table}: {row}");
    }
    for value in cached().await {
        assert_eq!(is_in(&value), None, "Redis: {value}");
    }
    let metrics = reqwest::get(format!("{}/metrics", world.url)).await.unwrap().text().await.unwrap();
    assert_eq!(is_in(&metrics), None);
    let (code, report) = run(&["doctor"], world.variables()).await;
    assert_eq!((code, is_in(&report)), (0, None), "{report}");
    let said = world.server().output();
    assert!(said.len() > 10_000, "{}", said.len());
    for line in said.lines() {
        assert_eq!(is_in(line), None, "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_encryption_key_that_is_lost_or_wrong_ends_the_start_and_is_put_right() {
    let mut world = World::polling().await;
    let learner = world.learner(NAME, "en").welcomed().await;
    world.kill();
    let mut variables = world.variables().clone();
    for (keys, said) in [
        (String::new(), "academy keys new"),
        (kek::fresh(), "wrapped by the key-encryption key"),
        ("nonsense".to_owned(), "KEK"),
        (kek::EXAMPLE.to_owned(), "the key of the example"),
    ] {
        variables.insert("KEK".to_owned(), keys);
        let (code, output) = run(&["serve"], &variables).await;
        assert!(code != 0 && output.contains(said), "{said}: {output}");
    }
    variables.insert("KEK".to_owned(), kek::fresh());
    let (code, report) = run(&["doctor"], &variables).await;
    assert!(code == 1 && report.contains("✘ vault") && report.contains("✔ log"), "{report}");
    world.start().await;
    learner.tap("h.c").await;
    world.check_health().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_rotated_while_learners_learn() {
    let mut world = World::empty().await;
    let file = world.folder.path().join("kek");
    std::fs::write(&file, format!("{}\n", kek::fresh())).unwrap();
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&file, private).unwrap();
    world.set("KEK", "").set("KEK_FILE", file.to_string_lossy());
    world.start().await;
    let learner = world.emulator.learner("Anna", "en");
    learner.send("/start").await.unwrap();
    learner.wait_for(|messages| messages.iter().any(|message| message.from_bot)).await.unwrap();
    let (code, output) = world.command(&["keys", "rotate"]).await;
    assert!(code == 0 && output.contains("1 keys of persons and 2 of the academy's own"), "{output}");
    let newest = std::fs::read_to_string(&file).unwrap().lines().next().unwrap().to_owned();
    let late = world.emulator.learner("Boris", "en");
    late.send("/start").await.unwrap();
    late.wait_for(|messages| messages.iter().any(|message| message.from_bot)).await.unwrap();
    std::fs::write(&file, newest).unwrap();
    world.kill();
    world.start().await;
    let (code, report) = world.command(&["doctor"]).await;
    assert_eq!(code, 0, "{report}");
}
