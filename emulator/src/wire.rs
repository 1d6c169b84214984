//! The world in the Bot API's own JSON: users, chats, messages, polls. Fields as in Bot API 10.1.
//!
//! Only draws; what the chat page sees is drawn in `page/view.rs`.

use serde_json::{Map, Value, json};

use super::{
    entities::{Entity, FormattedText},
    state::{
        World,
        learners::{Chat, ChatKind, Learner},
        messages::{Author, Body, Keyboard, Message},
        polls::Poll,
    },
};

pub fn user(learner: &Learner) -> Value {
    let mut user = json!({
        "id": learner.id,
        "is_bot": false,
        "first_name": learner.first_name,
        "language_code": learner.language_code,
    });
    set(&mut user, "last_name", learner.last_name.as_ref());
    set(&mut user, "username", learner.username.as_ref());
    user
}

pub fn bot(world: &World) -> Value {
    json!({
        "id": world.bot.id,
        "is_bot": true,
        "first_name": world.name(""),
        "username": world.bot.username,
    })
}

pub fn chat(world: &World, chat: &Chat) -> Value {
    match chat.kind {
        ChatKind::Group => json!({
            "id": chat.id,
            "type": "group",
            "title": chat.title,
            "all_members_are_administrators": false,
        }),
        ChatKind::Private => {
            let mut drawn = json!({"id": chat.id, "type": "private"});
            if let Some(learner) = world.learners.get(&chat.id) {
                set(&mut drawn, "first_name", Some(&learner.first_name));
                set(&mut drawn, "last_name", learner.last_name.as_ref());
                set(&mut drawn, "username", learner.username.as_ref());
            }
            drawn
        }
    }
}

/// The bot as a member of a chat, for `my_chat_member`.
pub fn member(world: &World, status: &str) -> Value {
    let mut member = json!({"user": bot(world), "status": status});
    if status == "kicked" {
        member["until_date"] = json!(0);
    }
    member
}

pub fn message(world: &World, message: &Message) -> Value {
    draw(world, message, true)
}

fn draw(world: &World, message: &Message, with_reply: bool) -> Value {
    let from = match message.from {
        Author::Bot => bot(world),
        Author::Learner(id) => world.learners.get(&id).map_or(Value::Null, user),
    };
    let home = world.chats.get(&message.chat).map_or(Value::Null, |home| chat(world, home));
    let mut drawn = json!({
        "message_id": message.id,
        "from": from,
        "chat": home,
        "date": message.date,
    });
    set(&mut drawn, "edit_date", message.edit_date.as_ref());
    match &message.body {
        Body::Poll(id) => set(&mut drawn, "poll", world.polls.get(id).map(|p| sent_poll(world, p)).as_ref()),
        Body::Sticker => drawn["sticker"] = sticker(message.id),
        Body::Text(text) => {
            drawn["text"] = json!(text.text);
            set(&mut drawn, "entities", entities(world, text).as_ref());
        }
        Body::Voice => drawn["voice"] = voice(message.id),
    }
    if let Some(keyboard) = &message.keyboard {
        drawn["reply_markup"] = markup(keyboard);
    }
    let replied = message.reply_to.and_then(|id| world.messages.get(&(message.chat, id)));
    if let Some(replied) = replied.filter(|_| with_reply) {
        drawn["reply_to_message"] = draw(world, replied, false);
    }
    drawn
}

pub fn markup(keyboard: &Keyboard) -> Value {
    json!({"inline_keyboard": keyboard})
}

/// The entities, or nothing where there are none: Telegram leaves the field out.
fn entities(world: &World, text: &FormattedText) -> Option<Value> {
    let drawn: Vec<Value> = text.entities.iter().map(|e| entity(world, e)).collect();
    (!drawn.is_empty()).then(|| json!(drawn))
}

fn entity(world: &World, entity: &Entity) -> Value {
    let mut drawn = json!(entity);
    if let (Some(id), Some(fields)) = (entity.user_id, drawn.as_object_mut()) {
        fields.remove("user_id");
        if let Some(learner) = world.learners.get(&id) {
            fields.insert("user".into(), user(learner));
        }
    }
    drawn
}

/// A poll as its own bot sees it, with the right answers.
pub fn poll(world: &World, poll: &Poll) -> Value {
    let options: Vec<Value> = poll
        .options
        .iter()
        .enumerate()
        .map(|(at, option)| {
            let mut drawn = json!({
                "persistent_id": option_id(at),
                "text": option.text,
                "voter_count": poll.votes_for(at),
            });
            set(&mut drawn, "text_entities", entities(world, option).as_ref());
            drawn
        })
        .collect();
    let mut drawn = json!({
        "id": poll.id,
        "question": poll.question.text,
        "options": options,
        "total_voter_count": poll.votes.len(),
        "is_closed": poll.closed,
        "is_anonymous": poll.anonymous,
        "type": poll.kind,
        "allows_multiple_answers": poll.allows_multiple,
        "allows_revoting": poll.allows_revoting,
        "members_only": false,
    });
    set(&mut drawn, "question_entities", entities(world, &poll.question).as_ref());
    if !poll.correct.is_empty() {
        drawn["correct_option_ids"] = json!(poll.correct);
        // Bot API 9 knew one right answer; teloxide still reads it there.
        if let [only] = poll.correct[..] {
            drawn["correct_option_id"] = json!(only);
        }
    }
    if let Some(explanation) = &poll.explanation {
        drawn["explanation"] = json!(explanation.text);
        drawn["explanation_entities"] = entities(world, explanation).unwrap_or_else(|| json!([]));
    }
    set(&mut drawn, "open_period", poll.open_period.as_ref());
    set(&mut drawn, "close_date", poll.close_date.as_ref());
    drawn
}

/// A poll inside its message, which alone has the description.
fn sent_poll(world: &World, poll: &Poll) -> Value {
    let mut drawn = self::poll(world, poll);
    if let Some(description) = &poll.description {
        drawn["description"] = json!(description.text);
        set(&mut drawn, "description_entities", entities(world, description).as_ref());
    }
    drawn
}

/// An option's persistent id.
pub fn option_id(at: usize) -> String {
    format!("o{at}")
}

/// Opaque and the same for a chat for ever, as Telegram's.
pub fn chat_instance(chat: i64) -> String {
    chat.wrapping_mul(0x9E37_79B9_7F4A_7C15_u64 as i64).to_string()
}

fn sticker(id: i64) -> Value {
    json!({
        "file_id": format!("CAACAgIAAxkBAAE{id}"),
        "file_unique_id": format!("AgADsticker{id}"),
        "file_size": 21_458,
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": false,
        "is_video": false,
        "emoji": "👍",
        "set_name": "playground",
    })
}

fn voice(id: i64) -> Value {
    json!({
        "file_id": format!("AwACAgIAAxkBAAE{id}"),
        "file_unique_id": format!("AgADvoice{id}"),
        "file_size": 7_302,
        "duration": 2,
        "mime_type": "audio/ogg",
    })
}

fn set<T: serde::Serialize>(object: &mut Value, field: &str, value: Option<&T>) {
    if let (Some(value), Some(fields)) = (value, object.as_object_mut()) {
        Map::insert(fields, field.to_owned(), json!(value));
    }
}
