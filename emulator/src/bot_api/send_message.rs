//! `sendMessage`: a text, with an inline keyboard or without.

use super::{Answer, Method, Run, content, keyboard, params::Params};
use crate::{
    state::{
        World,
        messages::{Author, Body},
    },
    wire,
};

pub(super) const METHOD: Method = Method {
    name: "sendMessage",
    params: &[
        "chat_id",
        "disable_notification",
        "entities",
        "link_preview_options",
        "parse_mode",
        "protect_content",
        "reply_markup",
        "reply_parameters",
        "text",
    ],
    sends: true,
    run: Run::Now(run),
};

fn run(world: &mut World, params: &Params) -> Answer {
    let chat = content::open_chat(world, params)?;
    let text = content::message_text(world, params, "message is too long")?;
    let keyboard = keyboard::read(params, &chat, true)?;
    let silent = params.flag("disable_notification")?;
    params.flag("protect_content")?;
    let reply_to = content::reply_target(world, params, &chat)?;
    let message = world.new_message(chat.id, Author::Bot, Body::Text(text), keyboard, silent, reply_to);
    Ok(wire::message(world, &message))
}
