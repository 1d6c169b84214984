//! `POST /playground/updates`: any object becomes an update, also one that no bot can parse.

use axum::{Json, extract::State, http::StatusCode};
use serde_json::{Value, json};

use super::Body;
use crate::{Emulator, state::Problem};

pub async fn push(
    State(emulator): State<Emulator>,
    Body(update): Body<Value>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let id = emulator.push_raw(update)?;
    Ok((StatusCode::CREATED, Json(json!({"updateId": id}))))
}
