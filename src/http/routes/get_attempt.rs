//! `GET /api/v2/attempts/{id}`: what the attempt's learner would see of it in the chat now, open or finished.

use axum::extract::{Path, State};
use axum::response::Response;
use dialogues::input::Window;

use crate::conversation::look_beside;
use crate::http::Shared;
use crate::http::attempts::{self, AttemptView};
use crate::http::auth::Learner;
use crate::http::envelope::Envelope;
use crate::http::problem::Problem;

pub async fn handle(
    State(api): State<Shared>,
    envelope: Envelope,
    Learner(learner): Learner,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let window = Window::of_attempt(attempts::id(&id)?, None);
    let reply = look_beside(&api.app, learner, &window).await?.ok_or_else(attempts::unknown)?;
    let view = AttemptView::of(&reply, api.app.bot_username()).ok_or_else(attempts::unknown)?;
    Ok(envelope.of(view))
}
