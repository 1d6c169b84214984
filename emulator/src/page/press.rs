//! `POST /playground/chats/{chat}/press`: a learner presses an inline button.

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::json;

use super::{Answer, Body};
use crate::Emulator;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Press {
    from: i64,
    message_id: i64,
    callback_data: String,
    /// An old client still shows a button that is gone.
    #[serde(default)]
    force: bool,
}

pub async fn press(State(emulator): State<Emulator>, Path(chat): Path<i64>, Body(press): Body<Press>) -> Answer {
    let id =
        emulator.change(|world| world.press(press.from, chat, press.message_id, &press.callback_data, press.force))?;
    Ok(Json(json!({"callbackQueryId": id})))
}
