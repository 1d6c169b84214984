//! The world as the chat page sees it: learners, chats, messages, polls. Only draws.

use serde_json::{Value, json};

use crate::{
    entities::{FormattedText, display},
    state::{
        World,
        learners::{Chat, ChatKind, Learner},
        messages::{Action, Author, Body, Message},
        polls::Poll,
        settings::{MenuButton, localized},
    },
};

pub fn learner(learner: &Learner) -> Value {
    let mut drawn = json!({
        "id": learner.id,
        "firstName": learner.first_name,
        "languageCode": learner.language_code,
        "blocked": learner.blocked,
        "theme": learner.theme,
    });
    if let Some(name) = &learner.last_name {
        drawn["lastName"] = json!(name);
    }
    if let Some(name) = &learner.username {
        drawn["username"] = json!(name);
    }
    drawn
}

/// A chat as its first learner sees it; a private chat has no other.
pub fn chat(world: &World, chat: &Chat) -> Value {
    let viewer = chat.learner_ids.first().copied().unwrap_or(chat.id);
    chat_for(world, chat, viewer)
}

/// A chat as this learner sees it: with their commands.
pub fn chat_for(world: &World, chat: &Chat, viewer: i64) -> Value {
    let menu_button = match chat.kind {
        ChatKind::Group => &MenuButton::Default,
        ChatKind::Private => world.menu_button_of(chat.id),
    };
    let menu_button = match menu_button {
        MenuButton::Commands => json!({"type": "commands"}),
        MenuButton::Default => json!({"type": "default"}),
        MenuButton::WebApp { text, web_app } => {
            json!({"type": "web_app", "text": text, "url": web_app.url})
        }
    };
    json!({
        "id": chat.id,
        "type": chat.kind,
        "title": chat.title,
        "learnerIds": chat.learner_ids,
        "typing": chat.typing_until > world.now(),
        "menuButton": menu_button,
        "commands": world.commands_for(chat.id, viewer),
        "lastMessageId": world.messages_of(chat.id).next_back().map(|message| message.id),
    })
}

/// A message; `viewer` is whose votes its poll shows as chosen.
pub fn message(world: &World, message: &Message, viewer: Option<i64>) -> Value {
    let from = match message.from {
        Author::Bot => json!("bot"),
        Author::Learner(id) => json!(id),
    };
    let empty = FormattedText::default();
    let text = match &message.body {
        Body::Text(text) => text,
        Body::Poll(id) => world.polls.get(id).map_or(&empty, |poll| &poll.question),
        Body::Sticker | Body::Voice => &empty,
    };
    let mut drawn = json!({
        "id": message.id,
        "chatId": message.chat,
        "from": from,
        "date": message.date,
        "html": display::html(text),
        "text": text.text,
        "silent": message.silent,
    });
    if let Some(date) = message.edit_date {
        drawn["editDate"] = json!(date);
    }
    if let Some(id) = message.reply_to {
        drawn["replyTo"] = json!(id);
    }
    match &message.body {
        Body::Poll(id) => {
            if let Some(found) = world.polls.get(id) {
                drawn["poll"] = poll(found, viewer);
            }
        }
        Body::Sticker => drawn["sticker"] = json!(true),
        Body::Text(_) => {}
        Body::Voice => drawn["voice"] = json!(true),
    }
    if let Some(rows) = &message.keyboard {
        let rows: Vec<Vec<Value>> = rows
            .iter()
            .map(|row| row.iter().map(|button| self::button(&button.text, &button.action)).collect())
            .collect();
        drawn["keyboard"] = json!(rows);
    }
    drawn
}

fn button(text: &str, action: &Action) -> Value {
    match action {
        Action::CallbackData(data) => json!({"text": text, "callbackData": data}),
        Action::CopyText { text: copied } => json!({"text": text, "copyText": copied}),
        Action::Url(url) => json!({"text": text, "url": url}),
        Action::WebApp(app) => json!({"text": text, "webAppUrl": app.url}),
    }
}

/// A poll as a learner sees it: right answers and counts only once they voted or it is closed.
fn poll(poll: &Poll, viewer: Option<i64>) -> Value {
    let chosen = viewer.and_then(|viewer| poll.votes.get(&viewer));
    let open = poll.closed || chosen.is_some();
    let options: Vec<Value> = poll
        .options
        .iter()
        .enumerate()
        .map(|(at, option)| {
            json!({
                "text": option.text,
                "votes": if open { poll.votes_for(at) } else { 0 },
                "chosen": chosen.is_some_and(|chosen| chosen.contains(&at)),
            })
        })
        .collect();
    let mut drawn = json!({
        "id": poll.id,
        "type": poll.kind,
        "question": poll.question.text,
        "options": options,
        "allowsMultiple": poll.allows_multiple,
        "closed": poll.closed,
    });
    if let Some(description) = &poll.description {
        drawn["description"] = json!(display::html(description));
    }
    if open && !poll.correct.is_empty() {
        drawn["correctOptionIds"] = json!(poll.correct);
    }
    if open && let Some(explanation) = &poll.explanation {
        drawn["explanation"] = json!(display::html(explanation));
    }
    drawn
}

/// The bot's profile in a language.
pub fn bot(world: &World, language: &str) -> Value {
    let settings = &world.settings;
    json!({
        "id": world.bot.id,
        "username": world.bot.username,
        "name": world.name(language),
        "description": localized(&settings.descriptions, language).unwrap_or(""),
        "shortDescription": localized(&settings.short_descriptions, language).unwrap_or(""),
    })
}

/// How updates travel now.
pub fn status(world: &World) -> Value {
    json!({
        "pendingUpdates": world.queue.len(),
        "poller": world.queue.is_polled(),
        "webhook": world.settings.webhook.as_ref().map(|webhook| &webhook.url),
    })
}
