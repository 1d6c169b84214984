//! The commands, and what they say when something is wrong: the message names what to change.

use std::collections::BTreeMap;

use crate::harness::{Server, World, free_port, run};

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_variable_is_named_at_once() {
    let variables = BTreeMap::from([
        ("TELOXIDE_TOKEN".to_owned(), "12:short-SECRET".to_owned()),
        ("HTTP_ADDR".to_owned(), "nowhere".to_owned()),
        ("LOG_FORMAT".to_owned(), "xml".to_owned()),
        ("DATABASE_URL".to_owned(), "mysql://user:hunter2@host/db".to_owned()),
    ]);
    let (code, output) = run(&["serve"], &variables).await;
    assert_eq!(code, 2);
    for name in variables.keys() {
        assert!(output.contains(name), "{name} in:\n{output}");
    }
    assert!(!output.contains("SECRET") && !output.contains("hunter2"), "secrets are not shown:\n{output}");
    let (code, output) = run(&["serve"], &BTreeMap::new()).await;
    assert_eq!(code, 2);
    assert!(output.contains("TELOXIDE_TOKEN"), "{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_number_of_threads_is_named() {
    for wrong in ["many", "0", "-1"] {
        let variables = BTreeMap::from([("TOKIO_WORKER_THREADS".to_owned(), wrong.to_owned())]);
        let (code, output) = run(&["content", "check"], &variables).await;
        assert_eq!(code, 1, "{output}");
        assert!(output.contains("TOKIO_WORKER_THREADS") && output.contains("from 1"), "{output}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_apis_document_is_printed_without_any_configuration() {
    let (code, output) = run(&["openapi"], &BTreeMap::new()).await;
    assert_eq!(code, 0, "{output}");
    let document: serde_json::Value = serde_json::from_str(&output).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    assert!(document["paths"]["/api/v2/session"]["post"].is_object());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_reached_is_named() {
    let dead = format!("127.0.0.1:{}", free_port());
    for (variable, value) in [
        ("DATABASE_URL", format!("postgres://academy:hunter2@{dead}/academy")),
        ("REDIS_URL", format!("redis://:hunter2@{dead}/0")),
        ("TELOXIDE_API_URL", format!("http://{dead}")),
    ] {
        let mut world = World::empty().await;
        world.set(variable, value);
        let (code, output) = world.command(&["serve"]).await;
        assert_eq!(code, 1, "{output}");
        assert!(output.contains(variable), "{variable} in:\n{output}");
        assert!(!output.contains("hunter2") && !output.contains(&world.token), "{output}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_telegram_does_not_know_is_named() {
    let mut world = World::empty().await;
    world.set("TELOXIDE_TOKEN", "999:WRONG-0123456789-0123456789-0123456789");
    let (code, output) = world.command(&["serve"]).await;
    assert_eq!(code, 1);
    assert!(output.contains("TELOXIDE_TOKEN") && !output.contains("WRONG-0123"), "{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_in_use_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut world = World::empty().await;
    world.set("HTTP_ADDR", taken.local_addr().unwrap().to_string());
    let (code, output) = world.command(&["serve"]).await;
    assert_eq!(code, 1);
    assert!(output.contains("HTTP_ADDR"), "{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn content_with_errors_is_shown_with_its_place_and_not_served() {
    let mut world = World::empty().await;
    let content = world.folder.content();
    let folder = content.to_string_lossy().into_owned();
    let (code, output) = world.command(&["content", "check", &folder]).await;
    assert_eq!(code, 0, "{output}");
    assert!(output.contains(": 0 errors, "), "{output}");

    let lesson = content.join("courses/ios-foundation/01-swift-essentials/02-optionals.md");
    let text = std::fs::read_to_string(&lesson).unwrap();
    std::fs::write(&lesson, text.replacen("- [x]", "- [ ]", 1).replacen("level: junior", "levle: junior", 1)).unwrap();
    let (code, output) = world.command(&["content", "check", &folder]).await;
    assert_eq!(code, 1);
    assert!(output.contains("02-optionals.md:") && output.contains("levle"), "{output}");
    let (code, output) = world.command(&["content", "check", &folder, "--format", "json"]).await;
    assert_eq!(code, 1);
    let document: serde_json::Value = serde_json::from_str(&output).unwrap();
    let finding = &document["findings"][0];
    assert!(
        finding["line"].as_u64().unwrap() > 0 && finding["column"].as_u64().unwrap() > 0 && finding["code"].is_string(),
        "{finding}"
    );

    world.set("CONTENT_DIR", folder);
    let (code, output) = world.command(&["serve"]).await;
    assert_eq!(code, 1);
    assert!(output.contains("content check"), "{output}");
    let (code, output) = world.command(&["content", "check", "/no/such/folder"]).await;
    assert_eq!(code, 1);
    assert!(output.contains("/no/such/folder"), "{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn replay_rebuilds_proves_and_puts_right() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.begin_quiz("swift.values-and-types").await;
    world.caught_up().await;
    let (code, output) = world.command(&["replay"]).await;
    assert_eq!(code, 0, "{output}");
    assert!(output.contains("users: ") && output.contains("equal to the log"), "{output}");
    let statement = academy::learning::LEARNING_PROGRESS.statement("UPDATE model.learning_progress SET screen = 99");
    sqlx::query(statement).execute(&world.database.pool).await.unwrap();
    let (code, output) = world.command(&["replay", "learning_progress", "--check"]).await;
    assert_eq!(code, 1, "{output}");
    let (code, output) = world.command(&["replay", "learning_progress"]).await;
    assert_eq!(code, 0);
    assert!(output.contains("put right"), "{output}");
    let (code, _) = world.command(&["replay", "--check"]).await;
    assert_eq!(code, 0);
    let (code, output) = world.command(&["replay", "nonsense"]).await;
    assert_eq!(code, 1);
    assert!(output.contains("learning_progress"), "{output}");
    let (code, output) = world.command(&["migrate"]).await;
    assert_eq!(code, 0, "{output}");
    assert_eq!(world.command(&["health"]).await.0, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_in_no_log() {
    let world = World::webhook().await;
    let learner = world.learner("Анна-Секрет", "ru").welcomed().await;
    learner.send("my private answer 4711").await;
    let output = world.server().output();
    for secret in [world.token.as_str(), "a-secret_of-the-test", "Анна-Секрет", "4711"] {
        assert!(!output.contains(secret), "{secret} in:\n{output}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_playground_needs_nothing_and_survives_a_kill_in_a_quiz() {
    let world = World::empty().await;
    let variables = BTreeMap::from([
        ("ACADEMY_DATA_DIR".to_owned(), playground_folder()),
        ("CONTENT_DIR".to_owned(), world.variables()["CONTENT_DIR"].clone()),
        ("HTTP_ADDR".to_owned(), format!("127.0.0.1:{}", free_port())),
    ]);
    let port = free_port().to_string();
    let page = Playground::start(&port, &variables).await;
    let learner = page.post("/learners", serde_json::json!({ "firstName": "Anna", "languageCode": "en" })).await["id"]
        .as_i64()
        .unwrap();
    page.say(learner, "/start").await;
    for label in ["🌱", "10 minutes", "Begin"] {
        page.tap(learner, label).await;
    }
    while !page.has(learner, "✍").await {
        page.tap(learner, "Next ▶").await;
    }
    page.tap(learner, "✍").await;
    let before = page.screen(learner).await;
    assert!(before["text"].as_str().unwrap().contains("1/5"), "{before}");
    page.server.kill();

    let page = Playground::start(&port, &variables).await;
    assert_eq!(page.screen(learner).await["text"], before["text"], "the chat is still there");
    page.answer(learner).await;
    let verdict = page.screen(learner).await;
    assert!(verdict["text"].as_str().unwrap().contains("1/5"), "the same question: {verdict}");
    assert!(page.has(learner, "Next question").await);
    let (code, _) = page.server.terminate().await;
    assert_eq!(code, 0);
    let _ = std::fs::remove_dir_all(&variables["ACADEMY_DATA_DIR"]);
}

/// Where PostgreSQL's own user can get to.
fn playground_folder() -> String {
    format!("/tmp/academy-playground-{:08x}", rand::random::<u32>())
}

/// A playground as its page sees it.
struct Playground {
    server: Server,
    url: String,
    client: reqwest::Client,
}

impl Playground {
    async fn start(port: &str, variables: &BTreeMap<String, String>) -> Self {
        let server = Server::start(&["playground", "--port", port], variables);
        let line = server.log("The playground is open").await;
        let url = line[line.find("http").unwrap()..].trim().to_owned();
        Self { server, url, client: reqwest::Client::new() }
    }

    async fn post(&self, path: &str, body: serde_json::Value) -> serde_json::Value {
        let response = self.client.post(format!("{}/playground{path}", self.url)).json(&body).send().await.unwrap();
        assert!(response.status().is_success(), "{path}: {}", response.status());
        response.json().await.unwrap()
    }

    async fn messages(&self, learner: i64) -> Vec<serde_json::Value> {
        let url = format!("{}/playground/chats/{learner}/messages?viewer={learner}", self.url);
        self.client.get(url).send().await.unwrap().json().await.unwrap()
    }

    async fn screen(&self, learner: i64) -> serde_json::Value {
        self.messages(learner).await.into_iter().rev().find(|message| message["from"] == "bot").unwrap()
    }

    async fn has(&self, learner: i64, label: &str) -> bool {
        self.screen(learner).await["keyboard"].to_string().contains(label)
    }

    async fn say(&self, learner: i64, text: &str) {
        let said = self
            .post(&format!("/chats/{learner}/messages"), serde_json::json!({ "from": learner, "text": text }))
            .await;
        while !self
            .messages(learner)
            .await
            .iter()
            .any(|message| message["from"] == "bot" && message["id"].as_i64() > said["id"].as_i64())
        {
            tokio::task::yield_now().await;
        }
    }

    async fn tap(&self, learner: i64, label: &str) {
        let screen = self.screen(learner).await;
        let button =
            screen["keyboard"].as_array().unwrap().iter().flat_map(|row| row.as_array().unwrap()).find(|button| {
                ["text", "callbackData"].iter().any(|key| button[key].as_str().unwrap().contains(label))
            });
        let data = button.unwrap_or_else(|| panic!("no button {label:?} in {screen}"))["callbackData"].clone();
        self.post(
            &format!("/chats/{learner}/press"),
            serde_json::json!({ "from": learner, "messageId": screen["id"], "callbackData": data }),
        )
        .await;
        while self.screen(learner).await == screen {
            tokio::task::yield_now().await;
        }
    }

    /// Answers the question somehow: taps first where an answer is put together of taps.
    async fn answer(&self, learner: i64) {
        let mut taps = 0;
        while !self.has(learner, "q.a:").await || (taps == 0 && self.has(learner, "q.t:").await) {
            self.tap(learner, "q.t:").await;
            taps += 1;
        }
        self.tap(learner, "q.a:").await;
    }
}
