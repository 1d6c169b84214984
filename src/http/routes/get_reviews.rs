//! `GET /api/v2/users/{id}/reviews`: what waits today and in the next days, and the session that is open.

use axum::extract::State;
use axum::response::Response;
use dialogues::input::Window;
use dialogues::review::outlook;
use dialogues::scene::Scene;

use crate::assessment;
use crate::conversation::look_beside;
use crate::http::auth::Own;
use crate::http::envelope::Envelope;
use crate::http::problem::Problem;
use crate::http::reviews::{ReviewView, ReviewsView};
use crate::http::windows::Shown;
use crate::http::{Shared, reading};

/// Days of the forecast, with today.
const DAYS: u32 = 7;

pub async fn handle(State(api): State<Shared>, envelope: Envelope, Own(learner): Own) -> Result<Response, Problem> {
    let app = &api.app;
    let state = reading::whole(app, learner).await?;
    let memories = assessment::remembered(&app.store, learner).await?;
    let catalogue = app.content.current();
    let scene = Scene { memories, ..Scene::new(&catalogue, app.clock.now(), 0) };
    // What is remembered has no fold for a single call: without the read model nobody knows.
    let outlook = outlook(&state, &scene, DAYS).ok_or_else(Problem::unavailable)?;

    let reply = match state.path.review {
        Some(review) => look_beside(app, learner, &Window::of_review(review, None)).await?,
        None => None,
    };
    // One of another day is left when the next begins.
    let today = scene.day(&state);
    let reply = reply.filter(|reply| reply.state.review.as_ref().is_some_and(|review| review.day == today));
    let session = reply.and_then(|reply| ReviewView::of(&reply, app)).filter(|session| !session.is_finished());
    Ok(envelope.of(ReviewsView::of(&outlook, session)))
}
