//! `sendDocument`: a file that is sent along, with a caption. In the chat it is shown by its name; its bytes are in the
//! [call](crate::Emulator::calls).

use super::{Answer, Method, Refusal, Run, content, keyboard, params::Params};
use crate::{
    state::{
        World,
        messages::{Author, Body},
    },
    wire,
};

/// UTF-16 units. Source: Bot API, sendDocument.
const MAX_CAPTION: usize = 1_024;

pub(super) const METHOD: Method = Method {
    name: "sendDocument",
    params: &[
        "caption",
        "caption_entities",
        "chat_id",
        "disable_content_type_detection",
        "disable_notification",
        "document",
        "parse_mode",
        "protect_content",
        "reply_markup",
        "reply_parameters",
    ],
    sends: true,
    run: Run::Now(run),
};

fn run(world: &mut World, params: &Params) -> Answer {
    let chat = content::open_chat(world, params)?;
    let file = params.json("document")?.ok_or_else(|| Refusal::bad("there is no document in the request"))?;
    let name = file.get("fileName").and_then(serde_json::Value::as_str);
    let name = name.ok_or_else(|| Refusal::bad("only files that are sent along are emulated"))?;
    if file.get("hex").and_then(serde_json::Value::as_str).is_none_or(str::is_empty) {
        return Err(Refusal::bad("file must be non-empty"));
    }
    let caption = params.text("caption")?.unwrap_or("");
    let mut shown = content::formatted(world, caption, params.text("parse_mode")?, params.object("caption_entities")?)?;
    if shown.text.encode_utf16().count() > MAX_CAPTION {
        return Err(Refusal::bad("message caption is too long"));
    }
    shown.text = format!("{}\n\n📎 {name}", shown.text);
    params.flag("disable_content_type_detection")?;
    let keyboard = keyboard::read(params, &chat, true)?;
    let silent = params.flag("disable_notification")?;
    params.flag("protect_content")?;
    let reply_to = content::reply_target(world, params, &chat)?;
    let message = world.new_message(chat.id, Author::Bot, Body::Text(shown), keyboard, silent, reply_to);
    Ok(wire::message(world, &message))
}
