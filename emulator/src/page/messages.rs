//! `/playground/chats/{chat}/messages`: what stands in a chat; a learner writes and edits.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::Value;

use super::{Answer, Body, chats::Viewer, view};
use crate::{
    Emulator,
    state::{Problem, writing::Say},
};

/// `GET`: oldest first.
pub async fn list(
    State(emulator): State<Emulator>,
    Path(chat): Path<i64>,
    Query(Viewer { viewer }): Query<Viewer>,
) -> Answer {
    emulator.change(|world| {
        world.chat(chat)?;
        world.close_expired_polls();
        Ok(Json(world.messages_of(chat).map(|message| view::message(world, message, viewer)).collect()))
    })
}

/// Exactly one of `text`, `sticker`, `voice`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sent {
    from: i64,
    text: Option<String>,
    #[serde(default)]
    sticker: bool,
    #[serde(default)]
    voice: bool,
    reply_to: Option<i64>,
}

pub async fn send(
    State(emulator): State<Emulator>,
    Path(chat): Path<i64>,
    Body(sent): Body<Sent>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let say = match (sent.text, sent.sticker, sent.voice) {
        (Some(text), false, false) => Say::Text(text),
        (None, true, false) => Say::Sticker,
        (None, false, true) => Say::Voice,
        _ => {
            return Err(Problem::Invalid("send one of text, sticker: true, voice: true".into()));
        }
    };
    emulator.change(|world| {
        let message = world.say(sent.from, chat, say, sent.reply_to)?;
        Ok((StatusCode::CREATED, Json(view::message(world, &message, Some(sent.from)))))
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Edited {
    from: i64,
    text: String,
}

pub async fn edit(
    State(emulator): State<Emulator>,
    Path((chat, id)): Path<(i64, i64)>,
    Body(edited): Body<Edited>,
) -> Answer {
    emulator.change(|world| {
        let message = world.edit_own(edited.from, chat, id, &edited.text)?;
        Ok(Json(view::message(world, &message, Some(edited.from))))
    })
}
