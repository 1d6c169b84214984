//! The API's resources: each is a file with its routes, its shapes and its tests, and a line in the list here. What
//! several of them share stands beside this folder. Start at [`routes`].

mod attempts;
mod courses;
mod interviews;
mod lessons;
mod progress;
mod reviews;
mod session;
mod sessions;
mod users;

use axum::Router;
use axum::middleware::from_fn_with_state;

use super::{Shared, auth};

/// What a learner's session reaches.
const WITH_SESSION: &[fn() -> Router<Shared>] = &[
    attempts::routes,
    courses::routes,
    interviews::routes,
    lessons::routes,
    progress::routes,
    reviews::routes,
    sessions::routes,
    users::routes,
];

/// What everybody reaches.
const OPEN: &[fn() -> Router<Shared>] = &[session::routes];

/// All endpoints of the API.
pub fn routes(api: &Shared) -> Router<Shared> {
    let merged =
        |resources: &[fn() -> Router<Shared>]| resources.iter().fold(Router::new(), |all, routes| all.merge(routes()));
    merged(WITH_SESSION).route_layer(from_fn_with_state(api.clone(), auth::require)).merge(merged(OPEN))
}
