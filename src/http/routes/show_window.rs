//! `GET /api/v2/{attempts,interviews,reviews}/{id}`: what its learner would see of it in the chat now, open or finished.

use axum::extract::{Path, State};
use axum::response::Response;

use crate::http::Shared;
use crate::http::auth::Learner;
use crate::http::envelope::Envelope;
use crate::http::problem::Problem;
use crate::http::windows::{self, Shown};

pub async fn handle<V: Shown>(
    State(api): State<Shared>,
    envelope: Envelope,
    Learner(learner): Learner,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(envelope.of(windows::look::<V>(&api.app, learner, &id).await?))
}
