//! Callback queries: a learner presses, the bot answers once and in time.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Problem, Record, World};
use crate::wire;

/// A press that waits for its answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CallbackQuery {
    pub id: String,
    pub from: i64,
    pub chat: i64,
    pub message: i64,
    /// Unix time of the press.
    pub at: i64,
}

/// What a learner saw in answer to a press.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answered {
    pub callback_query_id: String,
    pub chat_id: i64,
    #[serde(skip)]
    pub learner: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    pub show_alert: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Answers kept for tests; older ones are forgotten.
const KEPT_ANSWERS: usize = 1000;

impl World {
    /// A learner presses a button. `force` is an old client that still shows a button which is gone.
    pub fn press(&mut self, from: i64, chat: i64, message: i64, data: &str, force: bool) -> Result<String, Problem> {
        self.may_write(from, chat)?;
        if data.is_empty() || data.len() > 64 {
            return Err(Problem::Invalid("callbackData takes 1 to 64 bytes".into()));
        }
        let current = self.messages.get(&(chat, message));
        if !force && !current.is_some_and(|m| m.has_button(data)) {
            return Err(Problem::Conflict(format!(
                "message {message} has no such button (any more); an old client would say \"force\": true"
            )));
        }
        let drawn = match (current, self.chats.get(&chat)) {
            (Some(message), _) => wire::message(self, message),
            (None, Some(home)) => {
                json!({"chat": wire::chat(self, home), "message_id": message, "date": 0})
            }
            (None, None) => return Err(Problem::Unknown(format!("there is no chat {chat}"))),
        };
        let learner = wire::user(self.learner(from)?);
        let number = self.next_id(|counters| &mut counters.callback, 1);
        // Real ids are the learner's id in the upper half; bots treat them as opaque.
        let id = ((from << 32) | number).to_string();
        let query = CallbackQuery { id: id.clone(), from, chat, message, at: self.now() };
        self.forget_stale_queries();
        self.callbacks.insert(id.clone(), query.clone());
        self.store(Record::Callback(query));
        let payload = json!({
            "id": id,
            "from": learner,
            "message": drawn,
            "chat_instance": wire::chat_instance(chat),
            "data": data,
        });
        self.enqueue("callback_query", Some(chat), &payload);
        Ok(id)
    }

    /// The bot answers. `false`: too old, already answered, or never asked.
    pub fn answer(&mut self, id: &str, text: Option<&str>, show_alert: bool, url: Option<&str>) -> bool {
        self.forget_stale_queries();
        let Some(query) = self.callbacks.remove(id) else {
            return false;
        };
        self.store(Record::CallbackGone(id.to_owned()));
        self.revise(query.chat);
        let answered = Answered {
            callback_query_id: query.id,
            chat_id: query.chat,
            learner: query.from,
            text: text.map(str::to_owned),
            show_alert,
            url: url.map(str::to_owned),
        };
        let mut event = json!(answered);
        event["type"] = json!("answer");
        self.announce(event);
        if self.answers.len() >= KEPT_ANSWERS {
            self.answers.remove(0);
        }
        self.answers.push(answered);
        true
    }

    pub fn forget_stale_queries(&mut self) {
        let oldest = self.now() - self.bot.callback_timeout_s;
        let stale: Vec<String> = self.callbacks.values().filter(|q| q.at < oldest).map(|q| q.id.clone()).collect();
        for id in stale {
            self.callbacks_missed.extend(self.callbacks.remove(&id));
            self.callbacks_missed.truncate(KEPT_ANSWERS);
            self.store(Record::CallbackGone(id));
        }
    }
}
