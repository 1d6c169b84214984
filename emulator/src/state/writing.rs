//! A learner writes and edits, and what of it the bot may read.

use super::{
    Problem, World,
    learners::{Chat, ChatKind},
    messages::{Author, Body, Message},
};
use crate::{
    entities::{FormattedText, Kind, utf16_len},
    wire,
};

/// The longest text a client sends, in UTF-16 units.
pub const MAX_TEXT: usize = 4096;

/// What a learner puts into a chat.
#[derive(Clone, Debug)]
pub enum Say {
    Sticker,
    Text(String),
    Voice,
}

impl World {
    /// A learner writes. Returns the message as it stands in the chat.
    pub fn say(&mut self, from: i64, chat: i64, say: Say, reply_to: Option<i64>) -> Result<Message, Problem> {
        let home = self.may_write(from, chat)?;
        let body = match say {
            Say::Sticker => Body::Sticker,
            Say::Voice => Body::Voice,
            Say::Text(text) => Body::Text(learner_text(&text)?),
        };
        if let Some(id) = reply_to
            && !self.messages.contains_key(&(chat, id))
        {
            return Err(Problem::Unknown(format!("there is no message {id} to reply to")));
        }
        if home.kind == ChatKind::Private {
            let mut learner = self.learner(from)?.clone();
            if !learner.started {
                learner.started = true;
                self.put_learner(learner);
            }
        }
        let message = self.new_message(chat, Author::Learner(from), body, None, false, reply_to);
        if self.bot_may_read(&home, &message) {
            let payload = wire::message(self, &message);
            self.enqueue("message", Some(chat), &payload);
        }
        Ok(message)
    }

    /// A learner edits a text of their own.
    pub fn edit_own(&mut self, from: i64, chat: i64, id: i64, text: &str) -> Result<Message, Problem> {
        let home = self.may_write(from, chat)?;
        let text = learner_text(text)?;
        let now = self.now();
        let Some(message) = self.messages.get(&(chat, id)) else {
            return Err(Problem::Unknown(format!("there is no message {id}")));
        };
        if message.from != Author::Learner(from) {
            return Err(Problem::Conflict("only the author may edit a message".into()));
        }
        let Body::Text(old) = &message.body else {
            return Err(Problem::Conflict("only a text can be edited".into()));
        };
        if *old == text {
            return Err(Problem::Conflict("the text is the same as before".into()));
        }
        let mut message = message.clone();
        message.body = Body::Text(text);
        message.edit_date = Some(now);
        self.replace_message(message.clone());
        if self.bot_may_read(&home, &message) {
            let payload = wire::message(self, &message);
            self.enqueue("edited_message", Some(chat), &payload);
        }
        Ok(message)
    }

    /// The chat, if this learner may act in it now.
    pub(crate) fn may_write(&self, from: i64, chat: i64) -> Result<Chat, Problem> {
        let learner = self.learner(from)?;
        let home = self.chat(chat)?;
        if !home.learner_ids.contains(&from) {
            return Err(Problem::Conflict(format!("learner {from} is not in chat {chat}")));
        }
        if home.kind == ChatKind::Private && learner.blocked {
            return Err(Problem::Conflict("the learner blocked the bot: unblock it first".into()));
        }
        Ok(home.clone())
    }

    /// Privacy mode: in a group, a bot reads commands meant for it (or for nobody else) and replies to itself.
    fn bot_may_read(&self, home: &Chat, message: &Message) -> bool {
        if home.kind == ChatKind::Private {
            return true;
        }
        if home.bot_left {
            return false;
        }
        let replied = message.reply_to.and_then(|id| self.messages.get(&(home.id, id)));
        if replied.is_some_and(|to| to.from == Author::Bot) {
            return true;
        }
        let Body::Text(text) = &message.body else {
            return false;
        };
        text.entities.iter().any(|entity| {
            entity.kind == Kind::BotCommand && {
                let command: Vec<u16> = text.text.encode_utf16().skip(entity.offset).take(entity.length).collect();
                let command = String::from_utf16_lossy(&command);
                command.split_once('@').is_none_or(|(_, bot)| bot.eq_ignore_ascii_case(&self.bot.username))
            }
        })
    }
}

fn learner_text(text: &str) -> Result<FormattedText, Problem> {
    let text = FormattedText::plain(text);
    match utf16_len(&text.text) {
        0 => Err(Problem::Invalid("text is empty".into())),
        1..=MAX_TEXT => Ok(text),
        _ => Err(Problem::Invalid(format!("text takes at most {MAX_TEXT} UTF-16 units"))),
    }
}
