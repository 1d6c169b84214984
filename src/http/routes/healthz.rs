//! `GET /healthz`: the process lives. Says nothing about what it depends on, see [`super::readyz`].

use axum::Json;
use serde_json::{Value, json};

pub async fn handle() -> Json<Value> {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}
