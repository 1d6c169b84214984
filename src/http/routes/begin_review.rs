//! `POST /api/v2/users/{id}/reviews`: today's session and its screen. 201 if it begins; 200 if it goes on, or if nothing
//! is due. It needs no `Idempotency-Key`: whoever asks twice is in the same session.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use dialogues::input::Input;
use dialogues::review;

use crate::conversation::{Arrival, take_turn};
use crate::http::auth::Own;
use crate::http::envelope::Envelope;
use crate::http::problem::Problem;
use crate::http::reviews::ReviewView;
use crate::http::windows::Shown;
use crate::http::{Shared, refusal};

pub async fn handle(State(api): State<Shared>, envelope: Envelope, Own(learner): Own) -> Result<Response, Problem> {
    let reply = take_turn(&api.app, Arrival { learner, person: None, key: None }, &Input::Review).await?;
    if let Some(problem) = refusal::problem(&reply, &api.app.content.current()) {
        return Err(problem);
    }
    // What the learner remembers could not be had.
    if reply.shown.dialogue != review::CODE {
        return Err(Problem::unavailable());
    }
    let view = ReviewView::of(&reply, &api.app).ok_or_else(Problem::internal)?;
    let status = if reply.facts.is_empty() { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, envelope.of(view)).into_response())
}
