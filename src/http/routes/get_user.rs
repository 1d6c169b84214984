//! `GET /api/v2/users/{id}`: the learner.

use axum::extract::State;
use axum::response::Response;

use crate::http::auth::Own;
use crate::http::envelope::Envelope;
use crate::http::problem::Problem;
use crate::http::views::UserView;
use crate::http::{Shared, reading};

pub async fn handle(State(api): State<Shared>, envelope: Envelope, Own(learner): Own) -> Result<Response, Problem> {
    let state = reading::learner(&api.app, learner).await?;
    Ok(envelope.of(UserView::of(&state)))
}
