//! Sessions with the API: what is ended is ended for every instance, at once and whatever dies.

use std::io::Write as _;

use reqwest::{Client, Method, StatusCode};
use serde_json::json;
use tokio::time::timeout;

use crate::api::{Session, call, init_data};
use crate::harness::{Learner, PATIENCE, Server, World, command, free_port};

/// A session of another launch than those that were voided: Telegram signs to the second.
async fn opened(world: &World, learner: &Learner) -> String {
    let opening = async {
        loop {
            let body = json!({ "initData": init_data(world, learner).await });
            let (status, body) = call(world, Method::POST, "/session", None, Some(body)).await;
            match status {
                StatusCode::OK => return body["data"]["token"].as_str().unwrap().to_owned(),
                StatusCode::UNAUTHORIZED => until_the_next_second().await,
                other => panic!("{other} {body}"),
            }
        }
    };
    timeout(PATIENCE, opening).await.expect("a session")
}

async fn until_the_next_second() {
    let now = academy::platform::clock::now().timestamp();
    while academy::platform::clock::now().timestamp() == now {
        tokio::task::yield_now().await;
    }
}

/// What an instance says to a token.
async fn status_at(url: &str, token: &str) -> StatusCode {
    Client::new().get(format!("{url}/api/v2/users/me")).bearer_auth(token).send().await.unwrap().status()
}

async fn end_all(world: &World, token: &str) {
    let (status, body) = call(world, Method::DELETE, "/users/me/sessions", Some(token), None).await;
    assert_eq!(status, StatusCode::OK, "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_signed_out_on_one_instance_is_refused_by_another_at_once_though_no_worker_runs() {
    let mut world = World::empty().await;
    world.set("ACADEMY_ROLES", "api,bot");
    world.start().await;
    let port = free_port();
    let mut variables = world.variables().clone();
    variables.insert("ACADEMY_ROLES".into(), "api".into());
    variables.insert("HTTP_ADDR".into(), format!("127.0.0.1:{port}"));
    let other = format!("http://127.0.0.1:{port}");
    let second = Server::start(&["serve"], &variables);
    second.log("the academy is open").await;
    let learner = world.learner("Anna", "en").welcomed().await;

    // By the API.
    let launch = init_data(&world, &learner).await;
    let body = json!({ "initData": launch });
    let (_, opened_here) = call(&world, Method::POST, "/session", None, Some(body.clone())).await;
    let token = opened_here["data"]["token"].as_str().unwrap().to_owned();
    assert_eq!(status_at(&other, &token).await, StatusCode::OK);
    end_all(&world, &token).await;
    assert_eq!(status_at(&other, &token).await, StatusCode::UNAUTHORIZED);
    let again = Client::new().post(format!("{other}/api/v2/session")).json(&body).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::UNAUTHORIZED, "nor does its launch data come in again");

    // By the chat.
    let token = opened(&world, &learner).await;
    assert_eq!(status_at(&other, &token).await, StatusCode::OK);
    learner.send("/settings").await;
    learner.tap("💻").await;
    learner.tap("🚪").await;
    assert_eq!(status_at(&other, &token).await, StatusCode::UNAUTHORIZED);

    // By blocking the bot.
    let token = opened(&world, &learner).await;
    assert_eq!(status_at(&other, &token).await, StatusCode::OK);
    learner.client.block().await.unwrap();
    world.database.until("SELECT FROM event_store WHERE event_type = 'ReachabilityChanged'").await;
    assert_eq!(status_at(&other, &token).await, StatusCode::UNAUTHORIZED);
    assert_eq!(second.terminate().await.0, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_out_while_the_process_is_killed_is_out_and_it_is_told_once() {
    let mut world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    let token = Session::open(&world, &learner).await.token;
    learner.send("/settings").await;
    learner.tap("💻").await;
    let (message, data) = learner.find("🚪").await;
    // Nothing is stored in the log from here on.
    let mut lock = world.database.pool.begin().await.unwrap();
    sqlx::query("LOCK TABLE idempotency_keys IN EXCLUSIVE MODE").execute(&mut *lock).await.unwrap();
    learner.client.press_message(message, &data).await.unwrap();
    world.database.until("SELECT FROM sessions WHERE end_reason = 'signed_out'").await;
    assert_eq!(status_at(&world.url, &token).await, StatusCode::UNAUTHORIZED);
    world.kill();
    // The server would finish what a dead client has asked for.
    sqlx::query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )
    .execute(&mut *lock)
    .await
    .unwrap();
    lock.rollback().await.unwrap();
    assert_eq!(world.database.events("SessionsEnded").await, 0);
    world.start().await;
    learner.told("Signed out everywhere").await;
    assert_eq!(status_at(&world.url, &token).await, StatusCode::UNAUTHORIZED);
    world.check_integrity().await;
    assert_eq!(world.database.events("SessionsEnded").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_signs_a_learner_or_everybody_out() {
    let world = World::polling().await;
    let anna = world.learner("Anna", "en").welcomed().await;
    let boris = world.learner("Boris", "ru").welcomed().await;
    let [annas, boriss] = [Session::open(&world, &anna).await.token, Session::open(&world, &boris).await.token];
    let (code, output) = world.command(&["sessions", "end", &anna.id().to_string()]).await;
    assert!(code == 0 && output.contains("are ended: 1"), "{output}");
    assert_eq!(status_at(&world.url, &annas).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status_at(&world.url, &boriss).await, StatusCode::OK);
    let (code, output) = world.command(&["sessions", "end", "--all"]).await;
    assert!(code == 0 && output.contains("are ended: 1"), "{output}");
    assert_eq!(status_at(&world.url, &boriss).await, StatusCode::UNAUTHORIZED);
    let (code, output) = world.command(&["sessions", "end"]).await;
    assert!(code == 2 && output.contains("--all"), "it has to be said whose: {output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_and_launch_data_stand_in_no_log() {
    let mut world = World::empty().await;
    world.set("LOG", "trace");
    world.start().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    let launch = init_data(&world, &learner).await;
    let body = json!({ "initData": launch });
    let (_, opened) = call(&world, Method::POST, "/session", None, Some(body)).await;
    let token = opened["data"]["token"].as_str().unwrap().to_owned();
    assert_eq!(status_at(&world.url, &token).await, StatusCode::OK);
    end_all(&world, &token).await;
    assert_eq!(status_at(&world.url, &token).await, StatusCode::UNAUTHORIZED);
    let output = world.server().output();
    let hash = url::form_urlencoded::parse(launch.as_bytes()).find(|(name, _)| name == "hash").unwrap().1.into_owned();
    assert!(output.len() > 10_000, "it has logged");
    for secret in [&token[4..34], &hash] {
        assert!(!output.contains(secret), "a secret stands in the log");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn launch_data_are_checked_without_any_configuration() {
    let forged = "user=%7B%22id%22%3A1%7D&auth_date=1&signature=AAAA&hash=00";
    for (data, arguments, code, said) in [
        (forged, vec!["init-data", "--bot", "123456789"], 1, "not valid: the signature does not match"),
        (forged, vec!["init-data", "--bot", "123456789", "--test"], 1, "not valid: the signature does not match"),
        ("", vec!["init-data", "--bot", "123456789"], 1, "not valid: it is empty"),
        (forged, vec!["init-data"], 2, "--bot"),
    ] {
        let mut file = tempfile(data);
        let mut checking = command(&arguments, &std::collections::BTreeMap::new());
        checking.stdin(std::process::Stdio::from(file.0.take().unwrap()));
        let output = checking.output().await.unwrap();
        let words = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert_eq!(output.status.code(), Some(code), "{words}");
        assert!(words.contains(said), "{words}");
    }
}

/// A file with this text, opened for reading; gone with the test.
struct Given(Option<std::fs::File>, std::path::PathBuf);

fn tempfile(text: &str) -> Given {
    let path = std::env::temp_dir().join(format!("academy-it-{:016x}", rand::random::<u64>()));
    std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
    Given(Some(std::fs::File::open(&path).unwrap()), path)
}

impl Drop for Given {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.1);
    }
}
