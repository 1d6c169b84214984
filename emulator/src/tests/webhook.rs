//! The webhook: its secret, order within a chat, patience with failures.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use serde_json::{Value, json};
use teloxide::{payloads::SetWebhookSetters as _, prelude::Requester as _};
use tokio::sync::Notify;

use super::{Telegram, telegram};
use crate::Faults;

/// The secret and the update.
type Got = (Option<String>, Value);

#[derive(Clone, Default)]
struct Hook {
    got: Arc<Mutex<Vec<Got>>>,
    failures: Arc<Mutex<usize>>,
    came: Arc<Notify>,
}

impl Hook {
    async fn serve(&self) -> String {
        let app = Router::new().route("/hook", post(receive)).with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        url
    }

    async fn until(&self, count: usize) -> Vec<Value> {
        let all = async {
            loop {
                let came = self.came.notified();
                let got: Vec<Value> = self.got.lock().unwrap().iter().map(|(_, update)| update.clone()).collect();
                if got.len() >= count {
                    return got;
                }
                came.await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), all).await.unwrap()
    }
}

async fn receive(State(hook): State<Hook>, headers: HeaderMap, Json(update): Json<Value>) -> StatusCode {
    {
        let mut failures = hook.failures.lock().unwrap();
        if *failures > 0 {
            *failures -= 1;
            return StatusCode::INTERNAL_SERVER_ERROR;
        }
    }
    let secret = headers.get("X-Telegram-Bot-Api-Secret-Token").map(|v| v.to_str().unwrap().to_owned());
    hook.got.lock().unwrap().push((secret, update));
    hook.came.notify_one();
    StatusCode::OK
}

fn texts(updates: &[Value]) -> Vec<&str> {
    updates.iter().map(|update| update["message"]["text"].as_str().unwrap()).collect()
}

async fn empty(t: &Telegram) {
    t.emulator.until(|telegram| telegram.pending() == 0).await;
}

#[tokio::test]
async fn updates_arrive_in_order_with_the_secret_and_failures_are_repeated() {
    let t = telegram().await;
    let learner = t.started().await;
    let hook = Hook::default();
    *hook.failures.lock().unwrap() = 2;
    let url = hook.serve().await;
    // teloxide sends this one as a multipart form.
    t.bot().set_webhook(url.parse().unwrap()).secret_token("s3cret_-".to_owned()).max_connections(7).await.unwrap();
    for text in ["1", "2", "3"] {
        learner.send(text).await.unwrap();
    }
    assert_eq!(texts(&hook.until(3).await), ["1", "2", "3"]);
    assert!(hook.got.lock().unwrap().iter().all(|(secret, _)| secret.as_deref() == Some("s3cret_-")));
    empty(&t).await;
    let info = t.ok("getWebhookInfo", json!({})).await;
    assert_eq!(info["last_error_message"], "Wrong response from the webhook: 500 Internal Server Error");
    assert_eq!((&info["pending_update_count"], &info["max_connections"]), (&json!(0), &json!(7)));
    assert!(t.emulator.calls().iter().all(|call| call.params["secret_token"] != json!("s3cret_-")));
}

#[tokio::test]
async fn an_update_is_posted_twice_when_told_so() {
    let t = telegram().await;
    let learner = t.started().await;
    let hook = Hook::default();
    t.ok("setWebhook", json!({"url": hook.serve().await})).await;
    t.emulator.set_faults(Faults { deliver_twice: true, ..Faults::default() });
    learner.send("once").await.unwrap();
    let got = hook.until(2).await;
    assert_eq!(got[0], got[1]);
    empty(&t).await;
}

#[tokio::test]
async fn a_webhook_is_checked() {
    let t = telegram().await;
    for (params, why) in [
        (json!({"url": "http://example.org"}), "bad webhook: HTTPS url must be provided for webhook"),
        (
            json!({"url": "https://example.org:444"}),
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        (json!({"url": "https://a.b", "secret_token": "ü"}), "secret token contains unallowed characters"),
        (
            json!({"url": "https://a.b", "max_connections": 101}),
            "parameter \"max_connections\" must be between 1 and 100",
        ),
    ] {
        assert_eq!(t.refused("setWebhook", params, 400).await, format!("Bad Request: {why}"));
    }
    let learner = t.started().await;
    learner.send("x").await.unwrap();
    t.ok("setWebhook", json!({"url": "", "drop_pending_updates": true})).await;
    assert_eq!(t.emulator.pending(), 0);
}
