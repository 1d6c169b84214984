//! A chat completion service that does what a test says and remembers what it was asked.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use futures::future::BoxFuture;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::platform::config::Llm;

pub const KEY: &str = "hush-the-key";

type Behaviour = dyn Fn(usize, Value) -> BoxFuture<'static, Response> + Send + Sync;

pub struct Service {
    address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    count: watch::Receiver<usize>,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub authorization: String,
    pub body: Value,
}

impl Service {
    /// `behave` is told how many requests came before, and the request's body.
    pub async fn new<F>(behave: impl Fn(usize, Value) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Response> + Send + 'static,
    {
        let behave: Arc<Behaviour> = Arc::new(move |number, body| Box::pin(behave(number, body)));
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (told, count) = watch::channel(0);
        let remembered = asked.clone();
        let handle = move |request: Request| {
            let (behave, asked, told) = (behave.clone(), remembered.clone(), told.clone());
            async move {
                let authorization = request.headers()["authorization"].to_str().unwrap().to_owned();
                let body = axum::body::to_bytes(request.into_body(), usize::MAX).await.unwrap();
                let body: Value = serde_json::from_slice(&body).unwrap();
                let number = {
                    let mut asked = asked.lock().unwrap();
                    asked.push(Asked { authorization, body: body.clone() });
                    asked.len()
                };
                told.send_replace(number);
                behave(number - 1, body).await
            }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/v1", listener.local_addr().unwrap());
        let router = Router::new().route("/v1/chat/completions", post(handle));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, asked, count }
    }

    /// One that always says the same.
    pub async fn saying(content: impl Into<String>) -> Self {
        let content = content.into();
        Self::new(move |_, _| std::future::ready(completion(&content))).await
    }

    pub fn llm(&self) -> Llm {
        Llm { api_key: KEY.into(), base_url: self.address.parse().unwrap(), model: "test-model".to_owned() }
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Returns when so many requests have come.
    pub async fn asked_times(&self, times: usize) {
        self.count.clone().wait_for(|count| *count >= times).await.unwrap();
    }
}

/// What the model says, as the protocol wraps it.
pub fn completion(content: &str) -> Response {
    let message = json!({ "role": "assistant", "content": content, "refusal": null });
    let choice = json!({ "index": 0, "message": message, "finish_reason": "stop" });
    axum::Json(json!({ "id": "1", "object": "chat.completion", "choices": [choice], "usage": {} })).into_response()
}

/// A reply of verdicts: a quote is a hit, none is missed.
pub fn verdicts(points: &[(&str, Option<&str>)]) -> String {
    let points = points.iter().map(|(id, quote)| {
        let verdict = if quote.is_some() { "hit" } else { "missed" };
        json!({ "id": id, "verdict": verdict, "quote": quote.unwrap_or_default() })
    });
    json!({ "points": points.collect::<Vec<_>>() }).to_string()
}

/// The text of a part of the data, as a model that keeps to the markers sees it.
pub fn part(body: &Value, name: &str) -> String {
    let user = body["messages"][1]["content"].as_str().unwrap();
    let code = code(body);
    let (begin, end) = (format!("[{code} begin {name}]\n"), format!("\n[{code} end {name}]\n"));
    let start = user.find(&begin).unwrap() + begin.len();
    let length = user[start..].find(&end).unwrap();
    user[start..start + length].to_owned()
}

/// The code that the system message announces.
pub fn code(body: &Value) -> String {
    let system = body["messages"][0]["content"].as_str().unwrap();
    let announced = system.split("code ").nth(1).unwrap();
    announced.split(',').next().unwrap().to_owned()
}
