//! What a bot may set about itself: names, descriptions, command lists, menu buttons, the webhook.
//!
//! Holds the values and the orders in which Telegram resolves them; the limits stand in the Bot API methods.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Record, World, learners::ChatKind};

/// The bot's own settings. Text maps are keyed by language code, `""` being everybody else.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Settings {
    /// Update kinds asked for; empty means Telegram's default set.
    pub allowed_updates: Vec<String>,
    pub commands: Vec<CommandList>,
    pub descriptions: BTreeMap<String, String>,
    pub menu_button: MenuButton,
    pub names: BTreeMap<String, String>,
    pub short_descriptions: BTreeMap<String, String>,
    pub webhook: Option<Webhook>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    pub command: String,
    pub description: String,
}

/// The commands of one scope in one language.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CommandList {
    pub scope: Scope,
    pub language: String,
    pub commands: Vec<Command>,
}

/// For whom a command list is. Source: Bot API, `BotCommandScope`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Scope {
    AllChatAdministrators,
    AllGroupChats,
    AllPrivateChats,
    Chat {
        chat_id: i64,
    },
    ChatAdministrators {
        chat_id: i64,
    },
    ChatMember {
        chat_id: i64,
        user_id: i64,
    },
    #[default]
    Default,
}

/// The button left of the input field. Source: Bot API, `MenuButton`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum MenuButton {
    Commands,
    #[default]
    Default,
    WebApp {
        text: String,
        web_app: WebAppInfo,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebAppInfo {
    pub url: String,
}

/// Where updates are pushed to, and how that goes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Webhook {
    pub url: String,
    pub secret_token: Option<String>,
    pub max_connections: usize,
    /// Unix time and text of the latest failure.
    pub last_error: Option<(i64, String)>,
}

/// The text for a language, falling back to the one for everybody.
pub fn localized<'a>(texts: &'a BTreeMap<String, String>, language: &str) -> Option<&'a str> {
    let short = language.get(..2).unwrap_or(language);
    texts.get(short).or_else(|| texts.get("")).map(String::as_str)
}

impl World {
    /// Changes the settings, stores them and tells the page what they now mean for every chat.
    pub fn change_settings(&mut self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.settings);
        let settings = Box::new(self.settings.clone());
        self.store(Record::Settings(settings));
        let chats: Vec<i64> = self.chats.keys().copied().collect();
        for chat in chats {
            self.announce_chat(chat);
        }
    }

    pub fn name(&self, language: &str) -> String {
        localized(&self.settings.names, language).unwrap_or(&self.bot.name).to_owned()
    }

    /// The commands a learner sees in a chat. Source: Bot API, "Determining list of commands".
    pub fn commands_for(&self, chat: i64, learner: i64) -> Vec<Command> {
        let language = self.learners.get(&learner).map_or("", |l| l.language_code.as_str());
        let language = language.get(..2).unwrap_or(language);
        let group = self.chats.get(&chat).is_some_and(|c| c.kind == ChatKind::Group);
        let scopes = if group {
            vec![
                Scope::ChatMember { chat_id: chat, user_id: learner },
                Scope::Chat { chat_id: chat },
                Scope::AllGroupChats,
                Scope::Default,
            ]
        } else {
            vec![Scope::Chat { chat_id: chat }, Scope::AllPrivateChats, Scope::Default]
        };
        scopes
            .iter()
            .flat_map(|scope| [(scope, language), (scope, "")])
            .find_map(|(scope, language)| self.settings.commands_of(scope, language))
            .map(<[Command]>::to_vec)
            .unwrap_or_default()
    }

    /// The menu button of a chat: its own, else the bot's.
    pub fn menu_button_of(&self, chat: i64) -> &MenuButton {
        match self.chats.get(&chat).and_then(|c| c.menu_button.as_ref()) {
            Some(MenuButton::Default) | None => &self.settings.menu_button,
            Some(own) => own,
        }
    }
}

impl Settings {
    /// Exactly this scope and language, without falling back.
    pub fn commands_of(&self, scope: &Scope, language: &str) -> Option<&[Command]> {
        let list = self.commands.iter().find(|l| l.scope == *scope && l.language == language)?;
        Some(&list.commands)
    }

    /// An empty list takes the scope's list away.
    pub fn set_commands(&mut self, scope: Scope, language: &str, commands: Vec<Command>) {
        self.commands.retain(|l| !(l.scope == scope && l.language == language));
        if !commands.is_empty() {
            self.commands.push(CommandList { scope, language: language.to_owned(), commands });
        }
    }

    /// Whether the bot wants this kind of update. Source: Bot API, `getUpdates`, `allowed_updates`.
    pub fn wants(&self, kind: &str) -> bool {
        if self.allowed_updates.is_empty() {
            return !matches!(kind, "chat_member" | "message_reaction" | "message_reaction_count");
        }
        self.allowed_updates.iter().any(|allowed| allowed == kind)
    }
}

impl World {
    /// Remembers the webhook's latest failure; kept in memory, since each try makes a new one.
    pub fn note_webhook_error(&mut self, at: i64, error: String) {
        if let Some(webhook) = &mut self.settings.webhook {
            webhook.last_error = Some((at, error));
            self.touch();
        }
    }
}
