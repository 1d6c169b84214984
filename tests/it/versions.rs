//! Two versions of the academy side by side on one database: each fills and serves its own read models, what is left over
//! can be removed, and the older one lives with events of a newer one. The newer program is this one, told to be ahead.

use std::collections::BTreeMap;

use academy::platform::eventstore::{EventStore, event_id};
use sqlx::AssertSqlSafe;

use crate::api::Session;
use crate::harness::{Learner, Server, World, free_port, run};

const LESSON: &str = "swift.values-and-types";

/// The newer program's versions, and this one's.
const AHEAD: [(&str, &str); 2] = [("users_v5", "users_v4"), ("learning_progress_v4", "learning_progress_v3")];

const OF_THE_NEW: &str = "SELECT count(*) FROM pg_namespace WHERE nspname IN ('m_users_v5', 'm_learning_progress_v4')";

/// What a program that is ahead has in its environment. It takes no updates: one process polls.
fn ahead(world: &World) -> BTreeMap<String, String> {
    let mut variables = world.variables().clone();
    for (name, value) in [
        ("ACADEMY_ROLES", "api,worker".to_owned()),
        ("ACADEMY_TEST_MODELS_AHEAD", "users,learning_progress".to_owned()),
        ("HTTP_ADDR", format!("127.0.0.1:{}", free_port())),
    ] {
        variables.insert(name.to_owned(), value);
    }
    variables
}

/// Starts it, and returns when it is open and has taken in everything.
async fn start_ahead(world: &World, variables: &BTreeMap<String, String>) -> Server {
    let server = Server::start(&["serve"], variables);
    server.log("the academy is open").await;
    for (model, _) in AHEAD {
        world.database.until(&at_the_head(model)).await;
    }
    server
}

fn at_the_head(model: &str) -> String {
    format!(
        "SELECT FROM checkpoints WHERE name = '{model}' AND (tx, position) >=
             (SELECT tx, position FROM event_store ORDER BY event_store.tx DESC, position DESC LIMIT 1)"
    )
}

/// All rows of a version's tables, as text, and the file nodes that hold them: what was made anew has others.
async fn held(world: &World, model: &str) -> (String, String) {
    let tables = match model.split_once("_v").unwrap().0 {
        "users" => &["users"][..],
        _ => &["daily_activity", "enrolments", "learning_progress_p0", "learning_progress_p3", "tested_out"],
    };
    let (mut rows, mut nodes) = (String::new(), String::new());
    for table in tables {
        let of = format!("m_{model}.{table}");
        let all = format!("SELECT COALESCE(string_agg(t::text, '\n' ORDER BY t::text), '') FROM {of} t");
        rows += &sqlx::query_scalar::<_, String>(AssertSqlSafe(all)).fetch_one(&world.database.pool).await.unwrap();
        let node = format!("SELECT pg_relation_filenode('{of}')::text");
        nodes += &sqlx::query_scalar::<_, String>(AssertSqlSafe(node)).fetch_one(&world.database.pool).await.unwrap();
        nodes += " ";
    }
    (rows, nodes)
}

/// What the API of the process at this address says about the learner.
async fn told(world: &mut World, address: &str, learner: &Learner) -> Vec<String> {
    let own = std::mem::replace(&mut world.url, format!("http://{address}"));
    let mut told = Vec::new();
    let session = Session::open(world, learner).await;
    for path in ["/users/me", "/users/me/progress"] {
        told.push(session.get(path).await["data"].to_string());
    }
    drop(session);
    world.url = own;
    told
}

async fn execute(world: &World, statement: &str) {
    sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&world.database.pool).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_versions_serve_side_by_side_and_a_restarted_old_one_makes_nothing_anew() {
    let mut world = World::polling().await;
    let anna = world.learner("Anna", "en").welcomed().await;
    anna.begin_quiz(LESSON).await;
    world.caught_up().await;
    let olds = [held(&world, AHEAD[0].1).await, held(&world, AHEAD[1].1).await];
    let variables = ahead(&world);
    let new = start_ahead(&world, &variables).await;
    for ((model, old), before) in AHEAD.into_iter().zip(olds) {
        assert_eq!(held(&world, old).await, before, "the old one's are as they were");
        assert_eq!(held(&world, model).await.0, before.0, "and the new one's are the same");
    }

    // Both follow what happens from now on.
    anna.answers(&[true, true, true, true, true]).await;
    let [here, there] = [&world.variables()["HTTP_ADDR"], &variables["HTTP_ADDR"]].map(Clone::clone);
    let old_says = told(&mut world, &here, &anna).await;
    assert_eq!(told(&mut world, &there, &anna).await, old_says);
    assert!(old_says[1].contains("\"completedLessons\":1"), "{old_says:?}");

    // The old one restarts, and then the new one: what they have is what they had.
    world.caught_up().await;
    for (model, _) in AHEAD {
        world.database.until(&at_the_head(model)).await;
    }
    let mut before = Vec::new();
    for model in AHEAD.iter().flat_map(|(new, old)| [new, old]) {
        before.push((model, held(&world, model).await));
    }
    world.server.take().unwrap().terminate().await;
    world.start().await;
    assert!(!world.server().output().contains("made anew"), "{}", world.server().output());
    new.terminate().await;
    let new = start_ahead(&world, &variables).await;
    assert!(!new.output().contains("made anew"), "{}", new.output());
    for (model, before) in before {
        assert_eq!(held(&world, model).await, before, "{model}");
    }
    assert_eq!(told(&mut world, &there, &anna).await, told(&mut world, &here, &anna).await);
    world.check_health().await;
    let (code, output) = run(&["replay", "--check"], &variables).await;
    assert_eq!(code, 0, "{output}");
    new.terminate().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_that_is_killed_at_any_point_harms_nobody_and_goes_on_or_is_pruned() {
    let world = World::polling().await;
    let anna = world.learner("Anna", "en").welcomed().await;
    anna.begin_quiz(LESSON).await;
    anna.answer(true).await;
    world.caught_up().await;
    let before = [held(&world, AHEAD[0].1).await, held(&world, AHEAD[1].1).await];
    let variables = ahead(&world);
    let made = "SELECT FROM checkpoints WHERE name = 'learning_progress_v4' AND version = 4";
    let filled = format!("{made} AND position > 0");
    let points = [
        "SELECT FROM model_readers WHERE model = 'users_v5'",
        "SELECT FROM checkpoints WHERE name = 'users_v5'",
        made,
        &filled,
        &at_the_head("learning_progress_v4"),
    ];
    for (number, point) in points.into_iter().enumerate() {
        let new = Server::start(&["serve"], &variables);
        world.database.until(point).await;
        new.kill();
        for ((_, old), before) in AHEAD.iter().zip(&before) {
            assert_eq!(held(&world, old).await, *before, "{point}");
        }
        // Twice it goes on where it was killed, else it is given up.
        if number % 2 == 0 {
            execute(&world, "UPDATE model_readers SET seen_at = now() - interval '2 minutes' WHERE model IN ('users_v5', 'learning_progress_v4')")
                .await;
            let (code, output) = world.command(&["prune"]).await;
            assert!(code == 0 && AHEAD.iter().all(|(_, old)| !output.contains(old)), "{point}: {output}");
            let left = "SELECT count(*) FROM checkpoints WHERE name IN ('users_v5', 'learning_progress_v4')";
            assert_eq!(world.database.one(left).await, 0, "{point}: {output}");
        }
    }
    let new = start_ahead(&world, &variables).await;
    anna.onward().await;
    anna.answers(&[true, true, true, true]).await;
    for (model, old) in AHEAD {
        world.caught_up().await;
        world.database.until(&at_the_head(model)).await;
        assert_eq!(held(&world, model).await.0, held(&world, old).await.0);
    }
    world.check_integrity().await;
    let (code, output) = run(&["replay", "--check"], &variables).await;
    assert_eq!(code, 0, "{output}");
    new.terminate().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_tells_what_is_left_over_and_prune_removes_it() {
    let world = World::polling().await;
    let variables = ahead(&world);
    let new = start_ahead(&world, &variables).await;
    let (code, output) = world.command(&["doctor"]).await;
    assert!(code == 0 && output.contains("another one uses learning_progress_v4, users_v5"), "{output}");
    let (code, output) = world.command(&["prune"]).await;
    assert!(code == 0 && output.contains("users_v5 (") && output.contains("a running program uses it"), "{output}");
    assert!(!output.contains("removed"), "{output}");

    // The update is taken back.
    new.terminate().await;
    let (code, output) = world.command(&["doctor"]).await;
    assert!(code == 0 && output.contains("2 versions of read models are left over"), "{output}");
    let (code, output) = world.command(&["prune", "--dry-run"]).await;
    assert!(code == 0 && output.contains("would be removed"), "{output}");
    assert_eq!(world.database.one(OF_THE_NEW).await, 2);
    let (code, output) = world.command(&["prune"]).await;
    assert!(code == 0 && output.contains("learning_progress_v4 (") && output.contains("removed"), "{output}");
    assert_eq!(world.database.one(OF_THE_NEW).await, 0);
    let (_, output) = world.command(&["prune"]).await;
    assert!(output.contains("nothing to do"), "{output}");
    world.check_health().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_from_before_versions_stay_until_somebody_says_that_nobody_uses_them() {
    let mut world = World::empty().await;
    let (code, output) = world.command(&["migrate"]).await;
    assert_eq!(code, 0, "{output}");
    // As the program from before has left them.
    let users = include_str!("../../src/user/users/users.sql");
    execute(&world, users).await;
    execute(
        &world,
        "INSERT INTO users VALUES (gen_random_uuid(), '{}', '{}', now(), now(), 1);
         INSERT INTO checkpoints (name, version) VALUES ('users', 3)",
    )
    .await;
    world.start().await;
    world.learner("Anna", "en").send("/start").await;
    world.caught_up().await;
    let both = "SELECT (SELECT count(*) FROM public.users) * 10 + (SELECT count(*) FROM m_users_v4.users)";
    assert_eq!(world.database.one(both).await, 11);
    let (code, output) = world.command(&["doctor"]).await;
    assert!(code == 0 && output.contains("academy prune --before-versions"), "{output}");
    let (code, output) = world.command(&["prune"]).await;
    assert!(code == 0 && output.contains("users, from before versions"), "{output}");
    assert_eq!(world.database.one(both).await, 11);
    let (code, output) = world.command(&["prune", "--before-versions"]).await;
    assert!(code == 0 && output.contains("removed"), "{output}");
    assert_eq!(world.database.one("SELECT count(*) FROM pg_class WHERE relname = 'users'").await, 1);
    world.check_health().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_program_starts_on_a_schema_that_a_newer_one_has_added_to() {
    let mut world = World::polling().await;
    world.server.take().unwrap().terminate().await;
    execute(
        &world,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'of a newer program', true, '\\x00', 1)",
    )
    .await;
    world.start().await;
    world.learner("Anna", "en").welcomed().await;
    world.check_integrity().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn learners_whom_a_newer_program_has_done_something_for_are_asked_to_try_again_and_the_others_notice_nothing() {
    let mut world = World::polling().await;
    let anna = world.learner("Anna", "en").welcomed().await;
    let boris = world.learner("Boris", "ru").welcomed().await;
    anna.send("/settings").await;
    anna.tap("s.g").await;
    world.caught_up().await;
    let store = EventStore::for_test(world.database.pool.clone());
    let next = async |stream| store.read(stream, 0).await.unwrap().len() as u32 + 1;
    let (own, path, strange) = (anna.id().as_uuid(), anna.id().path_stream(), uuid::Uuid::new_v4());
    for (stream, kind, version) in
        [(own, "user", next(own).await), (path, "learning_path", next(path).await), (strange, "certificate", 1)]
    {
        let (id, learner) = (event_id(stream, version), anna.id());
        execute(
            &world,
            &format!(
                "INSERT INTO event_store (event_id, aggregate_id, aggregate_type, event_type, event_data, event_version, metadata)
                 VALUES ('{id}', '{stream}', '{kind}', 'OfTomorrow', '{{}}', {version}, '{{\"learner\": \"{learner}\"}}')"
            ),
        )
        .await;
    }
    let stored = world.database.one("SELECT count(*) FROM event_store").await;

    // A press that would store something, a message, the API, a moment that is due: none fails, none is stored.
    let (message, data) = anna.find("s.sg:20").await;
    anna.client.press_message(message, &data).await.unwrap();
    anna.told("being updated").await;
    world.server.take().unwrap().terminate().await;
    world.set("REDIS_URL", "");
    world.start().await;
    let answer = anna.send("/settings").await;
    assert!(answer.text.contains("being updated"), "{}", answer.text);
    assert_eq!(world.database.one("SELECT count(*) FROM event_store").await, stored);

    // Nobody else notices, the read models go on, and nothing is put aside.
    boris.begin_quiz(LESSON).await;
    boris.answers(&[true, true, true, true, true]).await;
    world.caught_up().await;
    assert_eq!(world.database.one("SELECT count(*) FROM dead_letters").await, 0);
    world.check_integrity().await;
    let (code, output) = world.command(&["doctor"]).await;
    assert!(code == 0 && output.contains("3 events are of types that this program does not know"), "{output}");

    // The newer program takes over: what was not counted can be done.
    execute(&world, "DELETE FROM event_store WHERE event_type = 'OfTomorrow'").await;
    anna.send("/settings").await;
    anna.tap("s.g").await;
    anna.tap("s.sg:20").await;
    let goal = "SELECT count(*) FROM event_store WHERE event_data->>'dailyGoal' = '20'";
    assert_eq!(world.database.one(goal).await, 1);
    world.check_integrity().await;
}
