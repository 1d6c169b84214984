//! `/playground/learners`: a new learner; one who blocks the bot, changes theme or language.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::Value;

use super::{Answer, Body, view};
use crate::{
    Emulator,
    state::{Problem, learners::LearnerChange},
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct New {
    first_name: String,
    language_code: String,
    last_name: Option<String>,
    username: Option<String>,
}

pub async fn create(
    State(emulator): State<Emulator>,
    Body(new): Body<New>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let filled = |name: Option<String>| name.filter(|name| !name.trim().is_empty());
    let learner = emulator.change(|world| {
        let (last_name, username) = (filled(new.last_name), filled(new.username));
        world.add_learner(&new.first_name, last_name, username, &new.language_code)
    })?;
    Ok((StatusCode::CREATED, Json(view::learner(&learner))))
}

pub async fn change(
    State(emulator): State<Emulator>,
    Path(id): Path<i64>,
    Body(change): Body<LearnerChange>,
) -> Answer {
    let learner = emulator.change(|world| world.change_learner(id, change))?;
    Ok(Json(view::learner(&learner)))
}
