//! The webhook: Telegram is answered 200 once the update is done, and told to come again otherwise. The 200 carries the
//! answer to the press, so that this needs no call of its own. Nothing of a request's body is read before its secret is.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use teloxide::payloads::{SetWebhook, SetWebhookSetters};
use tokio::time::timeout;
use tracing::warn;
use url::Url;

use super::call::{Api, CallError};
use super::intake::{Intake, KINDS, RawUpdate, Way};

pub const PATH: &str = "/telegram/webhook";
const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";
/// An update is a few kilobytes.
const BODY_LIMIT: usize = 1 << 20;
/// From a request's head to the end of its body.
const ARRIVING: Duration = Duration::from_secs(10);
/// Telegram waits longer than that and would then send the update again anyway.
const PATIENCE: Duration = Duration::from_secs(25);
const CONNECTIONS: u8 = 100;

#[derive(Clone)]
struct Gate {
    intake: Intake,
    secret: SecretString,
}

/// Tells Telegram where to send updates.
pub async fn register(api: &Api, address: &Url, secret: &SecretString) -> Result<(), CallError> {
    let payload = SetWebhook::new(address.clone())
        .secret_token(secret.expose_secret().to_owned())
        .max_connections(CONNECTIONS)
        .allowed_updates(KINDS);
    api.call(&payload).await
}

/// The route that Telegram calls.
pub fn router(intake: Intake, secret: SecretString) -> Router {
    let gate = Gate { intake, secret };
    Router::new().route(PATH, post(receive)).with_state(gate)
}

async fn receive(State(gate): State<Gate>, headers: HeaderMap, body: Body) -> Response {
    let given = headers.get(SECRET_HEADER).map_or(&[][..], |value| value.as_bytes());
    if !bool::from(given.ct_eq(gate.secret.expose_secret().as_bytes())) {
        warn!("a webhook call without the right secret was refused");
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let body = match timeout(ARRIVING, to_bytes(body, BODY_LIMIT)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return StatusCode::BAD_REQUEST.into_response(),
        Err(_) => return StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    let Ok(update) = serde_json::from_slice(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let mut receipt = gate.intake.submit(RawUpdate::new(update, Way::Webhook));
    match timeout(PATIENCE, receipt.done()).await {
        Ok(Some(None)) => StatusCode::OK.into_response(),
        Ok(Some(Some(call))) => {
            ([(CONTENT_TYPE, "application/json")], Bytes::from(call.as_bytes().to_vec())).into_response()
        }
        Ok(None) | Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
