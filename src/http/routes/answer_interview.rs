//! `POST /api/v2/interviews/{id}/answers`: a press on an interview's screen, or a message that is a part of an answer;
//! answers with the next screen.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use crate::http::auth::Learner;
use crate::http::body::JsonBody;
use crate::http::envelope::Envelope;
use crate::http::interviews::InterviewView;
use crate::http::problem::Problem;
use crate::http::screens::Act;
use crate::http::{Shared, windows};

pub async fn handle(
    State(api): State<Shared>,
    envelope: Envelope,
    Learner(learner): Learner,
    Path(id): Path<String>,
    headers: HeaderMap,
    JsonBody(act): JsonBody<Act>,
) -> Result<Response, Problem> {
    let view: InterviewView = windows::answer(&api.app, learner, &id, &headers, &act).await?;
    Ok(envelope.of(view))
}
