//! `GET /api/v2/users/{id}/courses`: all courses on offer, as they stand for the learner.

use axum::extract::State;
use axum::response::Response;

use crate::http::auth::Own;
use crate::http::envelope::{Envelope, Page};
use crate::http::problem::Problem;
use crate::http::views::{CourseView, View};
use crate::http::{Shared, reading};

pub async fn handle(
    State(api): State<Shared>,
    envelope: Envelope,
    Own(learner): Own,
    page: Page,
) -> Result<Response, Problem> {
    let state = reading::learner(&api.app, learner).await?;
    let catalogue = api.app.content.current();
    let view = View { state: &state, catalogue: &catalogue, bot: api.app.bot_username(), now: api.app.clock.now() };
    let (courses, pagination) = page.of(catalogue.courses());
    let courses: Vec<CourseView> = courses.iter().map(|course| view.course(course)).collect();
    Ok(envelope.page_of(courses, pagination))
}
