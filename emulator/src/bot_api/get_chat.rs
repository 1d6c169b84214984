//! `getChat`: what is known about a chat.

use serde_json::json;

use super::{Answer, Method, Run, content, params::Params};
use crate::{
    state::{World, learners::ChatKind},
    wire,
};

pub(super) const METHOD: Method = Method { name: "getChat", params: &["chat_id"], sends: false, run: Run::Now(run) };

fn run(world: &mut World, params: &Params) -> Answer {
    let chat = content::known_chat(world, params)?;
    let mut info = wire::chat(world, &chat);
    let gifts = chat.kind == ChatKind::Private;
    info["accent_color_id"] = json!(chat.id.rem_euclid(7));
    info["max_reaction_count"] = json!(11);
    info["accepted_gift_types"] = json!({
        "unlimited_gifts": gifts,
        "limited_gifts": gifts,
        "unique_gifts": gifts,
        "premium_subscription": gifts,
        "gifts_from_channels": gifts,
    });
    if chat.kind == ChatKind::Group {
        info["permissions"] = json!({
            "can_send_messages": true,
            "can_send_polls": true,
            "can_send_other_messages": true,
            "can_invite_users": true,
        });
    }
    Ok(info)
}
