//! `getChatMenuButton`: what one private chat shows, or the bot's own default.

use serde_json::json;

use super::{Answer, Method, Refusal, Run, params::Params};
use crate::state::{World, learners::ChatKind};

pub(super) const METHOD: Method =
    Method { name: "getChatMenuButton", params: &["chat_id"], sends: false, run: Run::Now(run) };

fn run(world: &mut World, params: &Params) -> Answer {
    let Some(chat) = params.integer("chat_id")? else {
        return Ok(json!(world.settings.menu_button));
    };
    if world.chats.get(&chat).is_none_or(|home| home.kind != ChatKind::Private) {
        return Err(Refusal::bad("chat not found"));
    }
    Ok(json!(world.menu_button_of(chat)))
}
