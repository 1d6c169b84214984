//! `GET /api/v2/reviews/{id}`: what the learner of the review session would see of it in the chat now. An earlier session leads to the latest one.

use axum::extract::{Path, State};
use axum::response::Response;

use crate::http::auth::Learner;
use crate::http::envelope::Envelope;
use crate::http::problem::Problem;
use crate::http::reviews::ReviewView;
use crate::http::{Shared, windows};

pub async fn handle(
    State(api): State<Shared>,
    envelope: Envelope,
    Learner(learner): Learner,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let view: ReviewView = windows::look(&api.app, learner, &id).await?;
    Ok(envelope.of(view))
}
