//! The one list of endpoints. Each is a file with its handler, its shapes and its tests; windows have two for all.

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post, put};

use super::attempts::AttemptView;
use super::interviews::InterviewView;
use super::reviews::ReviewView;
use super::{Shared, auth};

mod answer_window;
mod begin_review;
mod enroll;
mod get_progress;
mod get_reviews;
mod get_user;
mod healthz;
mod list_courses;
mod list_interviews;
mod metrics;
mod open_session;
mod readyz;
mod report_progress;
mod show_window;

/// What a learner's session reaches.
pub fn api(api: &Shared) -> Router<Shared> {
    Router::new()
        .route("/api/v2/attempts/{id}", get(show_window::handle::<AttemptView>))
        .route("/api/v2/attempts/{id}/answers", post(answer_window::handle::<AttemptView>))
        .route("/api/v2/courses/{course}/lessons/{lesson}/progress", put(report_progress::handle))
        .route("/api/v2/interviews/{id}", get(show_window::handle::<InterviewView>))
        .route("/api/v2/interviews/{id}/answers", post(answer_window::handle::<InterviewView>))
        .route("/api/v2/reviews/{id}", get(show_window::handle::<ReviewView>))
        .route("/api/v2/reviews/{id}/answers", post(answer_window::handle::<ReviewView>))
        .route("/api/v2/users/{id}", get(get_user::handle))
        .route("/api/v2/users/{id}/courses", get(list_courses::handle))
        .route("/api/v2/users/{id}/courses/{course}/enroll", post(enroll::handle))
        .route("/api/v2/users/{id}/interviews", get(list_interviews::handle))
        .route("/api/v2/users/{id}/progress", get(get_progress::handle))
        .route("/api/v2/users/{id}/reviews", get(get_reviews::handle).post(begin_review::handle))
        .route_layer(from_fn_with_state(api.clone(), auth::require))
        .route("/api/v2/session", post(open_session::handle))
}

/// What the operator's machines ask.
pub fn operations() -> Router<Shared> {
    Router::new()
        .route("/healthz", get(healthz::handle))
        .route("/metrics", get(metrics::handle))
        .route("/readyz", get(readyz::handle))
}
