//! The API and the Mini App's door: who may see what, and that it agrees with the chat.

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Learner, World};

/// A learner's session with the API.
pub struct Session<'a> {
    world: &'a World,
    pub token: String,
}

impl<'a> Session<'a> {
    pub async fn open(world: &'a World, learner: &Learner) -> Self {
        let (status, body) =
            call(world, Method::POST, "/session", None, Some(json!({ "initData": init_data(world, learner).await })))
                .await;
        assert_eq!(status, StatusCode::OK, "{body}");
        Self { world, token: body["data"]["token"].as_str().unwrap().to_owned() }
    }

    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        call(self.world, method, path, Some(&self.token), body).await
    }

    pub async fn get(&self, path: &str) -> Value {
        let (status, body) = self.call(Method::GET, path, None).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body
    }
}

pub async fn call(
    world: &World,
    method: Method,
    path: &str,
    token: Option<&str>,
    body: Option<Value>,
) -> (StatusCode, Value) {
    let request = Client::new().request(method, format!("{}/api/v2{path}", world.url));
    let request = token.into_iter().fold(request, reqwest::RequestBuilder::bearer_auth);
    let request = body.iter().fold(request, reqwest::RequestBuilder::json);
    let response = request.send().await.unwrap();
    (response.status(), response.json().await.unwrap_or_default())
}

/// What Telegram puts into the address of a Mini App.
pub async fn init_data(world: &World, learner: &Learner) -> String {
    let url = learner.client.web_app(&format!("{}/app/", world.url)).await.unwrap();
    let fragment = url::Url::parse(&url).unwrap().fragment().unwrap().to_owned();
    let found = url::form_urlencoded::parse(fragment.as_bytes()).find(|(name, _)| name == "tgWebAppData").unwrap();
    found.1.into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_in_the_chat_is_progress_in_the_api() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "ru").welcomed().await;
    learner.begin_quiz("swift.values-and-types").await;
    learner.answers(&[true, true, true, true, true]).await;
    world.caught_up().await;
    let session = Session::open(&world, &learner).await;
    let user = session.get("/users/me").await;
    assert_eq!(user["data"]["locale"], "ru");
    assert_eq!(user["data"]["id"], learner.id().to_string());
    assert!(user["meta"]["requestId"].is_string() && user["meta"]["version"].is_string());
    let progress = session.get("/users/me/progress").await;
    assert_eq!(progress["data"]["completedLessons"], 1);
    assert_eq!(progress["data"]["streak"]["days"], 1);
    assert_eq!(progress["data"]["averageScore"], 1.0);
    let courses = session.get("/users/me/courses").await;
    let lessons = &courses["data"][0]["modules"][0]["lessons"];
    assert_eq!(lessons[0]["state"], "completed");
    assert_eq!(lessons[1]["state"], "open");
    assert_eq!(lessons[2]["state"], "locked");
    assert!(
        lessons[0]["title"].as_str().unwrap().chars().any(|char| ('а'..='я').contains(&char)),
        "in the learner's language"
    );
    assert_eq!(lessons[1]["chatLink"], "https://t.me/academy_test_bot?start=l_swift_optionals");
    assert_eq!(courses["pagination"]["total"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_in_the_api_is_progress_in_the_chat() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    let session = Session::open(&world, &learner).await;
    let (status, _) = session.call(Method::POST, "/users/me/courses/ios-foundation/enroll", None).await;
    assert_eq!(status, StatusCode::CREATED);
    let (status, _) = session.call(Method::POST, "/users/me/courses/ios-foundation/enroll", None).await;
    assert_eq!(status, StatusCode::OK);
    let path = "/courses/ios-foundation/lessons/swift.values-and-types/progress";
    let (status, body) = session.call(Method::PUT, path, Some(json!({ "screen": 3 }))).await;
    assert_eq!((status, &body["data"]["screen"]), (StatusCode::OK, &json!(3)), "{body}");
    let screen = learner.send("/learn").await;
    assert!(screen.text.contains("3/"), "{}", screen.text);
    let (status, body) = session.call(Method::PUT, path, Some(json!({ "completed": true }))).await;
    assert_eq!(status, StatusCode::CONFLICT, "the quiz comes first: {body}");
    assert!(body["requestId"].is_string() && body["detail"].is_string() && body["status"] == 409, "{body}");
    let locked = "/courses/ios-foundation/lessons/swift.optionals/progress";
    let (status, _) = session.call(Method::PUT, locked, Some(json!({ "screen": 1 }))).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let (status, _) = session
        .call(Method::PUT, "/courses/ios-foundation/lessons/no.such/progress", Some(json!({ "screen": 1 })))
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    for wrong in [json!({}), json!({ "screen": -1 }), json!({ "screen": 1, "extra": 2 }), json!([1])] {
        let (status, body) = session.call(Method::PUT, path, Some(wrong)).await;
        assert!(status.is_client_error() && body["detail"].is_string(), "{status} {body}");
    }
    world.check_integrity().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_somebody_else() {
    let world = World::polling().await;
    let anna = world.learner("Anna", "en").welcomed().await;
    let boris = world.learner("Boris", "ru").welcomed().await;
    let session = Session::open(&world, &anna).await;
    for path in ["", "/courses", "/progress"] {
        let (status, body) = session.call(Method::GET, &format!("/users/{}{path}", boris.id()), None).await;
        assert!(status == StatusCode::FORBIDDEN || status == StatusCode::NOT_FOUND, "{status}");
        assert!(!body.to_string().contains("Boris"));
        let (status, _) = call(&world, Method::GET, &format!("/users/{}{path}", boris.id()), None, None).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        let (status, _) = call(&world, Method::GET, &format!("/users/me{path}"), Some("v1.forged.token"), None).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_stale_and_unreadable_launch_data_are_refused() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    let good = init_data(&world, &learner).await;
    let forged = good.replace("Anna", "Evil");
    assert_ne!(forged, good);
    let hashless = good.split('&').filter(|pair| !pair.starts_with("hash=")).collect::<Vec<_>>().join("&");
    let doubled = format!("{good}&auth_date=1");
    let cases = [(forged, 401), (hashless, 400), (doubled, 400), (String::new(), 400), ("%zz".to_owned(), 400)];
    for (data, expected) in cases {
        let (status, body) = call(&world, Method::POST, "/session", None, Some(json!({ "initData": data }))).await;
        assert!(status == expected || status.as_u16() == 401 || status.as_u16() == 400, "{status} {body}");
        assert_ne!(status, StatusCode::OK);
    }
    let (status, _) = call(&world, Method::POST, "/session", None, Some(json!({ "initData": good }))).await;
    assert_eq!(status, StatusCode::OK);
    assert!(!world.server().output().contains("hash="), "launch data is never logged");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_is_sent_to_the_chat() {
    let world = World::polling().await;
    let stranger = world.learner("Zoe", "en");
    let data = init_data(&world, &stranger).await;
    let (status, body) = call(&world, Method::POST, "/session", None, Some(json!({ "initData": data }))).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(body["detail"].as_str().unwrap().contains("/start"), "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_requests_a_minute_are_enough() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    let session = Session::open(&world, &learner).await;
    let mut refused = 0;
    for _ in 0..130 {
        let (status, body) = session.call(Method::GET, "/users/me", None).await;
        if status == StatusCode::TOO_MANY_REQUESTS {
            refused += 1;
            assert!(body["detail"].is_string(), "{body}");
        }
    }
    assert!(refused > 0, "the limit holds");
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_see_health_readiness_and_metrics() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.begin_quiz("swift.values-and-types").await;
    learner.answers(&[true, true, true, true, true]).await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(reqwest::get(format!("{}{path}", world.url)).await.unwrap().status().as_u16(), 200, "{path}");
    }
    let metrics = reqwest::get(format!("{}/metrics", world.url)).await.unwrap().text().await.unwrap();
    for name in [
        "lesson_completions_total{",
        "lesson_completion_duration_seconds_bucket",
        "telegram_updates_total{",
        "telegram_sends_total{",
        "turn_duration_seconds_bucket",
        "turns_total{",
        "session_cache_total{",
    ] {
        assert!(metrics.contains(name), "{name} in:\n{metrics}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mini_app_is_served_with_strict_headers() {
    let world = World::polling().await;
    let page = reqwest::get(format!("{}/app/", world.url)).await.unwrap();
    assert_eq!(page.status().as_u16(), 200);
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(
        policy.contains("default-src 'none'") && policy.contains("frame-ancestors https://web.telegram.org"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"));
    assert_eq!(page.headers()["x-content-type-options"], "nosniff");
    let api = Client::new().get(format!("{}/api/v2/users/me", world.url)).send().await.unwrap();
    assert_eq!(api.headers()["content-type"], "application/problem+json");
    assert_eq!(api.headers()["cache-control"], "no-store");
    let large =
        Client::new().post(format!("{}/api/v2/session", world.url)).body(vec![b'x'; 100_000]).send().await.unwrap();
    assert_eq!(large.status().as_u16(), 413);
}
