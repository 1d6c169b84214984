//! `/bot<token>/<method>`: authorisation, parameters, the one list of methods, answers in Telegram's envelope.
//!
//! A method is a file: its name, the parameters it knows, and what it does. Refusals carry Telegram's own words where
//! they are known, else they name the rule that was broken.

mod answer_callback_query;
mod close;
mod content;
mod delete_message;
mod delete_my_commands;
mod delete_webhook;
mod edit_message_reply_markup;
mod edit_message_text;
mod get_chat;
mod get_chat_menu_button;
mod get_me;
mod get_my_commands;
mod get_my_description;
mod get_my_name;
mod get_my_short_description;
mod get_updates;
mod get_webhook_info;
mod keyboard;
mod leave_chat;
mod log_out;
mod multipart;
mod params;
mod send_chat_action;
mod send_document;
mod send_message;
mod send_poll;
mod set_chat_menu_button;
mod set_my_commands;
mod set_my_description;
mod set_my_name;
mod set_my_short_description;
mod set_webhook;
mod stop_poll;

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{ConnectInfo, Path, Request, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::any,
};
use futures::future::BoxFuture;
use secrecy::ExposeSecret as _;
use serde::Serialize;
use serde_json::{Map, Value, json};
use subtle::ConstantTimeEq as _;

use super::{Emulator, server::Cut, state::World};
use params::Params;

/// All methods, in alphabetical order.
const METHODS: [&Method; 29] = [
    &answer_callback_query::METHOD,
    &close::METHOD,
    &delete_message::METHOD,
    &delete_my_commands::METHOD,
    &delete_webhook::METHOD,
    &edit_message_reply_markup::METHOD,
    &edit_message_text::METHOD,
    &get_chat::METHOD,
    &get_chat_menu_button::METHOD,
    &get_me::METHOD,
    &get_my_commands::METHOD,
    &get_my_description::METHOD,
    &get_my_name::METHOD,
    &get_my_short_description::METHOD,
    &get_updates::METHOD,
    &get_webhook_info::METHOD,
    &leave_chat::METHOD,
    &log_out::METHOD,
    &send_chat_action::METHOD,
    &send_document::METHOD,
    &send_message::METHOD,
    &send_poll::METHOD,
    &set_chat_menu_button::METHOD,
    &set_my_commands::METHOD,
    &set_my_description::METHOD,
    &set_my_name::METHOD,
    &set_my_short_description::METHOD,
    &set_webhook::METHOD,
    &stop_poll::METHOD,
];

/// A method of the Bot API.
struct Method {
    name: &'static str,
    params: &'static [&'static str],
    /// Whether the fault `sendStatus` strikes it: it sends or edits.
    sends: bool,
    run: Run,
}

enum Run {
    /// Works on the world and cannot fail.
    Always(fn(&mut World) -> Value),
    /// Works on the world and is done.
    Now(fn(&mut World, &Params) -> Answer),
    /// Waits for something.
    Later(fn(Emulator, Params) -> BoxFuture<'static, Answer>),
}

type Answer = Result<Value, Refusal>;

/// Why Telegram does not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code} {description}")]
pub struct Refusal {
    pub code: u16,
    pub description: String,
    /// Seconds to wait, with code 429.
    pub retry_after: Option<u32>,
}

impl Refusal {
    pub fn new(code: u16, description: impl Into<String>) -> Self {
        Self { code, description: description.into(), retry_after: None }
    }

    /// 400, "Bad Request: " and the reason.
    pub fn bad(reason: impl std::fmt::Display) -> Self {
        Self::new(400, format!("Bad Request: {reason}"))
    }

    pub fn conflict(description: &str) -> Self {
        Self::new(409, description)
    }

    /// 429 as Telegram words it.
    pub fn flood(seconds: u32) -> Self {
        let description = format!("Too Many Requests: retry after {seconds}");
        Self { code: 429, description, retry_after: Some(seconds) }
    }
}

/// One call that a bot made, for assertions. Secrets are left out of `params`.
#[derive(Clone, Debug, Serialize)]
pub struct Call {
    /// As the list of methods spells it.
    pub method: String,
    pub params: Value,
    /// The HTTP status of the answer, also when the answer was dropped.
    pub status: u16,
    /// Telegram's words if it was refused.
    pub description: Option<String>,
}

/// https, or http to this very machine: the emulator's allowance for web apps and webhooks.
pub fn is_web_address(url: &url::Url) -> bool {
    let loopback = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    (url.scheme() == "https" && url.has_host()) || (url.scheme() == "http" && loopback)
}

pub fn routes() -> Router<Emulator> {
    Router::new().route("/{bot}/{method}", any(call))
}

async fn call(
    State(emulator): State<Emulator>,
    Path((bot, method)): Path<(String, String)>,
    request: Request,
) -> Response {
    let cut = request.extensions().get::<ConnectInfo<Cut>>().cloned();
    let token = bot.strip_prefix("bot").unwrap_or("");
    if !bot.starts_with("bot") {
        return envelope(&Err(Refusal::new(404, "Not Found")));
    }
    let own = emulator.config().token.expose_secret();
    if !bool::from(token.as_bytes().ct_eq(own.as_bytes())) {
        return envelope(&Err(Refusal::new(401, "Unauthorized")));
    }
    let Some(method) = METHODS.iter().find(|known| known.name.eq_ignore_ascii_case(&method)) else {
        return envelope(&Err(Refusal::new(404, "Not Found: method not found")));
    };
    let answer = perform(&emulator, method, Params::read(request).await).await;
    let lost = emulator.change(|world| {
        let switched = world.faults.drop_after_work && method.sends;
        world.one_shots.take_drop(method.name) || switched
    });
    if lost { no_answer(cut) } else { envelope(&answer) }
}

/// A call that came in the answer of a webhook. Nobody hears what becomes of it.
pub async fn along(emulator: &Emulator, fields: Map<String, Value>) {
    let name = fields.get("method").and_then(Value::as_str).unwrap_or_default();
    let Some(method) = METHODS.iter().find(|known| known.name.eq_ignore_ascii_case(name)) else { return };
    let _ = perform(emulator, method, Ok(Params::of_webhook(fields))).await;
}

async fn perform(emulator: &Emulator, method: &Method, params: Result<Params, Refusal>) -> Answer {
    let shown = params.as_ref().map_or(Value::Null, Params::redacted);
    emulator.pass_hold(method.name).await;
    let answer = match params {
        Ok(params) => run(emulator, method, params).await,
        Err(refusal) => Err(refusal),
    };
    emulator.note_call(Call {
        method: method.name.to_owned(),
        params: shown,
        status: answer.as_ref().map_or_else(|refusal| refusal.code, |_| 200),
        description: answer.as_ref().err().map(|refusal| refusal.description.clone()),
    });
    answer
}

async fn run(emulator: &Emulator, method: &Method, params: Params) -> Answer {
    params.only(method.params)?;
    let struck = emulator.change(|world| {
        if world.logged_out && method.name != "logOut" {
            return Some(Refusal::new(400, "Logged out"));
        }
        let fault = match world.faults.send_status {
            429 if method.sends => Some(Refusal::flood(world.faults.retry_after.max(1))),
            502 if method.sends => Some(Refusal::new(502, "Bad Gateway")),
            _ => None,
        };
        world.one_shots.take_failure(method.name).or(fault)
    });
    if let Some(refusal) = struck {
        return Err(refusal);
    }
    match method.run {
        Run::Always(run) => Ok(emulator.change(run)),
        Run::Now(run) => emulator.change(|world| run(world, &params)),
        Run::Later(run) => run(emulator.clone(), params).await,
    }
}

fn envelope(answer: &Answer) -> Response {
    match answer {
        Ok(result) => Json(json!({"ok": true, "result": result})).into_response(),
        Err(refusal) => {
            let mut body = json!({"ok": false, "error_code": refusal.code, "description": refusal.description});
            if let Some(seconds) = refusal.retry_after {
                body["parameters"] = json!({"retry_after": seconds});
            }
            let status = StatusCode::from_u16(refusal.code).unwrap_or(StatusCode::BAD_REQUEST);
            (status, Json(body)).into_response()
        }
    }
}

/// Ends the connection. Behind a listener that cannot be cut, the body breaks off instead.
fn no_answer(cut: Option<ConnectInfo<Cut>>) -> Response {
    if let Some(ConnectInfo(cut)) = cut {
        cut.cut();
    }
    let broken = futures::stream::once(async { Err::<Bytes, _>(std::io::Error::other("dropped on purpose")) });
    Response::new(Body::from_stream(broken))
}
