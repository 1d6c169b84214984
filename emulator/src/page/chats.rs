//! `GET /playground/chats/{chat}?viewer=…`: one chat, with the commands that this learner sees in it.

use axum::{
    Json,
    extract::{Path, Query, State},
};
use serde::Deserialize;

use super::{Answer, view};
use crate::Emulator;

#[derive(Deserialize)]
pub struct Viewer {
    pub viewer: Option<i64>,
}

pub async fn get(
    State(emulator): State<Emulator>,
    Path(chat): Path<i64>,
    Query(Viewer { viewer }): Query<Viewer>,
) -> Answer {
    emulator.look(|world| {
        let chat = world.chat(chat)?;
        Ok(Json(match viewer {
            Some(viewer) => view::chat_for(world, chat, viewer),
            None => view::chat(world, chat),
        }))
    })
}
