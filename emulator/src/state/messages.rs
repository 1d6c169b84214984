//! Messages and their keyboards: how they come to be, change and go. Who may do so is checked by the callers.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Record, World};
use crate::{entities::FormattedText, page::view};

use super::settings::WebAppInfo;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    Bot,
    Learner(i64),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// The id of a poll in [`World::polls`].
    Poll(String),
    Sticker,
    Text(FormattedText),
    Voice,
}

/// An inline button with exactly one action. Serializes as the Bot API's `InlineKeyboardButton`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    pub text: String,
    #[serde(flatten)]
    pub action: Action,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub style: Option<String>,
}

impl Button {
    /// What a press of it sends to the bot, if it sends anything.
    pub fn callback_data(&self) -> Option<&str> {
        match &self.action {
            Action::CallbackData(data) => Some(data),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    CallbackData(String),
    CopyText { text: String },
    Url(String),
    WebApp(WebAppInfo),
}

/// Rows of buttons.
pub type Keyboard = Vec<Vec<Button>>;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Message {
    pub id: i64,
    pub chat: i64,
    pub from: Author,
    /// Unix time.
    pub date: i64,
    pub edit_date: Option<i64>,
    pub body: Body,
    pub keyboard: Option<Keyboard>,
    pub silent: bool,
    pub reply_to: Option<i64>,
}

impl Message {
    /// Whether some button of it carries this callback data.
    pub fn has_button(&self, data: &str) -> bool {
        self.keyboard
            .iter()
            .flatten()
            .flatten()
            .any(|button| matches!(&button.action, Action::CallbackData(own) if own == data))
    }
}

impl World {
    pub fn new_message(
        &mut self,
        chat: i64,
        from: Author,
        body: Body,
        keyboard: Option<Keyboard>,
        silent: bool,
        reply_to: Option<i64>,
    ) -> Message {
        let id = self.next_id(|counters| &mut counters.message, 1);
        let message = Message { id, chat, from, date: self.now(), edit_date: None, body, keyboard, silent, reply_to };
        self.messages.insert((chat, id), message.clone());
        self.revise(chat);
        self.store(Record::Message(Box::new(message.clone())));
        if from == Author::Bot
            && let Some(home) = self.chats.get_mut(&chat)
        {
            home.typing_until = 0;
        }
        let event = json!({"type": "message", "message": view::message(self, &message, None)});
        self.announce(event);
        message
    }

    pub fn replace_message(&mut self, message: Message) {
        let event = json!({"type": "edited", "message": view::message(self, &message, None)});
        self.announce(event);
        self.revise(message.chat);
        self.store(Record::Message(Box::new(message.clone())));
        self.messages.insert((message.chat, message.id), message);
    }

    pub fn remove_message(&mut self, chat: i64, id: i64) {
        self.messages.remove(&(chat, id));
        self.revise(chat);
        self.store(Record::MessageGone { chat, id });
        self.announce(json!({"type": "deleted", "chatId": chat, "messageId": id}));
    }

    /// The messages of a chat, oldest first.
    pub fn messages_of(&self, chat: i64) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.range((chat, i64::MIN)..=(chat, i64::MAX)).map(|(_, message)| message)
    }
}
