//! `deleteMessage`: within 48 hours; in a group, a bot without rights deletes only its own.

use serde_json::json;

use super::{Answer, Method, Refusal, Run, content, params::Params};
use crate::state::{World, learners::ChatKind, messages::Author};

pub(super) const METHOD: Method =
    Method { name: "deleteMessage", params: &["chat_id", "message_id"], sends: false, run: Run::Now(run) };

const DELETABLE_S: i64 = 48 * 60 * 60;

fn run(world: &mut World, params: &Params) -> Answer {
    let chat = content::open_chat(world, params)?;
    let Some(id) = params.integer("message_id")? else {
        return Err(Refusal::bad("message identifier is not specified"));
    };
    let message = world.messages.get(&(chat.id, id));
    let message = message.ok_or_else(|| Refusal::bad("message to delete not found"))?;
    if chat.kind == ChatKind::Group && message.from != Author::Bot {
        return Err(Refusal::bad("message can't be deleted"));
    }
    if world.now() - message.date > DELETABLE_S {
        return Err(Refusal::bad("message can't be deleted for everyone"));
    }
    world.remove_message(chat.id, id);
    Ok(json!(true))
}
