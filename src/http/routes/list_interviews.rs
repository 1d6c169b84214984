//! `GET /api/v2/users/{id}/interviews`: the open one, and how the last ones went.

use axum::extract::State;
use axum::response::Response;

use crate::http::auth::Own;
use crate::http::envelope::Envelope;
use crate::http::interviews::InterviewsView;
use crate::http::problem::Problem;
use crate::http::{Shared, reading};

pub async fn handle(State(api): State<Shared>, envelope: Envelope, Own(learner): Own) -> Result<Response, Problem> {
    let state = reading::whole(&api.app, learner).await?;
    Ok(envelope.of(InterviewsView::of(&state, &api.app.content.current(), api.app.clock.now())))
}
