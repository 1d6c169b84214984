//! An academy for the tests of the HTTP side: a database of its own, a small course, a clock that stands still.
//!
//! The course: `demo.a` has a quiz, `demo.b` too and waits for `demo.a`, `demo.c` has none.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use dialogues::catalogue::{Catalogue, SourceFile};
use dialogues::input::{Input, Person};
use dialogues::kernel::ids::LearnerId;
use dialogues::kernel::token::Token;
use dialogues::questions::Response;
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::sync::watch;
use tower::ServiceExt;

use super::openapi::testing::assert_documented;
use super::{Deps, router};
use crate::app::{App, BotIdentity};
use crate::conversation::{Arrival, Reply, take_turn};
use crate::platform::database::testing::{TestDatabase, database};
use crate::platform::eventstore::{passed, run_all};
use crate::platform::mac::hmac_sha256;
use crate::platform::network::Proxies;
use crate::platform::telemetry::install_metrics;
use crate::role::Served;
use crate::{assessment, contexts};

pub const BOT_TOKEN: &str = "123456789:abcdefghijklmnopqrstuvwxyz_-012345";

pub struct Academy {
    pub app: App,
    pub router: Router,
    /// The subscriptions end with it.
    _running: watch::Sender<bool>,
    _database: TestDatabase,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    pub body: Value,
}

impl Academy {
    /// With read models that follow the log.
    pub async fn start() -> Self {
        Self::with(true, true).await
    }

    /// With one lesson, `demo.kinds`, whose quiz asks a question of every kind and that has cards, and an interview.
    pub async fn of_all_kinds() -> Self {
        Self::teaching(all_kinds(), true, true).await
    }

    /// `api`: the API is served, and not health and metrics only.
    pub async fn with(follows: bool, api: bool) -> Self {
        Self::teaching(course(), follows, api).await
    }

    async fn teaching(catalogue: Catalogue, follows: bool, api: bool) -> Self {
        let database = database().await;
        let now = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        let bot = OnceLock::from(BotIdentity { id: 123_456_789, username: "demo_bot".to_owned() });
        let app = App {
            public_url: Some("https://academy.example.com".parse().unwrap()),
            bot: Arc::new(bot),
            ..App::for_test(database.clone(), catalogue, now)
        };
        let (running, stop) = watch::channel(false);
        if follows {
            tokio::spawn(run_all(app.store.clone(), contexts::read_models(), stop));
        }
        Self { router: router(deps(&app, api)), app, _running: running, _database: database }
    }

    /// Somebody who has been welcomed by the bot, in the language, and their session's token.
    pub async fn learner(&self, telegram_id: i64, language: &str) -> String {
        self.say(telegram_id, language, "/start").await;
        self.press(telegram_id, "junior").await;
        self.press(telegram_id, "10").await;
        self.session(telegram_id).await
    }

    /// The token of a session that begins now.
    pub async fn session(&self, telegram_id: i64) -> String {
        let answer = self.post("/api/v2/session", "", &json!({ "initData": self.init_data(telegram_id) })).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body["data"]["token"].as_str().unwrap().to_owned()
    }

    /// Once what is remembered has all that is stored: a busy machine may need longer than a request waits.
    pub async fn remembered(&self) {
        let head = self.app.store.head().await.unwrap();
        passed(&self.app.store, assessment::REVIEW_ITEMS, head).await.unwrap();
    }

    /// All quotas are whole again.
    pub fn rested(&mut self) {
        self.router = router(deps(&self.app, true));
    }

    /// Launch data as Telegram signs it now; each time others, as each opening of the Mini App has its own.
    pub fn init_data(&self, telegram_id: i64) -> String {
        self.init_data_signed_with(telegram_id, BOT_TOKEN)
    }

    pub fn init_data_signed_with(&self, telegram_id: i64, token: &str) -> String {
        let at = self.app.clock.now().timestamp().to_string();
        let query = format!("{:016x}", rand::random::<u64>());
        let user = json!({ "id": telegram_id, "first_name": "Ada" }).to_string();
        let secret = hmac_sha256(b"WebAppData", token.as_bytes());
        let signed = format!("auth_date={at}\nquery_id={query}\nuser={user}");
        let hash = hex::encode(hmac_sha256(&secret, signed.as_bytes()));
        url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("user", &user), ("auth_date", &at), ("query_id", &query), ("hash", &hash)])
            .finish()
    }

    /// A message of the learner to the bot.
    pub async fn say(&self, telegram_id: i64, language: &str, text: &str) -> Reply {
        self.turn(telegram_id, language, &Input::message(text)).await
    }

    /// A press on the first button whose token mentions `part`, or simply on the first one.
    pub async fn press(&self, telegram_id: i64, part: &str) -> Reply {
        let screen = crate::conversation::look(&self.app, LearnerId::of_telegram(telegram_id)).await.unwrap().screen;
        let token = screen.tokens().find(|token| token.to_string().contains(part)).unwrap().clone();
        self.turn(telegram_id, "en", &Input::Press(token)).await
    }

    /// Answers all questions of `demo.kinds` in the chat, rightly.
    pub async fn pass_the_quiz(&self, telegram_id: i64) {
        self.say(telegram_id, "en", "/start l_demo_kinds").await;
        while self.press(telegram_id, "").await.state.attempt.is_none() {}
        let learner = LearnerId::of_telegram(telegram_id);
        loop {
            let attempt = crate::conversation::look(&self.app, learner).await.unwrap().state.attempt.unwrap();
            let Some((_, id)) = attempt.current() else { return };
            let lesson = self.app.content.current().lesson(&attempt.lesson).unwrap().clone();
            let question = lesson.quiz.as_ref().unwrap().question(id).unwrap();
            let input = match (question.entry(attempt.seed, &question.body.right()), question.body.right()) {
                (Some(entry), _) => Input::Press(Token::new("q", "a").with(entry).at(attempt.step())),
                (None, Response::Text(text)) => Input::Text(text),
                (None, _) => unreachable!("what is not typed has buttons"),
            };
            self.turn(telegram_id, "en", &input).await;
            self.press(telegram_id, "q.").await;
        }
    }

    /// The id of the learner's last attempt.
    pub async fn attempt(&self, telegram_id: i64) -> String {
        let reply = crate::conversation::look(&self.app, LearnerId::of_telegram(telegram_id)).await.unwrap();
        reply.state.attempt.unwrap().id.to_string()
    }

    pub async fn turn(&self, telegram_id: i64, language: &str, input: &Input) -> Reply {
        let person = Person { telegram_id, first_name: "Ada".to_owned(), language_code: Some(language.to_owned()) };
        let arrival = Arrival { learner: LearnerId::of_telegram(telegram_id), person: Some(&person), key: None };
        take_turn(&self.app, arrival, input).await.unwrap()
    }

    pub fn later(&self, delta: TimeDelta) -> DateTime<Utc> {
        self.app.clock.advance(delta);
        self.app.clock.now()
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        self.call(request(Method::GET, path, token, None)).await
    }

    pub async fn post(&self, path: &str, token: &str, body: &Value) -> Answer {
        self.call(request(Method::POST, path, token, Some(body))).await
    }

    pub async fn delete(&self, path: &str, token: &str) -> Answer {
        self.call(request(Method::DELETE, path, token, None)).await
    }

    pub async fn put(&self, path: &str, token: &str, body: &Value) -> Answer {
        self.call(request(Method::PUT, path, token, Some(body))).await
    }

    pub async fn patch(&self, path: &str, token: &str, body: &Value) -> Answer {
        self.call(request(Method::PATCH, path, token, Some(body))).await
    }

    pub async fn call(&self, request: Request<Body>) -> Answer {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let answer = call(self.router.clone(), request).await;
        assert_documented(&method, &path, &answer);
        answer
    }
}

impl Answer {
    pub fn data(&self) -> &Value {
        &self.body["data"]
    }

    /// That it is a whole problem, and its type's last word.
    pub fn problem(&self) -> (u16, &str) {
        assert_eq!(self.headers["content-type"], "application/problem+json", "{self:?}");
        assert_eq!(self.body["status"], self.status);
        assert_eq!(self.body["requestId"].as_str(), self.headers["x-request-id"].to_str().ok());
        (self.status, self.body["type"].as_str().unwrap().rsplit('/').next().unwrap())
    }
}

pub async fn call(router: Router, request: Request<Body>) -> Answer {
    let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
    let bytes = to_bytes(body, 1 << 20).await.unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: serde_json::from_str(&text).unwrap_or_default(),
        text,
    }
}

/// An empty token is left out.
pub fn request(method: Method, path: &str, token: &str, body: Option<&Value>) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    if !token.is_empty() {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    match body {
        Some(body) => request.header("content-type", "application/json").body(Body::from(body.to_string())),
        None => request.body(Body::empty()),
    }
    .unwrap()
}

/// What handlers share, for a look at the routes themselves.
pub fn shared(app: &App) -> super::Shared {
    let (token, metrics) = (SecretString::from(BOT_TOKEN), install_metrics());
    let limits = super::limits::Limits::new(&app.cache, &token);
    let live = super::live::Hub::new(app.clone(), watch::channel(false).1);
    Arc::new(super::Api { app: app.clone(), token, limits, live, metrics, proxies: loopback() })
}

/// This machine's own proxy.
pub fn loopback() -> Proxies {
    Proxies::new(&["127.0.0.0/8".parse().unwrap()])
}

pub fn deps(app: &App, api: bool) -> Deps {
    let intake = Router::new().route("/telegram/webhook", axum::routing::post(async |_: String| StatusCode::ACCEPTED));
    Deps {
        app: app.clone(),
        token: BOT_TOKEN.into(),
        metrics: install_metrics(),
        frame_ancestors: Vec::new(),
        proxies: loopback(),
        served: Served { api, webhook: Some(intake) },
        // Whoever would tell is gone: it never stops.
        stopping: watch::channel(false).1,
    }
}

fn course() -> Catalogue {
    let files = [
        ("course.yaml", "courses/demo/course.yaml"),
        ("course.ru.yaml", "courses/demo/course.ru.yaml"),
        ("a.md", "courses/demo/01-basics/01-a.md"),
        ("a.ru.md", "courses/demo/01-basics/01-a.ru.md"),
        ("b.md", "courses/demo/01-basics/02-b.md"),
        ("c.md", "courses/demo/01-basics/03-c.md"),
    ];
    Catalogue::compile(&files.map(|(file, path)| fixture(file, path))).catalogue
}

fn all_kinds() -> Catalogue {
    let course = fixture("course.yaml", "courses/demo/course.yaml");
    let course = SourceFile { text: course.text.replace("  one: One\n", "  one: One\n  two: Two\n"), ..course };
    let lesson = fixture("kinds.md", "courses/demo/01-basics/01-kinds.md");
    let translation = fixture("kinds.ru.md", "courses/demo/01-basics/01-kinds.ru.md");
    let interview = fixture("interview.md", "courses/demo/interviews/junior.md");
    let interview_ru = fixture("interview.ru.md", "courses/demo/interviews/junior.ru.md");
    Catalogue::compile(&[course, lesson, translation, interview, interview_ru]).catalogue
}

fn fixture(file: &str, path: &str) -> SourceFile {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogues/tests/stories/fixture");
    SourceFile { path: path.to_owned(), text: std::fs::read_to_string(folder.join(file)).unwrap() }
}
