//! Somebody is erased by the real process: killed at each boundary, in an outage, twice, in the middle of a quiz; and an
//! older backup brings nobody back.

use sqlx::{AssertSqlSafe, PgConnection};

use crate::harness::{ERASURE_STEPS, Learner, World, traces};

async fn world() -> World {
    let mut world = World::empty().await;
    world.set("ERASURE_GRACE", "0");
    world.start().await;
    world
}

/// Somebody who has something to be erased: in the middle of a quiz.
async fn learned(world: &World) -> Learner {
    let learner = world.learner("Annabelle", "en").welcomed().await;
    learner.begin_quiz("swift.values-and-types").await;
    learner.answer(true).await;
    world.caught_up().await;
    learner
}

async fn leave(learner: &Learner) {
    learner.send("/mydata").await;
    learner.tap("d.a").await;
    learner.tap("d.s").await;
    let (message, data) = learner.find("d.e@").await;
    learner.client.press_message(message, &data).await.unwrap();
}

async fn erased(world: &World) {
    world.database.until("SELECT FROM erasures WHERE erased_at IS NOT NULL").await;
    world.database.until("SELECT FROM event_store WHERE event_type = 'ProcessEnded'").await;
}

/// What is left of the learner anywhere but in the log, in the audit log and on the receipt.
async fn left(world: &World, learner: &Learner) -> Vec<String> {
    traces(&world.database.pool, learner.id().as_uuid(), "Annabelle", learner.client.id).await
}

async fn check(world: &World, learner: &Learner) {
    erased(world).await;
    assert_eq!(left(world, learner).await, [""; 0]);
    for step in ERASURE_STEPS {
        let done = format!(
            "SELECT count(*) FROM event_store WHERE event_type = 'StepDone' AND event_data->>'step' = '{step}'"
        );
        let done: i64 = sqlx::query_scalar(AssertSqlSafe(done)).fetch_one(&world.database.pool).await.unwrap();
        assert_eq!(done, 1, "{step}");
    }
    for fact in ["ErasureRequested", "ErasureBegun", "LearnerErased", "ProcessEnded"] {
        assert_eq!(world.database.events(fact).await, 1, "{fact}");
    }
    let ledger = std::fs::read_to_string(&world.variables()["ERASURE_LEDGER"]).unwrap();
    assert_eq!(ledger.lines().count(), 1);
    assert!(ledger.contains(&learner.id().to_string()));
    world.check_health().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_erased_in_the_middle_of_a_quiz_leaves_nothing_and_comes_back_as_somebody_new() {
    let world = world().await;
    let learner = learned(&world).await;
    let (answer, data) = learner.find("q.n").await;
    leave(&learner).await;
    check(&world, &learner).await;
    let told = learner.client.messages().await;
    assert!(told.iter().any(|message| message.text.contains("Your receipt:")), "{told:#?}");
    // An old button is a stranger's.
    learner.client.press_message(answer, &data).await.unwrap();
    world.database.until("SELECT FROM event_store WHERE event_type = 'UserRegistered' OFFSET 1").await;
    let learners = world
        .database
        .one("SELECT count(DISTINCT aggregate_id) FROM event_store WHERE event_type = 'UserRegistered'")
        .await;
    assert_eq!(learners, 2, "with an id of their own");
    world.check_health().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_changes_their_mind_in_the_grace_keeps_everything() {
    let world = World::polling().await;
    let learner = learned(&world).await;
    leave(&learner).await;
    world
        .database
        .until("SELECT FROM jobs WHERE key LIKE 'process:erasure:%' AND due_at > now() + interval '23 hours'")
        .await;
    let screen = learner.tap("d.k").await;
    assert!(screen.text.contains("Annabelle"), "{}", screen.text);
    world.database.until("SELECT WHERE NOT EXISTS (SELECT FROM jobs WHERE key LIKE 'process:erasure:%')").await;
    // Twice is as good as once, also with a change of mind in between.
    leave(&learner).await;
    world.database.until("SELECT FROM jobs WHERE key LIKE 'process:erasure:%'").await;
    sqlx::raw_sql("UPDATE jobs SET due_at = now(), free_at = now() WHERE key LIKE 'process:erasure:%'")
        .execute(&world.database.pool)
        .await
        .unwrap();
    erased(&world).await;
    assert_eq!(left(&world, &learner).await, [""; 0]);
    assert_eq!(world.database.events("LearnerErased").await, 1);
    world.check_health().await;
}

/// Whoever comes to the place waits there for as long as the lock is held.
async fn hold(world: &World, place: &str) -> PgConnection {
    use sqlx::ConnectOptions as _;
    let statement = format!(
        "CREATE FUNCTION waits() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NEW; END $$;
         CREATE TRIGGER waits {place} EXECUTE FUNCTION waits();"
    );
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&world.database.pool).await.unwrap();
    let mut holder = world.database.pool.connect_options().connect().await.unwrap();
    sqlx::query("SELECT pg_advisory_lock(4711)").execute(&mut holder).await.unwrap();
    holder
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_before_and_after_each_step_is_told_of_everything_is_done_once() {
    for step in ERASURE_STEPS {
        for place in [
            // Its effect is there, and nobody knows.
            format!(
                "BEFORE INSERT ON event_store FOR EACH ROW
                     WHEN (NEW.event_type = 'StepDone' AND NEW.event_data->>'step' = '{step}')"
            ),
            // It is told, and its job not done.
            format!(
                "BEFORE UPDATE ON jobs FOR EACH ROW
                     WHEN (NEW.done_at IS NOT NULL AND NEW.key LIKE 'process:erasure:%/{step}')"
            ),
        ] {
            let mut world = world().await;
            let learner = learned(&world).await;
            let holder = hold(&world, &place).await;
            leave(&learner).await;
            world
                .database
                .until("SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted")
                .await;
            world.kill();
            drop(holder);
            sqlx::raw_sql("DROP FUNCTION waits CASCADE").execute(&world.database.pool).await.unwrap();
            // The leases are over.
            sqlx::raw_sql("UPDATE jobs SET free_at = now() WHERE done_at IS NULL")
                .execute(&world.database.pool)
                .await
                .unwrap();
            world.start().await;
            check(&world, &learner).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_in_an_outage_is_finished_after_it() {
    let world = world().await;
    let learner = learned(&world).await;
    let holder =
        hold(&world, "BEFORE INSERT ON event_store FOR EACH ROW WHEN (NEW.event_type = 'LearnerErased')").await;
    leave(&learner).await;
    world.database.until("SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted").await;
    world.database.shut().await;
    drop(holder);
    world.database.open().await;
    sqlx::raw_sql("DROP FUNCTION waits CASCADE").execute(&world.database.pool).await.unwrap();
    check(&world, &learner).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_backup_brings_nobody_back() {
    let mut world = world().await;
    let learner = learned(&world).await;
    world.kill();
    // As a backup: the database as it is now.
    let backup = format!("{}_backup", world.database.name);
    let mut server = world.database.server().await;
    let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
    sqlx::query(others).bind(&world.database.name).execute(&mut server).await.unwrap();
    let copy = format!("CREATE DATABASE {backup} TEMPLATE {}", world.database.name);
    sqlx::query(AssertSqlSafe(copy)).execute(&mut server).await.unwrap();
    let url = std::env::var("TEST_DATABASE_URL").unwrap();
    world.start().await;
    leave(&learner).await;
    erased(&world).await;
    world.kill();
    // It is restored: what the doctor finds, the ledger mends, before anybody is served.
    world.move_to(&url, &backup);
    assert!(!left(&world, &learner).await.is_empty());
    let (code, output) = world.command(&["doctor"]).await;
    assert!(code == 1 && output.contains("1 learner of the ledger is not erased here"), "{output}");
    let (code, output) = world.command(&["erasures", "apply"]).await;
    assert!(code == 0 && output.contains("1 learner was erased again"), "{output}");
    assert_eq!(left(&world, &learner).await, [""; 0]);
    let (code, output) = world.command(&["erasures", "apply"]).await;
    assert!(code == 0 && output.contains("nobody in it is known here"), "{output}");
    world.check_health().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_all_that_is_kept_comes_as_a_file_into_the_chat() {
    let world = World::polling().await;
    let learner = learned(&world).await;
    learner.send("/mydata").await;
    let (message, data) = learner.find("d.x").await;
    learner.client.press_message(message, &data).await.unwrap();
    let sent = |messages: &[emulator::MessageView]| messages.iter().any(|message| message.text.contains("my-data.zip"));
    learner.client.wait_for(sent).await.unwrap();
    // It is noted once it is answered, which is after the file is in the chat.
    let call = loop {
        let mut calls = world.emulator.calls().into_iter();
        if let Some(call) = calls.find(|call| call.method.eq_ignore_ascii_case("sendDocument")) {
            break call;
        }
        tokio::task::yield_now().await;
    };
    let file = hex::decode(call.params["document"]["hex"].as_str().unwrap()).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
    let data: serde_json::Value = serde_json::from_reader(archive.by_name("data.json").unwrap()).unwrap();
    assert_eq!(data["you"]["first_name"], "Annabelle");
    let answers = data["streams"].as_array().unwrap().iter().flat_map(|stream| stream["events"].as_array().unwrap());
    assert_eq!(answers.filter(|event| event["type"] == "AnswerSubmitted").count(), 1);
    // All that the log has of them is in it.
    let stored: i64 = sqlx::query_scalar("SELECT count(*) FROM event_store WHERE metadata->>'learner' = $1")
        .bind(learner.id().to_string())
        .fetch_one(&world.database.pool)
        .await
        .unwrap();
    let copied: usize =
        data["streams"].as_array().unwrap().iter().map(|stream| stream["events"].as_array().unwrap().len()).sum();
    assert_eq!(copied as i64, stored);
}
