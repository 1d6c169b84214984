//! Learners and their chats: they come, change, block the bot, open a group.
//!
//! Each act draws the update that real Telegram would send the bot for it. Writing is in `writing.rs`, presses are in
//! `callbacks.rs`, votes in `polls.rs`.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Problem, Record, World, settings::MenuButton};
use crate::{page::view, wire};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    Dark,
    #[default]
    Light,
}

/// A person at the other end. Their id is also their private chat's id.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Learner {
    pub id: i64,
    pub first_name: String,
    pub last_name: Option<String>,
    pub username: Option<String>,
    pub language_code: String,
    pub blocked: bool,
    pub theme: Theme,
    /// Whether they ever wrote to the bot: before that, the bot cannot reach them.
    pub started: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChatKind {
    Group,
    Private,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Chat {
    pub id: i64,
    pub kind: ChatKind,
    pub title: String,
    pub learner_ids: Vec<i64>,
    pub menu_button: Option<MenuButton>,
    /// The bot left this group.
    pub bot_left: bool,
    /// Unix time until which "typing…" shows.
    #[serde(skip)]
    pub typing_until: i64,
}

/// What may be changed about a learner.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LearnerChange {
    pub blocked: Option<bool>,
    pub theme: Option<Theme>,
    pub language_code: Option<String>,
}

impl World {
    pub fn learner(&self, id: i64) -> Result<&Learner, Problem> {
        self.learners.get(&id).ok_or_else(|| Problem::Unknown(format!("there is no learner {id}")))
    }

    pub fn chat(&self, id: i64) -> Result<&Chat, Problem> {
        self.chats.get(&id).ok_or_else(|| Problem::Unknown(format!("there is no chat {id}")))
    }

    pub fn add_learner(
        &mut self,
        first_name: &str,
        last_name: Option<String>,
        username: Option<String>,
        language_code: &str,
    ) -> Result<Learner, Problem> {
        let first_name = first_name.trim();
        if first_name.is_empty() || first_name.chars().count() > 64 {
            return Err(Problem::Invalid("firstName takes 1 to 64 characters".into()));
        }
        check_language(language_code)?;
        let id = self.next_id(|counters| &mut counters.learner, 1);
        let learner = Learner {
            id,
            first_name: first_name.to_owned(),
            last_name,
            username,
            language_code: language_code.to_owned(),
            blocked: false,
            theme: Theme::Light,
            started: false,
        };
        let chat = Chat {
            id,
            kind: ChatKind::Private,
            title: first_name.to_owned(),
            learner_ids: vec![id],
            menu_button: None,
            bot_left: false,
            typing_until: 0,
        };
        self.learners.insert(id, learner.clone());
        self.store(Record::Learner(learner.clone()));
        self.put_chat(chat);
        self.announce(json!({"type": "learner", "learner": view::learner(&learner)}));
        self.announce_chat(id);
        Ok(learner)
    }

    pub fn add_group(&mut self, title: &str, learner_ids: &[i64]) -> Result<Chat, Problem> {
        let title = title.trim();
        if title.is_empty() || title.chars().count() > 128 {
            return Err(Problem::Invalid("title takes 1 to 128 characters".into()));
        }
        let Some(creator) = learner_ids.first() else {
            return Err(Problem::Invalid("learnerIds must name at least one learner".into()));
        };
        for id in learner_ids {
            self.learner(*id)?;
        }
        let id = self.next_id(|counters| &mut counters.group, -1);
        let chat = Chat {
            id,
            kind: ChatKind::Group,
            title: title.to_owned(),
            learner_ids: learner_ids.to_vec(),
            menu_button: None,
            bot_left: false,
            typing_until: 0,
        };
        self.put_chat(chat.clone());
        self.announce_chat(id);
        self.member_update(id, *creator, "left", "member");
        Ok(chat)
    }

    pub(crate) fn put_chat(&mut self, chat: Chat) {
        self.store(Record::Chat(chat.clone()));
        self.chats.insert(chat.id, chat);
    }

    /// Tells the page about a chat as its (first) learner sees it.
    pub fn announce_chat(&mut self, id: i64) {
        if let Some(chat) = self.chats.get(&id) {
            let event = json!({"type": "chat", "chat": view::chat(self, chat)});
            self.announce(event);
        }
    }

    pub(crate) fn put_learner(&mut self, learner: Learner) {
        self.store(Record::Learner(learner.clone()));
        self.announce(json!({"type": "learner", "learner": view::learner(&learner)}));
        self.learners.insert(learner.id, learner);
    }

    pub fn change_learner(&mut self, id: i64, change: LearnerChange) -> Result<Learner, Problem> {
        let mut learner = self.learner(id)?.clone();
        if let Some(language) = change.language_code {
            check_language(&language)?;
            learner.language_code = language;
        }
        learner.theme = change.theme.unwrap_or(learner.theme);
        let was_blocked = learner.blocked;
        learner.blocked = change.blocked.unwrap_or(was_blocked);
        self.put_learner(learner.clone());
        self.announce_chat(id);
        if learner.blocked != was_blocked && learner.started {
            let (old, new) = if learner.blocked { ("member", "kicked") } else { ("kicked", "member") };
            self.member_update(id, id, old, new);
        }
        Ok(learner)
    }

    /// A `my_chat_member` update: the bot's own standing in a chat changed.
    pub(crate) fn member_update(&mut self, chat: i64, from: i64, old: &str, new: &str) {
        let Some(home) = self.chats.get(&chat) else {
            return;
        };
        let from = self.learners.get(&from).map_or_else(|| wire::bot(self), wire::user);
        let payload = json!({
            "chat": wire::chat(self, home),
            "from": from,
            "date": self.now(),
            "old_chat_member": wire::member(self, old),
            "new_chat_member": wire::member(self, new),
        });
        self.enqueue("my_chat_member", Some(chat), &payload);
    }
}

fn check_language(code: &str) -> Result<(), Problem> {
    let good = (2..=12).contains(&code.len()) && code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if good {
        Ok(())
    } else {
        Err(Problem::Invalid(format!("languageCode {code:?} is no language tag such as en or pt-br")))
    }
}
