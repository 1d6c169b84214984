//! `POST /playground/learners/{id}/deeplink`: what `t.me/<bot>?start=…` does.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::Value;

use super::{Body, view};
use crate::{
    Emulator,
    state::{Problem, writing::Say},
};

const MAX_START: usize = 64;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    start: String,
}

pub async fn open(
    State(emulator): State<Emulator>,
    Path(id): Path<i64>,
    Body(Link { start }): Body<Link>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let good = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    if !(1..=MAX_START).contains(&start.len()) || !start.bytes().all(good) {
        return Err(Problem::Invalid("start takes 1 to 64 of A-Z a-z 0-9 _ -".into()));
    }
    emulator.change(|world| {
        let message = world.say(id, id, Say::Text(format!("/start {start}")), None)?;
        Ok((StatusCode::CREATED, Json(view::message(world, &message, Some(id)))))
    })
}
