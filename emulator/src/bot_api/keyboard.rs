//! Inline keyboards: read from `reply_markup`, with Telegram's limits and words.

use serde_json::{Map, Value};

use super::{Refusal, is_web_address, params::Params};
use crate::state::{
    learners::{Chat, ChatKind},
    messages::{Action, Button, Keyboard},
    settings::WebAppInfo,
};

const MAX_BUTTONS: usize = 100;
const MAX_CALLBACK_BYTES: usize = 64;

/// The inline keyboard in `reply_markup`. An empty one is none.
///
/// `ReplyKeyboardRemove` and `ForceReply` are accepted with `lenient`, and have nothing to show here.
pub fn read(params: &Params, chat: &Chat, lenient: bool) -> Result<Option<Keyboard>, Refusal> {
    let Some(markup) = params.json("reply_markup")? else {
        return Ok(None);
    };
    let Value::Object(markup) = markup else {
        return Err(Refusal::bad("object expected as reply markup"));
    };
    if lenient && (markup.contains_key("remove_keyboard") || markup.contains_key("force_reply")) {
        return Ok(None);
    }
    let Some(rows) = markup.get("inline_keyboard") else {
        return Err(Refusal::bad(if markup.contains_key("keyboard") {
            "reply keyboards are not emulated: inline keyboard expected"
        } else {
            "inline keyboard expected"
        }));
    };
    let wrong_shape = || Refusal::bad("field \"inline_keyboard\" must be an Array of Arrays");
    let mut keyboard = Keyboard::new();
    for row in rows.as_array().ok_or_else(wrong_shape)? {
        let buttons: Vec<Button> = row
            .as_array()
            .ok_or_else(wrong_shape)?
            .iter()
            .map(|button| read_button(button, chat))
            .collect::<Result<_, _>>()?;
        if !buttons.is_empty() {
            keyboard.push(buttons);
        }
    }
    if keyboard.iter().map(Vec::len).sum::<usize>() > MAX_BUTTONS {
        return Err(Refusal::bad("reply markup is too long"));
    }
    Ok((!keyboard.is_empty()).then_some(keyboard))
}

fn unreadable(why: &str) -> Refusal {
    Refusal::bad(format!("can't parse inline keyboard button: {why}"))
}

fn read_button(button: &Value, chat: &Chat) -> Result<Button, Refusal> {
    const KNOWN: [&str; 6] = ["callback_data", "copy_text", "style", "text", "url", "web_app"];
    const NOT_EMULATED: [&str; 8] = [
        "callback_game",
        "icon_custom_emoji_id",
        "login_url",
        "pay",
        "switch_inline_query",
        "switch_inline_query_chosen_chat",
        "switch_inline_query_current_chat",
        "disable",
    ];
    let Value::Object(fields) = button else {
        return Err(unreadable("Inline keyboard button must be an Object"));
    };
    let mut fields: Map<String, Value> = fields.clone();
    fields.retain(|_, value| !value.is_null());
    if let Some(odd) = fields.keys().find(|name| !KNOWN.contains(&name.as_str())) {
        let what = if NOT_EMULATED.contains(&odd.as_str()) { "is not emulated" } else { "is unknown" };
        return Err(unreadable(&format!("Field \"{odd}\" {what}")));
    }
    let text = field(&fields, "text")?.ok_or_else(|| unreadable("Can't find field \"text\""))?;
    if text.trim().is_empty() {
        return Err(Refusal::bad("inline keyboard button text must be non-empty"));
    }
    let style = field(&fields, "style")?.map(str::to_owned);
    if style.as_deref().is_some_and(|style| !matches!(style, "danger" | "primary" | "success")) {
        return Err(unreadable("Field \"style\" must be one of danger, primary, success"));
    }
    let mut actions =
        [callback_data(&fields)?, copy_text(&fields)?, url_of(&fields)?, web_app(&fields, chat)?].into_iter().flatten();
    let action = actions.next().ok_or_else(|| unreadable("Text buttons are unallowed in the inline keyboard"))?;
    if actions.next().is_some() {
        return Err(unreadable("Exactly one action must be used"));
    }
    Ok(Button { text: text.to_owned(), action, style })
}

fn field<'a>(fields: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, Refusal> {
    match fields.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(unreadable(&format!("Field \"{name}\" must be of type String"))),
    }
}

fn callback_data(fields: &Map<String, Value>) -> Result<Option<Action>, Refusal> {
    match field(fields, "callback_data")?.filter(|data| !data.is_empty()) {
        Some(data) if data.len() > MAX_CALLBACK_BYTES => Err(Refusal::bad("BUTTON_DATA_INVALID")),
        data => Ok(data.map(|data| Action::CallbackData(data.to_owned()))),
    }
}

fn copy_text(fields: &Map<String, Value>) -> Result<Option<Action>, Refusal> {
    let Some(copy) = fields.get("copy_text") else {
        return Ok(None);
    };
    let text = copy.get("text").and_then(Value::as_str).unwrap_or("");
    if text.is_empty() || text.chars().count() > 256 {
        return Err(Refusal::bad("BUTTON_COPY_TEXT_INVALID"));
    }
    Ok(Some(Action::CopyText { text: text.to_owned() }))
}

fn url_of(fields: &Map<String, Value>) -> Result<Option<Action>, Refusal> {
    let Some(given) = field(fields, "url")?.filter(|url| !url.is_empty()) else {
        return Ok(None);
    };
    let invalid = |why: &str| Refusal::bad(format!("inline keyboard button URL '{given}' is invalid: {why}"));
    let full = if given.contains("://") { given.to_owned() } else { format!("http://{given}") };
    let url = url::Url::parse(&full).map_err(|_| invalid("Wrong HTTP URL"))?;
    match url.scheme() {
        "http" | "https" => {
            let host = url.host_str().unwrap_or("");
            if !host.contains('.') && !is_web_address(&url) {
                return Err(invalid("Wrong HTTP URL"));
            }
        }
        "tg" | "ton" | "tonsite" => {}
        _ => return Err(invalid("Unsupported URL protocol")),
    }
    Ok(Some(Action::Url(full)))
}

fn web_app(fields: &Map<String, Value>, chat: &Chat) -> Result<Option<Action>, Refusal> {
    let Some(app) = fields.get("web_app") else {
        return Ok(None);
    };
    let url = app.get("url").and_then(Value::as_str).unwrap_or("");
    check_web_app(url, "inline keyboard button Web App URL")?;
    if chat.kind != ChatKind::Private {
        return Err(Refusal::bad("BUTTON_TYPE_INVALID"));
    }
    Ok(Some(Action::WebApp(WebAppInfo { url: url.to_owned() })))
}

/// A web app's address; `what` says whose in the refusal.
pub fn check_web_app(url: &str, what: &str) -> Result<(), Refusal> {
    let why = match url::Url::parse(url) {
        Ok(parsed) if is_web_address(&parsed) => return Ok(()),
        Ok(_) => "Only HTTPS links are allowed",
        Err(_) => "Wrong HTTP URL",
    };
    Err(Refusal::bad(format!("{what} '{url}' is invalid: {why}")))
}
