//! `sendChatAction`: "typing…" for five seconds or until the next message.

use serde_json::json;

use super::{Answer, Method, Refusal, Run, content, params::Params};
use crate::state::World;

pub(super) const METHOD: Method =
    Method { name: "sendChatAction", params: &["action", "chat_id"], sends: true, run: Run::Now(run) };

const ACTIONS: [&str; 11] = [
    "choose_sticker",
    "find_location",
    "record_video",
    "record_video_note",
    "record_voice",
    "typing",
    "upload_document",
    "upload_photo",
    "upload_video",
    "upload_video_note",
    "upload_voice",
];

const SHOWN_S: i64 = 5;

fn run(world: &mut World, params: &Params) -> Answer {
    let chat = content::open_chat(world, params)?;
    let action = params.text("action")?.unwrap_or("").to_lowercase();
    if !ACTIONS.contains(&action.as_str()) {
        return Err(Refusal::bad("wrong parameter action in request"));
    }
    let until = world.now() + SHOWN_S;
    if let Some(home) = world.chats.get_mut(&chat.id) {
        home.typing_until = until;
    }
    world.announce(json!({"type": "typing", "chatId": chat.id}));
    Ok(json!(true))
}
