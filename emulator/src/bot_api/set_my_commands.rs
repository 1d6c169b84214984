//! `setMyCommands`: the command list of one scope in one language. Also reads scope and language for its siblings.

use serde_json::json;

use super::{Answer, Method, Refusal, Run, params::Params};
use crate::state::{
    World,
    learners::ChatKind,
    settings::{Command, Scope},
};

pub(super) const METHOD: Method =
    Method { name: "setMyCommands", params: &["commands", "language_code", "scope"], sends: false, run: Run::Now(run) };

const MAX_COMMANDS: usize = 100;
const MAX_NAME: usize = 32;
const MAX_DESCRIPTION: usize = 256;

fn run(world: &mut World, params: &Params) -> Answer {
    let Some(mut commands) = params.object::<Vec<Command>>("commands")? else {
        return Err(Refusal::bad("parameter \"commands\" is required"));
    };
    let scope = read_scope(world, params)?;
    let language = read_language(params)?;
    if commands.len() > MAX_COMMANDS {
        return Err(Refusal::bad("BOT_COMMANDS_TOO_MUCH"));
    }
    for command in &mut commands {
        command.command = command.command.trim_start_matches('/').to_owned();
        command.description = command.description.trim().to_owned();
        let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if !(1..=MAX_NAME).contains(&command.command.len()) || !command.command.bytes().all(good) {
            return Err(Refusal::bad("BOT_COMMAND_INVALID"));
        }
        if !(1..=MAX_DESCRIPTION).contains(&command.description.chars().count()) {
            return Err(Refusal::bad("BOT_COMMAND_DESCRIPTION_INVALID"));
        }
    }
    world.change_settings(|settings| settings.set_commands(scope, &language, commands));
    Ok(json!(true))
}

/// `scope`, whose chats and members must exist.
pub(super) fn read_scope(world: &World, params: &Params) -> Result<Scope, Refusal> {
    let Some(mut value) = params.json("scope")? else {
        return Ok(Scope::Default);
    };
    // A chat id may come as a string, as everywhere.
    if let Some(id) = value.get("chat_id").and_then(serde_json::Value::as_str) {
        let id: i64 = id.parse().map_err(|_| Refusal::bad("chat not found"))?;
        value["chat_id"] = json!(id);
    }
    let scope: Scope =
        serde_json::from_value(value).map_err(|error| Refusal::bad(format!("can't parse BotCommandScope: {error}")))?;
    let (chat_id, user_id) = match scope {
        Scope::Chat { chat_id } | Scope::ChatAdministrators { chat_id } => (chat_id, None),
        Scope::ChatMember { chat_id, user_id } => (chat_id, Some(user_id)),
        _ => return Ok(scope),
    };
    let chat = world.chats.get(&chat_id).ok_or_else(|| Refusal::bad("chat not found"))?;
    if chat.kind == ChatKind::Private && !matches!(scope, Scope::Chat { .. }) {
        return Err(Refusal::bad("can't use specified scope in private chats"));
    }
    match user_id {
        Some(user) if !chat.learner_ids.contains(&user) => Err(Refusal::bad("user not found")),
        _ => Ok(scope),
    }
}

/// `language_code`: two letters, or empty for everybody else.
pub(super) fn read_language(params: &Params) -> Result<String, Refusal> {
    let code = params.text("language_code")?.unwrap_or("");
    if code.is_empty() || (code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase())) {
        return Ok(code.to_owned());
    }
    Err(Refusal::bad("invalid language code specified"))
}
