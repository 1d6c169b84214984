//! JSON bodies: read whole, checked against the schema that the API's document shows, and with an explanation where they
//! do not fit.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::ToSchema;

use super::openapi;
use super::problem::{Kind, Problem};

/// A body of type `T`. Whether unknown fields are refused is `T`'s to say, and every `T` of ours refuses them.
#[derive(Clone, Copy, Debug)]
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned + ToSchema, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let media_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !is_json(media_type) {
            let detail = "The body must be JSON, and its `Content-Type` `application/json`.";
            return Err(Problem::new(Kind::NotJson, detail));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE),
            _ => Problem::unreadable("The body ended early."),
        })?;
        // serde's words name the place; they quote nothing but what the caller sent.
        let misread = |error: serde_json::Error| Problem::unreadable(format!("The body does not fit: {error}."));
        let value: Value = serde_json::from_slice(&bytes).map_err(misread)?;
        openapi::check::<T>(&value)?;
        // Once more from the bytes: a field that is there twice is seen only there.
        serde_json::from_slice(&bytes).map(Self).map_err(misread)
    }
}

fn is_json(media_type: &str) -> bool {
    media_type.split(';').next().is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}
