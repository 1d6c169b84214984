//! What clients see and do in windows beside the chat, for the tests of resources that have one. A window is named by its
//! path; its screens are JSON.

use axum::http::Method;
use serde_json::{Value, json};

use crate::http::testing::{Academy, Answer, request};

/// Does something in the window.
pub async fn act_at(academy: &Academy, path: &str, token: &str, body: &Value) -> Answer {
    academy.post(&format!("{path}/answers"), token, body).await
}

/// The same, so that it counts once.
pub async fn act_once(academy: &Academy, key: &str, path: &str, token: &str, body: &Value) -> Answer {
    let mut request = request(Method::POST, &format!("{path}/answers"), token, Some(body));
    request.headers_mut().insert("idempotency-key", key.parse().unwrap());
    academy.call(request).await
}

pub fn tokens(screen: &Value) -> Vec<String> {
    let buttons = screen["buttons"].as_array().unwrap().iter().flat_map(|row| row.as_array().unwrap());
    buttons.filter_map(|button| button["token"].as_str()).map(str::to_owned).collect()
}

/// A press on the first button whose token begins so, if there is one.
pub fn press_of(screen: &Value, part: &str) -> Option<Value> {
    tokens(screen).into_iter().find(|token| token.starts_with(part)).map(|token| json!({ "press": token }))
}

pub fn press(screen: &Value, part: &str) -> Value {
    press_of(screen, part).unwrap_or_else(|| panic!("no {part} among {:?}", tokens(screen)))
}
