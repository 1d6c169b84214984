//! A second look at an interview's answer, by a language model: here a service that does what the test says.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use emulator::MessageView;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::harness::{Learner, World};

/// What the service was asked.
type Asked = Arc<Mutex<Vec<Value>>>;

/// A chat completion service that answers as told.
async fn service(behave: fn(&Value) -> Response) -> (String, Asked) {
    let asked = Asked::default();
    let remembered = Arc::clone(&asked);
    let handle = move |axum::Json(body): axum::Json<Value>| {
        let response = behave(&body);
        remembered.lock().unwrap().push(body);
        std::future::ready(response)
    };
    (serve(Router::new().route("/v1/chat/completions", post(handle))).await, asked)
}

/// One that says nothing to its first request, for as long as it is asked, and finds one more point at all later ones.
async fn silent_at_first() -> (String, watch::Receiver<usize>) {
    let (asked, times) = watch::channel(0);
    let handle = move |axum::Json(body): axum::Json<Value>| {
        asked.send_modify(|times| *times += 1);
        let is_first = *asked.borrow() == 1;
        async move { if is_first { std::future::pending().await } else { finds_one_more(&body) } }
    };
    (serve(Router::new().route("/v1/chat/completions", post(handle))).await, times)
}

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

fn completion(content: &str) -> Response {
    let message = json!({ "role": "assistant", "content": content, "refusal": null });
    let choice = json!({ "index": 0, "message": message, "finish_reason": "stop" });
    axum::Json(json!({ "id": "1", "object": "chat.completion", "choices": [choice], "usage": {} })).into_response()
}

/// A part of the data between the lines that name it.
fn part<'a>(body: &'a Value, name: &str) -> &'a str {
    let user = body["messages"][1]["content"].as_str().unwrap();
    let (begin, end) = (format!(" begin {name}]\n"), format!(" end {name}]\n"));
    let rest = &user[user.find(&begin).unwrap() + begin.len()..];
    let inner = &rest[..rest.find(&end).unwrap()];
    &inner[..inner.rfind('\n').unwrap()]
}

/// Agrees with the scorer, and finds the first point besides that it has missed.
fn finds_one_more(body: &Value) -> Response {
    let rubric: Vec<Value> = serde_json::from_str(part(body, "rubric")).unwrap();
    let matched: Vec<Value> = serde_json::from_str(part(body, "matcher")).unwrap();
    let answer = part(body, "answer");
    let mut found = false;
    let points: Vec<Value> = rubric
        .iter()
        .zip(&matched)
        .map(|(point, verdict)| {
            let was_hit = verdict["verdict"] == "hit";
            let finds = !found && !was_hit && point["weight"].as_i64().unwrap() > 0;
            found |= finds;
            let verdict = if was_hit || finds { "hit" } else { "missed" };
            let quote = if verdict == "hit" { answer } else { "" };
            json!({ "id": point["id"], "verdict": verdict, "quote": quote })
        })
        .collect();
    completion(&json!({ "points": points }).to_string())
}

fn fails(_: &Value) -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

fn talks_nonsense(_: &Value) -> Response {
    completion("The candidate is great, 100%!")
}

fn invents_quotes(body: &Value) -> Response {
    let rubric: Vec<Value> = serde_json::from_str(part(body, "rubric")).unwrap();
    let points: Vec<Value> = rubric
        .iter()
        .map(|point| json!({ "id": point["id"], "verdict": "hit", "quote": "what nobody has ever said here" }))
        .collect();
    completion(&json!({ "points": points }).to_string())
}

/// At a question that was answered well and not fully, in an academy with this reviewer.
async fn answered(behave: fn(&Value) -> Response) -> (World, Learner, MessageView, Asked) {
    let (url, asked) = service(behave).await;
    let (world, learner, verdict) = answered_to(url).await;
    (world, learner, verdict, asked)
}

async fn answered_to(url: String) -> (World, Learner, MessageView) {
    let world = reviewed_by(url, "").await;
    let (learner, verdict) = answers(&world).await;
    (world, learner, verdict)
}

/// An academy with this reviewer and these roles; all of them if nothing is said.
async fn reviewed_by(url: String, roles: &str) -> World {
    let mut world = World::empty().await;
    world.set("ACADEMY_ROLES", roles);
    world.set("LLM_BASE_URL", url).set("LLM_API_KEY", "a-key").set("LLM_MODEL", "a-model");
    world.start().await;
    world
}

async fn answers(world: &World) -> (Learner, MessageView) {
    let learner = world.learner("Anna", "en").welcomed().await;
    loop {
        learner.begin_interview("Junior iOS interview", "en").await;
        while learner.interview().await.is_open() {
            if let Some(answer) = learner.fair_answer().await {
                let verdict = learner.says(&answer).await;
                return (learner, verdict);
            }
            learner.tap("i.k@").await;
            learner.tap("i.n").await;
        }
    }
}

const LOOKED: &str = "A language model has looked at this answer";

#[tokio::test(flavor = "multi_thread")]
async fn a_point_that_a_model_finds_raises_the_score_in_the_message_that_told_it() {
    let (world, learner, verdict, asked) = answered(finds_one_more).await;
    let looked = |messages: &[MessageView]| messages.iter().any(|message| message.text.contains(LOOKED));
    let messages = learner.client.wait_for(looked).await.unwrap();
    let told: Vec<&MessageView> = messages.iter().filter(|message| message.text.contains(LOOKED)).collect();
    assert_eq!(told.iter().map(|message| message.id).collect::<Vec<_>>(), [verdict.id], "edited, not sent anew");
    assert_eq!(world.database.events("AnswerReviewed").await, 1);
    let shares: (f64, f64) = sqlx::query_as(
        "SELECT (scored.event_data->>'share')::float8, (reviewed.event_data->>'share')::float8
         FROM event_store scored JOIN event_store reviewed USING (aggregate_id)
         WHERE scored.event_type = 'AnswerScored' AND reviewed.event_type = 'AnswerReviewed'",
    )
    .fetch_one(&world.database.pool)
    .await
    .unwrap();
    // A quarter at most, where both are rounded to ten-thousandths.
    assert!(shares.1 > shares.0 && shares.1 <= shares.0 + 0.2502, "{shares:?}");
    let percent = (shares.1 * 100.0).floor() as u32;
    let shows = |percent: u32| told[0].text.contains(&format!("{percent}%"));
    assert!(shows(percent) || shows(percent + 1), "{shares:?}: {}", told[0].text);
    assert_eq!(asked.lock().unwrap().len(), 1);
    // It goes on, and another look at the same answer shows the same.
    learner.tap("i.n").await;
    learner.finishes_interview().await;
    world.check_health().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_model_does_wrong_the_score_stands_and_nobody_waits() {
    for behave in [fails as fn(&Value) -> Response, talks_nonsense, invents_quotes] {
        let (world, learner, verdict, asked) = answered(behave).await;
        assert!(!verdict.text.contains(LOOKED));
        // What the service said is known by now, and nothing has come of it.
        world.server().log("academy::external::reviewer: a").await;
        assert!(!asked.lock().unwrap().is_empty());
        assert_eq!(world.database.events("AnswerReviewed").await, 0);
        let again = learner.client.messages().await.into_iter().find(|message| message.id == verdict.id).unwrap();
        assert_eq!(again.text, verdict.text);
        learner.tap("i.n").await;
        world.check_health().await;
    }
}

/// The message that told the verdict tells by now that a model has looked at it.
async fn is_told(learner: &Learner, verdict: &MessageView) {
    let looked = |messages: &[MessageView]| messages.iter().any(|message| message.text.contains(LOOKED));
    let messages = learner.client.wait_for(looked).await.unwrap();
    let told: Vec<_> = messages.iter().filter(|message| message.text.contains(LOOKED)).map(|told| told.id).collect();
    assert_eq!(told, [verdict.id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_that_a_kill_broke_off_comes_after_the_restart() {
    let (url, mut times) = silent_at_first().await;
    let (mut world, learner, verdict) = answered_to(url).await;
    times.wait_for(|times| *times == 1).await.unwrap();
    world.kill();
    assert_eq!(world.database.events("AnswerReviewed").await, 0);
    world.start().await;
    // The lease is over.
    sqlx::query("UPDATE jobs SET free_at = now()").execute(&world.database.pool).await.unwrap();
    is_told(&learner, &verdict).await;
    assert_eq!((*times.borrow(), world.database.events("AnswerReviewed").await), (2, 1));
    learner.tap("i.n").await;
    world.check_health().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_that_was_not_scheduled_before_a_kill_comes_after_the_restart_and_only_once() {
    let (url, asked) = service(finds_one_more).await;
    let mut world = reviewed_by(url, "api,bot").await;
    let (learner, verdict) = answers(&world).await;
    // Nobody follows the log, and so nobody has scheduled anything.
    world.kill();
    assert_eq!(world.database.one("SELECT count(*) FROM jobs WHERE kind = 'look'").await, 0);
    world.set("ACADEMY_ROLES", "");
    world.start().await;
    is_told(&learner, &verdict).await;
    // As if the process had died before it could note that the look is done.
    let again = "UPDATE jobs SET done_at = NULL, free_at = now() WHERE kind = 'look'";
    sqlx::query(again).execute(&world.database.pool).await.unwrap();
    world.database.until("SELECT FROM jobs WHERE kind = 'look' AND attempts = 2 AND done_at IS NOT NULL").await;
    assert_eq!(asked.lock().unwrap().len(), 1);
    assert_eq!(world.database.events("AnswerReviewed").await, 1);
    world.check_health().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_at_an_interview_finds_it_behind_the_next_one_and_moves_nobody() {
    let (url, _) = service(finds_one_more).await;
    let mut world = reviewed_by(url, "api,bot").await;
    let (learner, _) = answers(&world).await;
    let first = learner.interview().await;
    learner.tap("i.n").await;
    learner.send("/interview").await;
    learner.tap("i.q").await;
    learner.tap("i.x").await;
    let second = learner.begin_interview("Junior iOS interview", "en").await;
    let question = learner.screen().await;
    world.kill();
    world.set("ACADEMY_ROLES", "");
    world.start().await;
    world.database.until("SELECT FROM event_store WHERE event_type = 'AnswerReviewed'").await;
    let reviewed: (uuid::Uuid,) =
        sqlx::query_as("SELECT aggregate_id FROM event_store WHERE event_type = 'AnswerReviewed'")
            .fetch_one(&world.database.pool)
            .await
            .unwrap();
    assert!(reviewed.0 == first.id.as_uuid() && first.id != second.id);
    assert_eq!(learner.screen().await.text, question.text);
    // The chat is still in the second one.
    let answer = learner.model_answer().await;
    learner.says(&answer).await;
    assert_eq!(learner.interview().await.exchanges.len(), 1);
    world.check_health().await;
}
