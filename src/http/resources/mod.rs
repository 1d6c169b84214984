//! The API's resources: each is a file with its routes, its shapes and its tests, and a line in the list here. What
//! several of them share stands beside this folder. Start at [`routes`].

mod attempts;
mod courses;
mod events;
mod groups;
mod interviews;
mod lessons;
mod progress;
mod reviews;
mod session;
mod sessions;
mod users;

use axum::middleware::from_fn_with_state;

use super::Shared;
use super::auth;
use super::routes::Routes;

/// What a learner's session reaches.
const WITH_SESSION: &[fn(Routes) -> Routes] = &[
    attempts::routes,
    courses::routes,
    events::routes,
    groups::routes,
    interviews::routes,
    lessons::routes,
    progress::routes,
    reviews::routes,
    sessions::routes,
    users::routes,
];

/// What everybody reaches.
const OPEN: &[fn(Routes) -> Routes] = &[session::routes];

/// All endpoints of the API.
pub fn routes(api: &Shared) -> Routes {
    let all = |resources: &[fn(Routes) -> Routes]| {
        resources.iter().fold(Routes::new(api.clone()), |routes, resource| resource(routes))
    };
    let session = from_fn_with_state(api.clone(), auth::require);
    all(WITH_SESSION).layered(|router| router.route_layer(session)).merge(all(OPEN))
}
