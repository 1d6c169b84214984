//! `POST /playground/learners/{id}/webapp`: the address of a Mini App with freshly signed initData.

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::json;

use super::{Answer, Body};
use crate::Emulator;

/// From where it is opened. Both give full initData; a keyboard button, which would not, is not emulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum From {
    Inline,
    Menu,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Open {
    url: String,
    #[serde(rename = "from")]
    _from: From,
    query_id: Option<bool>,
}

pub async fn open(State(emulator): State<Emulator>, Path(id): Path<i64>, Body(open): Body<Open>) -> Answer {
    let url = emulator.launch(id, &open.url, open.query_id.unwrap_or(true))?;
    Ok(Json(json!({"url": url})))
}
