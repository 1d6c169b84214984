//! `GET /api/v2/attempts/{id}`: what the attempt's learner would see of it in the chat now, open or finished.

use axum::extract::{Path, State};
use axum::response::Response;

use crate::http::attempts::AttemptView;
use crate::http::auth::Learner;
use crate::http::envelope::Envelope;
use crate::http::problem::Problem;
use crate::http::{Shared, windows};

pub async fn handle(
    State(api): State<Shared>,
    envelope: Envelope,
    Learner(learner): Learner,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let view: AttemptView = windows::look(&api.app, learner, &id).await?;
    Ok(envelope.of(view))
}
