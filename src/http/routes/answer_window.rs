//! `POST /api/v2/{attempts,interviews,reviews}/{id}/answers`: a press or a text on its screen; answers with the next
//! screen.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use crate::http::Shared;
use crate::http::auth::Learner;
use crate::http::body::JsonBody;
use crate::http::envelope::Envelope;
use crate::http::problem::Problem;
use crate::http::screens::Act;
use crate::http::windows::{self, Shown};

pub async fn handle<V: Shown>(
    State(api): State<Shared>,
    envelope: Envelope,
    Learner(learner): Learner,
    Path(id): Path<String>,
    headers: HeaderMap,
    JsonBody(act): JsonBody<Act>,
) -> Result<Response, Problem> {
    Ok(envelope.of(windows::answer::<V>(&api.app, learner, &id, &headers, &act).await?))
}
