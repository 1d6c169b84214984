//! The router as a whole: what its layers do to every request.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request};
use axum::routing::get;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::{Notify, oneshot};

use super::testing::{Academy, call, deps, loopback, request};
use super::*;

fn strange_router() -> Router {
    let routes = Router::new()
        .route("/panic", get(async || -> StatusCode { panic!("on purpose") }))
        .route("/slow", get(async || std::future::pending::<StatusCode>().await));
    let security = security::Security::new(&[], None);
    layered(routes, problem::Types::default(), security, Duration::from_millis(50)).layer(from_fn(observe::observe))
}

#[tokio::test]
async fn a_panic_ends_one_request_and_tells_nothing() {
    let answer = call(strange_router(), request(Method::GET, "/panic", "", None)).await;
    assert_eq!(answer.problem(), (500, "internal"));
    assert!(!answer.text.contains("on purpose"));
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_given_up() {
    let answer = call(strange_router(), request(Method::GET, "/slow", "", None)).await;
    assert_eq!(answer.problem(), (503, "unavailable"));
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_with_all_headers() {
    let academy = Academy::start().await;
    let answer = academy.get("/api/v2/nothing", "").await;
    assert_eq!(answer.problem(), (404, "not-found"));
    assert_eq!(answer.body["instance"], "/api/v2/nothing");
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    assert_eq!(answer.headers["strict-transport-security"], "max-age=31536000");
    let answer = academy.call(request(Method::DELETE, "/api/v2/session", "", None)).await;
    assert_eq!((answer.problem(), answer.headers["allow"].to_str().unwrap()), ((405, "method-not-allowed"), "POST"));
}

#[tokio::test]
async fn bodies_are_json_of_a_modest_size() {
    let academy = Academy::start().await;
    let large = json!({ "initData": "x".repeat(BODY_LIMIT) });
    assert_eq!(academy.post("/api/v2/session", "", &large).await.problem(), (413, "too-large"));
    let form = Request::post("/api/v2/session").header("content-type", "text/plain").body(Body::from("{}")).unwrap();
    assert_eq!(academy.call(form).await.problem(), (415, "not-json"));
    let broken = Request::post("/api/v2/session")
        .header("content-type", "application/json; charset=utf-8")
        .body(Body::from("{"))
        .unwrap();
    assert_eq!(academy.call(broken).await.problem(), (400, "unreadable"));
}

#[tokio::test]
async fn the_callers_request_id_goes_through() {
    let academy = Academy::start().await;
    let mut request = request(Method::GET, "/api/v2/users/me", "", None);
    request.headers_mut().insert("x-request-id", "trace-7".parse().unwrap());
    let answer = academy.call(request).await;
    assert_eq!(
        (answer.body["requestId"].as_str(), &answer.headers["x-request-id"]),
        (Some("trace-7"), &"trace-7".parse().unwrap())
    );
}

#[tokio::test]
async fn requests_are_counted_by_route_and_never_by_path() {
    let academy = Academy::start().await;
    academy.get("/api/v2/users/5f0c0000-secret", "").await;
    let answer = academy.get("/metrics", "").await;
    assert_eq!(answer.headers["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    assert!(answer.text.contains(r#"http_requests_total{route="/api/v2/users/{id}",status="401"}"#), "{}", answer.text);
    assert!(!answer.text.contains("5f0c0000"));
}

#[tokio::test]
async fn the_app_is_served_compressed_with_its_policy() {
    let academy = Academy::start().await;
    let answer = academy.get("/app", "").await;
    assert_eq!((answer.status, &answer.headers["location"]), (308, &"app/".parse().unwrap()));
    let mut page = request(Method::GET, "/app/", "", None);
    page.headers_mut().insert("accept-encoding", "gzip".parse().unwrap());
    let answer = academy.call(page).await;
    assert_eq!((answer.status, &answer.headers["content-encoding"]), (200, &"gzip".parse().unwrap()));
    assert!(
        answer.headers["content-security-policy"]
            .to_str()
            .unwrap()
            .contains("frame-ancestors https://web.telegram.org")
    );
    assert_eq!(academy.get("/app/nothing.js", "").await.problem(), (404, "not-found"));
    assert_eq!(academy.get("/app/%2e%2e/Cargo.toml", "").await.status, 404);
    let page = academy.get("/app/", "").await;
    assert!(page.text.contains(r#"<meta name="academy-bot" content="demo_bot">"#));
}

#[tokio::test]
async fn without_the_api_role_there_is_health_and_intake_only() {
    let academy = Academy::with(false, false).await;
    for (path, status) in
        [("/healthz", 200), ("/readyz", 200), ("/metrics", 200), ("/app/", 404), ("/api/v2/users/me", 404)]
    {
        assert_eq!(academy.get(path, "").await.status, status, "{path}");
    }
    // The intake has limits of its own.
    let update = Request::post("/telegram/webhook").body(Body::from("x".repeat(BODY_LIMIT * 2))).unwrap();
    assert_eq!(academy.call(update).await.status, 202);
}

#[tokio::test]
async fn an_unreachable_database_is_a_problem_for_a_moment() {
    let academy = Academy::start().await;
    let token = academy.learner(7, "en").await;
    academy.app.pool().close().await;
    let report = json!({ "screen": 1 });
    let answer = academy.put("/api/v2/courses/demo/lessons/demo.a/progress", &token, &report).await;
    assert_eq!(answer.problem(), (503, "unavailable"));
}

#[tokio::test]
async fn the_server_answers_what_it_has_begun_before_it_stops() {
    let academy = Academy::start().await;
    let (begun, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (in_handler, may_end) = (Arc::clone(&begun), Arc::clone(&go));
    let slow = Router::new().route(
        "/slow",
        get(async move || {
            in_handler.notify_one();
            may_end.notified().await;
            "done"
        }),
    );
    let router = router(Deps { served: Served { api: true, webhook: Some(slow) }, ..deps(&academy.app, true) });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/slow", listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(serve(listener, loopback(), router, async { stopped.await.unwrap() }));
    let answer = tokio::spawn(reqwest::get(url));
    begun.notified().await;
    stop.send(()).unwrap();
    go.notify_one();
    assert_eq!(answer.await.unwrap().unwrap().text().await.unwrap(), "done");
    server.await.unwrap().unwrap();
}
