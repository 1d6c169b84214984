//! The emulator as its users see it: over HTTP, mostly through teloxide's own `Bot`.

mod access;
mod interaction;
mod journal;
mod messages;
mod page;
mod polling;
mod settings;
mod types;
mod webhook;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use teloxide::Bot;

use super::{Emulator, EmulatorConfig, LearnerClient, Running};

pub const TOKEN: &str = "123456:playground-token";

#[expect(clippy::disallowed_methods, reason = "the emulator takes its clock as a function; this is the tests' one")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

pub fn config() -> EmulatorConfig {
    EmulatorConfig::new(TOKEN, now)
}

/// A served emulator and how to reach it.
pub struct Telegram {
    pub emulator: Emulator,
    pub running: Running,
    pub http: reqwest::Client,
}

pub async fn telegram() -> Telegram {
    telegram_with(config()).await
}

pub async fn telegram_with(config: EmulatorConfig) -> Telegram {
    let emulator = Emulator::new(config).unwrap();
    let running = emulator.clone().bind(([127, 0, 0, 1], 0).into()).await.unwrap();
    Telegram { emulator, running, http: reqwest::Client::new() }
}

impl Telegram {
    pub fn bot(&self) -> Bot {
        Bot::new(TOKEN).set_api_url(self.running.url.parse().unwrap())
    }

    /// A learner who has written `/start`, whose update is already off the queue.
    pub async fn started(&self) -> LearnerClient {
        let learner = self.emulator.learner("Anna", "en");
        learner.send("/start").await.unwrap();
        self.emulator.change(super::state::World::drop_pending);
        learner
    }

    /// Calls a method with JSON; the whole answer, envelope and all.
    pub async fn call(&self, method: &str, params: Value) -> Value {
        let url = format!("{}/bot{TOKEN}/{method}", self.running.url);
        let response = self.http.post(url).json(&params).send().await.unwrap();
        let status = response.status().as_u16();
        let answer: Value = response.json().await.unwrap();
        if answer["ok"] == json!(true) {
            assert_eq!(status, 200, "{answer}");
        } else {
            assert_eq!(json!(status), answer["error_code"], "{answer}");
        }
        answer
    }

    /// The result of a call that must succeed.
    pub async fn ok(&self, method: &str, params: Value) -> Value {
        let mut answer = self.call(method, params.clone()).await;
        assert_eq!(answer["ok"], json!(true), "{method} {params}: {answer}");
        answer["result"].take()
    }

    /// The description of a call that must be refused with this code.
    pub async fn refused(&self, method: &str, params: Value, code: u16) -> String {
        let answer = self.call(method, params.clone()).await;
        assert_eq!(answer["error_code"], json!(code), "{method} {params}: {answer}");
        answer["description"].as_str().unwrap().to_owned()
    }

    pub async fn page(&self, method: reqwest::Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let mut request = self.http.request(method, format!("{}{path}", self.running.url));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }
}
