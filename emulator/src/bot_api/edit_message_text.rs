//! `editMessageText`: a new text in place; a keyboard that is not named goes.

use super::{Answer, Method, Refusal, Run, content, keyboard, params::Params};
use crate::{
    state::{World, messages::Body},
    wire,
};

pub(super) const METHOD: Method = Method {
    name: "editMessageText",
    params: &["chat_id", "entities", "link_preview_options", "message_id", "parse_mode", "reply_markup", "text"],
    sends: true,
    run: Run::Now(run),
};

fn run(world: &mut World, params: &Params) -> Answer {
    let text = content::message_text(world, params, "MESSAGE_TOO_LONG")?;
    let (chat, mut message) = content::own_message(world, params)?;
    let keyboard = keyboard::read(params, &chat, false)?;
    let body = Body::Text(text);
    if !matches!(message.body, Body::Text(_)) {
        return Err(Refusal::bad("there is no text in the message to edit"));
    }
    if message.body == body && message.keyboard == keyboard {
        return Err(Refusal::bad(content::NOT_MODIFIED));
    }
    message.body = body;
    message.keyboard = keyboard;
    message.edit_date = Some(world.now());
    world.replace_message(message.clone());
    Ok(wire::message(world, &message))
}
