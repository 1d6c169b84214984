//! `POST /playground/updates`: any object becomes an update, also one that no bot can parse.

use axum::{Json, extract::State, http::StatusCode};
use serde_json::{Map, Value, json};

use super::Body;
use crate::playground::Emulator;

pub async fn push(
    State(emulator): State<Emulator>,
    Body(update): Body<Map<String, Value>>,
) -> (StatusCode, Json<Value>) {
    let id = emulator.push_raw(update);
    (StatusCode::CREATED, Json(json!({"updateId": id})))
}
