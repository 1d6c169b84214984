//! `editMessageReplyMarkup`: another keyboard under the same message, or none.

use super::{Answer, Method, Refusal, Run, content, keyboard, params::Params};
use crate::{state::World, wire};

pub(super) const METHOD: Method = Method {
    name: "editMessageReplyMarkup",
    params: &["chat_id", "message_id", "reply_markup"],
    sends: true,
    run: Run::Now(run),
};

fn run(world: &mut World, params: &Params) -> Answer {
    let (chat, mut message) = content::own_message(world, params)?;
    let keyboard = keyboard::read(params, &chat, false)?;
    if message.keyboard == keyboard {
        return Err(Refusal::bad(content::NOT_MODIFIED));
    }
    message.keyboard = keyboard;
    message.edit_date = Some(world.now());
    world.replace_message(message.clone());
    Ok(wire::message(world, &message))
}
