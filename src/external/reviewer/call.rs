//! One question to an OpenAI-compatible service: address, key, retry, limits of size. Knows nothing of what is asked;
//! whoever calls bounds the time.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use metrics::{counter, histogram};
use reqwest::header::{AUTHORIZATION, HeaderValue, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::Instant;
use tracing::info;
use url::Url;

use super::request::Form;
use crate::platform::clock::Clock;
use crate::platform::config::Llm;
use crate::platform::telemetry::metric;

/// Bytes of an answer: verdicts and quotes of eight points are a few thousand.
pub(super) const MAX_BYTES: usize = 256 * 1024;
/// Waited for before the one retry, where the service does not say for how long.
const PAUSE: Duration = Duration::from_millis(500);
/// Connections that are kept open.
const IDLE: usize = 4;

pub(super) struct Endpoint {
    client: Client,
    address: Url,
    key: SecretString,
    pub model: String,
    clock: Clock,
    /// The service knows no schemas: they are not tried again.
    is_plain: AtomicBool,
}

/// What went wrong. Holds nothing of what the service wrote: that may be the learner's words.
#[derive(Debug, thiserror::Error)]
pub(super) enum CallError {
    /// Moderated, or not text.
    #[error("the model declined")]
    Declined,
    #[error("no answer: {0}")]
    Unanswered(String),
    /// Wrong key, address or model.
    #[error("the service refuses us with status {0}")]
    Refused(u16),
    /// This request, and perhaps no other.
    #[error("the service does not take the request: status {0}")]
    Rejected(u16),
    #[error("the service fails with status {0}")]
    ServerError(u16),
    #[error("an answer of more than {MAX_BYTES} bytes")]
    TooLarge,
    #[error("too many requests")]
    TooMany,
    #[error("an answer that is no chat completion")]
    Unreadable,
}

/// A failed request, and when another one makes sense.
struct Failure {
    error: CallError,
    retry_after: Option<Duration>,
}

#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
}

impl CallError {
    /// Is the service to blame? What one answer may cause, must not close the way for the others'.
    pub const fn is_outage(&self) -> bool {
        !matches!(self, Self::Declined | Self::Rejected(_))
    }

    /// Of an outage: does it end without the operator?
    pub const fn may_pass(&self) -> bool {
        matches!(self, Self::ServerError(_) | Self::TooMany | Self::Unanswered(_))
    }

    pub const fn label(&self) -> &'static str {
        match self {
            Self::Declined => "declined",
            Self::Unanswered(_) => "unanswered",
            Self::Refused(_) => "refused",
            Self::Rejected(_) => "rejected",
            Self::ServerError(_) => "server_error",
            Self::TooLarge => "too_large",
            Self::TooMany => "too_many",
            Self::Unreadable => "unreadable",
        }
    }

    const fn is_worth_a_retry(&self) -> bool {
        matches!(self, Self::ServerError(_) | Self::TooMany)
    }
}

impl Endpoint {
    pub fn new(llm: &Llm, clock: Clock) -> Self {
        // The key and a learner's answer go nowhere but to the address that the operator gave. Proxies are those of
        // the environment.
        let client =
            Client::builder().redirect(Policy::none()).retry(reqwest::retry::never()).pool_max_idle_per_host(IDLE);
        let mut address = llm.base_url.clone();
        address.set_path(&format!("{}/chat/completions", address.path().trim_end_matches('/')));
        Self {
            client: client.build().unwrap_or_default(),
            address,
            key: llm.api_key.clone(),
            model: llm.model.clone(),
            clock,
            is_plain: AtomicBool::new(false),
        }
    }

    /// The model's words in answer to `body`, which is made for the form that the service knows. Repeats once what
    /// fails at the service, unless that would be after `deadline`.
    pub async fn ask(&self, body: impl Fn(Form) -> Value, deadline: Instant) -> Result<String, CallError> {
        let mut may_retry = true;
        if !self.is_plain.load(Ordering::Relaxed) {
            match self.send(&body(Form::Schema), deadline, &mut may_retry).await {
                Err(CallError::Rejected(_)) => {}
                outcome => return outcome,
            }
        }
        let outcome = self.send(&body(Form::Plain), deadline, &mut may_retry).await;
        // Only if the schema was what it did not take.
        if outcome.is_ok() && !self.is_plain.swap(true, Ordering::Relaxed) {
            info!("the language model's service knows no JSON schemas: it is asked in words");
        }
        outcome
    }

    async fn send(&self, body: &Value, deadline: Instant, may_retry: &mut bool) -> Result<String, CallError> {
        let Failure { error, retry_after } = match self.send_once(body).await {
            Ok(content) => return Ok(content),
            Err(failure) => failure,
        };
        let pause = retry_after.unwrap_or(PAUSE);
        let is_in_time = Instant::now().checked_add(pause).is_some_and(|then| then < deadline);
        if !(*may_retry && error.is_worth_a_retry() && is_in_time) {
            return Err(error);
        }
        *may_retry = false;
        tokio::time::sleep(pause).await;
        self.send_once(body).await.map_err(|failure| failure.error)
    }

    async fn send_once(&self, body: &Value) -> Result<String, Failure> {
        let started = Instant::now();
        let outcome = self.exchange(body).await;
        histogram!(metric::LLM_CALL_DURATION).record(started.elapsed());
        let result = outcome.as_ref().map_or_else(|failure| failure.error.label(), |_| "ok");
        counter!(metric::LLM_CALLS, "result" => result).increment(1);
        outcome
    }

    async fn exchange(&self, body: &Value) -> Result<String, Failure> {
        let request = self.client.post(self.address.clone()).header(AUTHORIZATION, self.bearer()).json(body);
        let response = request.send().await.map_err(|error| unanswered(&error))?;
        match response.status().as_u16() {
            200..300 => content(&read(response).await?),
            status => {
                let retry_after = retry_after(&response, self.clock.now());
                let error = match status {
                    429 => CallError::TooMany,
                    400 | 413 | 422 => CallError::Rejected(status),
                    500.. => CallError::ServerError(status),
                    _ => CallError::Refused(status),
                };
                Err(Failure { error, retry_after })
            }
        }
    }

    fn bearer(&self) -> HeaderValue {
        // The configuration takes visible ASCII only, which every header does.
        let mut value = HeaderValue::try_from(format!("Bearer {}", self.key.expose_secret()))
            .unwrap_or_else(|_| HeaderValue::from_static("Bearer"));
        value.set_sensitive(true);
        value
    }
}

/// The body, given up as soon as it is too large.
async fn read(mut response: Response) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unanswered(&error))? {
        if body.len() + chunk.len() > MAX_BYTES {
            return Err(CallError::TooLarge.into());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn content(body: &[u8]) -> Result<String, Failure> {
    let completion: Completion = serde_json::from_slice(body).map_err(|_| CallError::Unreadable)?;
    let choice = completion.choices.into_iter().next().ok_or(CallError::Unreadable)?;
    Ok(choice.message.content.ok_or(CallError::Declined)?)
}

/// Seconds or a date, RFC 9110, 10.2.3.
fn retry_after(response: &Response, now: DateTime<Utc>) -> Option<Duration> {
    let text = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim();
    let of_date = || DateTime::parse_from_rfc2822(text).ok().map(|date| (date.to_utc() - now).max(TimeDelta::zero()));
    text.parse().ok().map(Duration::from_secs).or_else(|| of_date()?.to_std().ok())
}

/// With its causes, and without the address, which belongs in no log but the operator's own.
fn unanswered(error: &reqwest::Error) -> CallError {
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    let kind = if error.is_connect() { "no connection" } else { "broken off" };
    CallError::Unanswered(causes.fold(kind.to_owned(), |text, cause| format!("{text}: {cause}")))
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        Self { error, retry_after: None }
    }
}
