//! The bot's own page: commands, name, descriptions and menu button, in every language. Set only where they differ,
//! since Telegram lets a name be changed but a few times a day. A failure here keeps nobody from learning.

use dialogues::dialogues::registry;
use dialogues::kernel::locale::Locale;
use dialogues::kernel::texts::Texts;
use serde::Serialize;
use serde_json::{Value, json};
use teloxide::payloads::{
    GetMyCommands, GetMyCommandsSetters, GetMyDescription, GetMyDescriptionSetters, GetMyName, GetMyNameSetters,
    GetMyShortDescription, GetMyShortDescriptionSetters, SetChatMenuButton, SetChatMenuButtonSetters, SetMyCommands,
    SetMyCommandsSetters, SetMyDescription, SetMyDescriptionSetters, SetMyName, SetMyNameSetters,
    SetMyShortDescription, SetMyShortDescriptionSetters,
};
use teloxide::requests::Payload;
use teloxide::types::{BotCommand, ChatId, MenuButton, WebAppInfo};
use tracing::{info, warn};

use super::call::{Api, CallError};
use crate::app::App;

/// Registers everything that differs, in every language; the default language also for everybody else.
pub async fn register(api: Api, app: App) {
    let everybody = std::iter::once((Locale::DEFAULT, String::new()));
    let languages = everybody.chain(Locale::supported().iter().map(|locale| (*locale, locale.to_string())));
    for (locale, code) in languages {
        if let Err(error) = page(&api, &Texts::of(locale), &code).await {
            warn!(%error, language = %locale, "the bot's page could not be registered; the next start tries again");
        }
    }
    if let Err(error) = menu_button(&api, &app, None, Locale::DEFAULT).await {
        warn!(%error, "the menu button could not be set");
    }
    info!("commands, names and the menu button are registered");
}

/// The button beside the text field: the Mini App where there is one. `chat`: for one learner, in their language.
pub async fn menu_button(api: &Api, app: &App, chat: Option<ChatId>, locale: Locale) -> Result<(), CallError> {
    let button = match app.mini_app_url() {
        Some(url) => {
            MenuButton::WebApp { text: Texts::of(locale).plain("menu-button", &[]), web_app: WebAppInfo { url } }
        }
        None => MenuButton::Commands,
    };
    let mut payload = SetChatMenuButton::new().menu_button(button);
    payload.chat_id = chat;
    api.call(&payload).await
}

async fn page(api: &Api, texts: &Texts, code: &str) -> Result<(), CallError> {
    let commands: Vec<BotCommand> =
        registry::menu().map(|name| BotCommand::new(name, texts.plain(&format!("command-{name}"), &[]))).collect();
    let wanted = json!(commands);
    ensure(
        api,
        &GetMyCommands::new().language_code(code),
        &wanted,
        |found| found,
        &SetMyCommands::new(commands).language_code(code),
    )
    .await?;
    let name = texts.plain("bot-name", &[]);
    ensure(
        api,
        &GetMyName::new().language_code(code),
        &json!(name),
        field("name"),
        &SetMyName::new().name(&name).language_code(code),
    )
    .await?;
    let text = texts.plain("bot-description", &[]);
    let set = SetMyDescription::new().description(&text).language_code(code);
    ensure(api, &GetMyDescription::new().language_code(code), &json!(text), field("description"), &set).await?;
    let text = texts.plain("bot-short-description", &[]);
    let set = SetMyShortDescription::new().short_description(&text).language_code(code);
    ensure(api, &GetMyShortDescription::new().language_code(code), &json!(text), field("short_description"), &set).await
}

async fn ensure<G, S>(
    api: &Api,
    get: &G,
    wanted: &Value,
    part: impl Fn(Value) -> Value,
    set: &S,
) -> Result<(), CallError>
where
    G: Payload + Serialize + Sync,
    S: Payload + Serialize + Sync,
{
    if part(api.ask(get).await?) == *wanted {
        return Ok(());
    }
    api.call(set).await
}

fn field(name: &'static str) -> impl Fn(Value) -> Value {
    move |mut found| found.get_mut(name).map(Value::take).unwrap_or_default()
}
