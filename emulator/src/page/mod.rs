//! What the chat page calls: `/playground/*`, its events, and its static files. JSON in camelCase.
//!
//! A route is a file. Whoever reaches it may act as any learner: it is for one's own machine, like the page.

mod chats;
mod deeplink;
mod events;
mod faults;
mod files;
mod groups;
pub mod host;
mod learners;
mod messages;
mod press;
mod state;
mod updates;
pub mod view;
mod votes;
mod webapp;

use axum::{
    Json, Router,
    extract::{FromRequest, Request, rejection::JsonRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Emulator, state::Problem};

pub fn routes() -> Router<Emulator> {
    Router::new()
        .route("/", get(files::index))
        .route("/chat", get(files::index))
        .route("/chat/", get(files::index))
        .route("/chat/{*path}", get(files::file))
        .route("/playground/chats/{chat}/messages", get(messages::list).post(messages::send))
        .route("/playground/chats/{chat}/messages/{id}", put(messages::edit))
        .route("/playground/chats/{chat}/press", post(press::press))
        .route("/playground/chats/{chat}/votes", post(votes::vote))
        .route("/playground/chats/{chat}", get(chats::get))
        .route("/playground/events", get(events::events))
        .route("/playground/faults", put(faults::put))
        .route("/playground/groups", post(groups::create))
        .route("/playground/learners", post(learners::create))
        .route("/playground/learners/{id}", put(learners::change))
        .route("/playground/learners/{id}/deeplink", post(deeplink::open))
        .route("/playground/learners/{id}/webapp", post(webapp::open))
        .route("/playground/state", get(state::get))
        .route("/playground/updates", post(updates::push))
        .fallback(files::fallback)
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::Unknown(_) => StatusCode::NOT_FOUND,
        };
        (status, Json(json!({"error": self.to_string()}))).into_response()
    }
}

/// What a route answers.
type Answer = Result<Json<Value>, Problem>;

/// A JSON body whose mistakes are answered in the page's own error format.
struct Body<T>(T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let read: Result<Json<T>, JsonRejection> = Json::from_request(request, state).await;
        read.map(|Json(body)| Self(body)).map_err(|error| Problem::Invalid(error.body_text()))
    }
}
