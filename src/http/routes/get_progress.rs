//! `GET /api/v2/users/{id}/progress`: totals, streak, today and what comes next.

use axum::extract::State;
use axum::response::Response;

use crate::http::auth::Own;
use crate::http::envelope::Envelope;
use crate::http::problem::Problem;
use crate::http::progress::ProgressView;
use crate::http::views::View;
use crate::http::{Shared, reading};

pub async fn handle(State(api): State<Shared>, envelope: Envelope, Own(learner): Own) -> Result<Response, Problem> {
    let (state, whole) = tokio::try_join!(reading::learner(&api.app, learner), reading::whole(&api.app, learner))?;
    let catalogue = api.app.content.current();
    let view = View { state: &state, catalogue: &catalogue, bot: api.app.bot_username(), now: api.app.clock.now() };
    Ok(envelope.of(ProgressView::of(&view, &whole)))
}
