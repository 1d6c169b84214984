//! `POST /playground/groups`: learners open a group with the bot in it.

use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use serde_json::Value;

use super::{Body, view};
use crate::{Emulator, state::Problem};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct New {
    title: String,
    learner_ids: Vec<i64>,
}

pub async fn create(
    State(emulator): State<Emulator>,
    Body(new): Body<New>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    emulator.change(|world| {
        let chat = world.add_group(&new.title, &new.learner_ids)?;
        Ok((StatusCode::CREATED, Json(view::chat(world, &chat))))
    })
}
