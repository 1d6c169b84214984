//! `POST /api/v2/reviews/{id}/answers`: a press or a text on the screen of a review session;
//! answers with the next screen.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use crate::http::auth::Learner;
use crate::http::body::JsonBody;
use crate::http::envelope::Envelope;
use crate::http::problem::Problem;
use crate::http::reviews::ReviewView;
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
    let view: ReviewView = windows::answer(&api.app, learner, &id, &headers, &act).await?;
    Ok(envelope.of(view))
}
