//! What several methods share: the chat addressed, formatted text, replies, and messages that may be edited.

use super::{Refusal, params::Params};
use crate::{
    entities::{Entity, FormattedText, Kind, parse, utf16_len},
    state::{
        World,
        learners::{Chat, ChatKind},
        messages::{Author, Message},
    },
};

/// The longest text, in UTF-16 units after parsing.
pub const MAX_TEXT: usize = 4096;
/// Bytes of a text before parsing.
const MAX_MARKUP: usize = 32 * 1024;
/// Entities that are kept; the rest is drawn as plain text, and nobody is told.
const MAX_ENTITIES: usize = 100;
/// Bytes of all entities together. Telegram counts its own encoding; this comes near.
const MAX_ENTITY_BYTES: usize = 9_500;
const ENTITY_BYTES: usize = 16;

/// The chat that `chat_id` names, whether or not the bot may write there now.
pub fn known_chat(world: &World, params: &Params) -> Result<Chat, Refusal> {
    let id = match params.integer("chat_id") {
        Ok(Some(id)) => id,
        Ok(None) => return Err(Refusal::bad("chat_id is empty")),
        // "@name": only channels and supergroups could be named so, and there are none.
        Err(_) => return Err(Refusal::bad("chat not found")),
    };
    world
        .chats
        .get(&id)
        .filter(|chat| chat.kind == ChatKind::Group || world.learners.get(&id).is_some_and(|l| l.started))
        .cloned()
        .ok_or_else(|| Refusal::bad("chat not found"))
}

/// The chat that `chat_id` names, if the bot may write there.
pub fn open_chat(world: &World, params: &Params) -> Result<Chat, Refusal> {
    let chat = known_chat(world, params)?;
    if chat.bot_left {
        return Err(Refusal::new(403, "Forbidden: bot is not a member of the group chat"));
    }
    if chat.kind == ChatKind::Private && world.learners.get(&chat.id).is_some_and(|learner| learner.blocked) {
        return Err(Refusal::new(403, "Forbidden: bot was blocked by the user"));
    }
    Ok(chat)
}

/// A text with its parse mode or its entities. Limits are the caller's.
pub fn formatted(
    world: &World,
    text: &str,
    parse_mode: Option<&str>,
    entities: Option<Vec<Entity>>,
) -> Result<FormattedText, Refusal> {
    let parse_mode = parse_mode.filter(|mode| !mode.is_empty() && !mode.eq_ignore_ascii_case("none"));
    let mut formatted = match (parse_mode, entities) {
        (Some(mode), _) if mode.eq_ignore_ascii_case("html") => {
            parse::html(text).map_err(|why| Refusal::bad(format!("can't parse entities: {why}")))?
        }
        (Some(mode), _) if mode.to_ascii_lowercase().starts_with("markdown") => {
            return Err(Refusal::bad(format!("parse_mode {mode} is not emulated: use HTML")));
        }
        (Some(_), _) => return Err(Refusal::bad("unsupported parse_mode")),
        (None, Some(entities)) => FormattedText { text: text.to_owned(), entities: checked(text, entities)? },
        (None, None) => FormattedText::plain(text),
    };
    // A mention of somebody the bot never met is drawn as plain text.
    formatted.entities.retain(|entity| entity.user_id.is_none_or(|id| world.learners.contains_key(&id)));
    Ok(formatted.finished())
}

fn checked(text: &str, entities: Vec<Entity>) -> Result<Vec<Entity>, Refusal> {
    let length = utf16_len(text);
    for entity in &entities {
        if entity.length == 0 || entity.offset.saturating_add(entity.length) > length {
            return Err(Refusal::bad("entity beginning or end is out of the text"));
        }
        match entity.kind {
            Kind::TextLink => {
                let url = entity.url.as_deref().unwrap_or("");
                if parse::link(url).is_none() {
                    return Err(Refusal::bad(format!("entity URL '{url}' is invalid: Wrong HTTP URL")));
                }
            }
            Kind::Url => return Err(Refusal::bad("entities of type url are found by themselves")),
            Kind::TextMention => {
                return Err(Refusal::bad("entities of type text_mention are not emulated"));
            }
            _ => {}
        }
    }
    Ok(entities)
}

/// `text` with `parse_mode` or `entities`, not empty and not too long.
pub fn message_text(world: &World, params: &Params, too_long: &str) -> Result<FormattedText, Refusal> {
    // Previews need the network: the option is read and has nothing to change.
    params.json("link_preview_options")?;
    let text = params.text("text")?.unwrap_or("");
    if text.len() > MAX_MARKUP {
        return Err(Refusal::bad(too_long));
    }
    let mut formatted = formatted(world, text, params.text("parse_mode")?, params.object("entities")?)?;
    let bytes = |entity: &Entity| ENTITY_BYTES + entity.url.as_ref().map_or(0, String::len);
    if formatted.entities.iter().map(bytes).sum::<usize>() > MAX_ENTITY_BYTES {
        return Err(Refusal::bad("entities are too long"));
    }
    formatted.entities.truncate(MAX_ENTITIES);
    match utf16_len(&formatted.text) {
        0 => Err(Refusal::bad("message text is empty")),
        1..=MAX_TEXT => Ok(formatted),
        _ => Err(Refusal::bad(too_long)),
    }
}

/// The message to reply to, from `reply_parameters`.
pub fn reply_target(world: &World, params: &Params, chat: &Chat) -> Result<Option<i64>, Refusal> {
    let Some(reply) = params.json("reply_parameters")? else {
        return Ok(None);
    };
    let Some(id) = reply.get("message_id").and_then(serde_json::Value::as_i64) else {
        return Err(Refusal::bad("message identifier is not specified"));
    };
    let forgiving = reply.get("allow_sending_without_reply").and_then(serde_json::Value::as_bool);
    if world.messages.contains_key(&(chat.id, id)) {
        Ok(Some(id))
    } else if forgiving == Some(true) {
        Ok(None)
    } else {
        Err(Refusal::bad("message to be replied not found"))
    }
}

/// The bot's own message that `chat_id` and `message_id` name.
pub fn own_message(world: &World, params: &Params) -> Result<(Chat, Message), Refusal> {
    if params.integer("message_id")?.is_none() {
        return Err(Refusal::bad("message identifier is not specified"));
    }
    let chat = open_chat(world, params)?;
    let id = params.integer("message_id")?.unwrap_or_default();
    let message = world.messages.get(&(chat.id, id));
    let message = message.ok_or_else(|| Refusal::bad("message to edit not found"))?;
    if message.from != Author::Bot {
        return Err(Refusal::bad("message can't be edited"));
    }
    Ok((chat, message.clone()))
}

/// The words for an edit that changes nothing.
pub const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply markup are exactly \
     the same as a current content and reply markup of the message";
