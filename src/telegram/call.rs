//! One call of the Bot API: teloxide's typed payloads over a transport of our own.
//!
//! teloxide's transport sleeps ten seconds on every 5xx and loses the error's parameters of calls that it does not
//! know. This one answers at once with what happened, so that whoever calls decides what to do.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use metrics::counter;
use secrecy::{ExposeSecret, SecretString};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use teloxide::requests::Payload;
use teloxide::types::ChatId;
use tracing::error;
use url::Url;

use super::line::Line;
use crate::platform::telemetry::metric;

/// A call takes longer only where its payload says so.
const PATIENCE: Duration = Duration::from_secs(15);
/// A file takes as long as the line needs.
const SENDING: Duration = Duration::from_secs(90);

const JSON: &str = "application/json";
const FORM: &str = "multipart/form-data; boundary=academy-4c1f0d7a9be2463f8d52";
/// As in [`FORM`]. What is packed or sealed holds it by no chance that counts.
const BOUNDARY: &str = "academy-4c1f0d7a9be2463f8d52";

/// The Bot API for one token.
#[derive(Clone)]
pub struct Api {
    /// None: the address leads nowhere.
    line: Option<Arc<Line>>,
    token: SecretString,
    url: Url,
    /// By method: each is put together once.
    addresses: Arc<Mutex<HashMap<&'static str, Url>>>,
}

#[derive(Clone, Debug, thiserror::Error)]
pub enum CallError {
    /// 429: nothing goes through before that.
    #[error("too many requests, to be repeated after {0:?}")]
    RetryAfter(Duration),
    #[error("{description} ({code})")]
    Refused { code: u16, description: String },
    /// No answer, or none of Telegram's own: it may or may not have done the work.
    #[error("no answer: {0}")]
    Unanswered(String),
    #[error("an answer that cannot be read: {0}")]
    Unreadable(String),
}

#[derive(Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
struct Answer<T> {
    ok: bool,
    result: Option<T>,
    error_code: Option<u16>,
    description: Option<String>,
    parameters: Option<Parameters>,
}

#[derive(Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
}

impl CallError {
    /// The learner has blocked the bot, deleted their account or never started a chat.
    pub fn unreachable(&self) -> bool {
        let gone =
            |description: &str| description.contains("chat not found") || description.contains("PEER_ID_INVALID");
        matches!(self, Self::Refused { code: 403, .. })
            || matches!(self, Self::Refused { code: 400, description } if gone(description))
    }

    /// The screen is as it should be, or the callback can no longer be answered: nothing is left to do.
    pub fn harmless(&self) -> bool {
        let Self::Refused { code: 400, description } = self else { return false };
        let description = description.to_ascii_lowercase();
        ["message is not modified", "query is too old", "query id is invalid"]
            .iter()
            .any(|known| description.contains(known))
    }

    /// The message to edit is no more, or is a poll: a new one takes its place.
    pub fn message_gone(&self) -> bool {
        let Self::Refused { code: 400, description } = self else { return false };
        let description = description.to_ascii_lowercase();
        [
            "message to edit not found",
            "message can't be edited",
            "message_id_invalid",
            "there is no text in the message",
        ]
        .iter()
        .any(|known| description.contains(known))
    }

    /// Trying the same again may help.
    pub const fn transient(&self) -> bool {
        match self {
            Self::RetryAfter(_) | Self::Unanswered(_) | Self::Unreadable(_) => true,
            Self::Refused { code, .. } => *code >= 500,
        }
    }

    const fn label(&self) -> &'static str {
        match self {
            Self::RetryAfter(_) => "retry_after",
            Self::Refused { code: 403, .. } => "forbidden",
            Self::Refused { .. } => "refused",
            Self::Unanswered(_) => "unanswered",
            Self::Unreadable(_) => "unreadable",
        }
    }
}

impl Api {
    pub fn new(token: &SecretString, url: Url) -> Self {
        let line = Line::new(&url).inspect_err(|problem| error!(problem, "the Bot API cannot be called")).ok();
        Self { line: line.map(Arc::new), token: token.clone(), url, addresses: Arc::default() }
    }

    /// Calls a method once, whatever it returns.
    pub async fn call<P: Payload + Serialize + Sync>(&self, payload: &P) -> Result<(), CallError> {
        self.ask::<IgnoredAny, P>(payload).await.map(drop)
    }

    /// Calls a method once. What comes back is the `result` field.
    pub async fn ask<T, P>(&self, payload: &P) -> Result<T, CallError>
    where
        T: DeserializeOwned,
        P: Payload + Serialize + Sync,
    {
        let patience = payload.timeout_hint().unwrap_or_default() + PATIENCE;
        let body = serde_json::to_vec(payload).map_err(|error| CallError::Unanswered(error.to_string()))?;
        counted(P::NAME, self.send(P::NAME, JSON, body, patience).await)
    }

    /// `sendDocument`, with the file's bytes: a form is the only way that they go along.
    pub async fn send_document(&self, chat: ChatId, name: &str, file: Vec<u8>, caption: &str) -> Result<(), CallError> {
        let mut body = Vec::with_capacity(file.len() + 1_024);
        for (field, value) in [("chat_id", chat.to_string().as_str()), ("caption", caption)] {
            let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
            body.extend(part.as_bytes());
        }
        let head =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"document\"; filename=\"{name}\"\r\n\r\n");
        body.extend(head.as_bytes());
        body.extend(file);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let sent = self.send::<IgnoredAny>("SendDocument", FORM, body, SENDING).await;
        counted("SendDocument", sent).map(drop)
    }

    async fn send<T: DeserializeOwned>(
        &self,
        method: &'static str,
        kind: &'static str,
        body: Vec<u8>,
        patience: Duration,
    ) -> Result<T, CallError> {
        let address = self.address(method)?;
        let line = self.line.as_ref().ok_or_else(|| CallError::Unanswered("no address".to_owned()))?;
        let (status, body) = line.post(&address, kind, body, patience).await.map_err(CallError::Unanswered)?;
        match serde_json::from_slice::<Answer<T>>(&body) {
            Ok(Answer { ok: true, result: Some(result), .. }) => Ok(result),
            Ok(Answer { ok: true, .. }) => Err(CallError::Unreadable("an answer without a result".to_owned())),
            Ok(answer) => Err(refusal(answer, status)),
            Err(_) if status >= 500 => Err(CallError::Unanswered(format!("status {status}"))),
            Err(error) => Err(CallError::Unreadable(format!("status {status}: {error}"))),
        }
    }
}

/// What became of a call, told.
fn counted<T>(method: &'static str, outcome: Result<T, CallError>) -> Result<T, CallError> {
    let result = match &outcome {
        Ok(_) => "ok",
        Err(error) if error.harmless() => "harmless",
        Err(error) => error.label(),
    };
    counter!(metric::TELEGRAM_SENDS, "method" => method, "result" => result).increment(1);
    outcome
}

impl Api {
    /// Where a method is called. The address holds the token: it must not get into any error.
    fn address(&self, method: &'static str) -> Result<Url, CallError> {
        let mut known = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(address) = known.get(method) {
            return Ok(address.clone());
        }
        let address = format!("{}/bot{}/{method}", self.url.as_str().trim_end_matches('/'), self.token.expose_secret());
        let address = Url::parse(&address).map_err(|error| CallError::Unanswered(error.to_string()))?;
        known.insert(method, address.clone());
        Ok(address)
    }
}

fn refusal<T>(answer: Answer<T>, status: u16) -> CallError {
    if let Some(seconds) = answer.parameters.and_then(|parameters| parameters.retry_after) {
        return CallError::RetryAfter(Duration::from_secs(seconds));
    }
    CallError::Refused {
        code: answer.error_code.unwrap_or(status),
        description: answer.description.unwrap_or_default(),
    }
}
