//! `leaveChat`: the bot leaves a group.

use serde_json::json;

use super::{Answer, Method, Refusal, Run, content, params::Params};
use crate::state::{World, learners::ChatKind};

pub(super) const METHOD: Method = Method { name: "leaveChat", params: &["chat_id"], sends: false, run: Run::Now(run) };

fn run(world: &mut World, params: &Params) -> Answer {
    let mut chat = content::open_chat(world, params)?;
    if chat.kind == ChatKind::Private {
        return Err(Refusal::bad("chat member status can't be changed in private chats"));
    }
    let id = chat.id;
    chat.bot_left = true;
    world.put_chat(chat);
    // The bot is who left: no learner has id 0.
    world.member_update(id, 0, "member", "left");
    world.announce_chat(id);
    Ok(json!(true))
}
