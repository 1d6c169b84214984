//! `stopPoll`: closes a poll of the bot; a keyboard that is not named goes.

use super::{Answer, Method, Refusal, Run, content, keyboard, params::Params};
use crate::{
    state::{
        World,
        messages::{Author, Body},
    },
    wire,
};

pub(super) const METHOD: Method =
    Method { name: "stopPoll", params: &["chat_id", "message_id", "reply_markup"], sends: true, run: Run::Now(run) };

fn run(world: &mut World, params: &Params) -> Answer {
    world.close_expired_polls();
    let chat = content::open_chat(world, params)?;
    let Some(id) = params.integer("message_id")? else {
        return Err(Refusal::bad("message identifier is not specified"));
    };
    let message = world.messages.get(&(chat.id, id)).cloned();
    let mut message = message.ok_or_else(|| Refusal::bad("message with poll to stop not found"))?;
    let Body::Poll(poll) = &message.body else {
        return Err(Refusal::bad("message is not a poll"));
    };
    if message.from != Author::Bot {
        return Err(Refusal::bad("poll can't be stopped"));
    }
    let poll = world.polls.get(poll).cloned();
    let poll = poll.ok_or_else(|| Refusal::bad("message with poll to stop not found"))?;
    if poll.closed {
        return Err(Refusal::bad("poll has already been closed"));
    }
    message.keyboard = keyboard::read(params, &chat, false)?;
    let poll = world.close_poll(poll);
    world.replace_message(message);
    Ok(wire::poll(world, &poll))
}
