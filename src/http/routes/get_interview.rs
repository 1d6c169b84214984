//! `GET /api/v2/interviews/{id}`: what the learner of the interview would see of it in the chat now. Open or over.

use axum::extract::{Path, State};
use axum::response::Response;

use crate::http::auth::Learner;
use crate::http::envelope::Envelope;
use crate::http::interviews::InterviewView;
use crate::http::problem::Problem;
use crate::http::{Shared, windows};

pub async fn handle(
    State(api): State<Shared>,
    envelope: Envelope,
    Learner(learner): Learner,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let view: InterviewView = windows::look(&api.app, learner, &id).await?;
    Ok(envelope.of(view))
}
