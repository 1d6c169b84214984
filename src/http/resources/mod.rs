//! The API's resources: each is a file with its routes, its shapes and its tests, and a line in the list here. What
//! several of them share stands beside this folder. Start at [`routes`].

mod attempts;
mod courses;
mod document;
mod events;
mod groups;
mod interviews;
mod lessons;
mod preferences;
mod progress;
mod reviews;
mod session;
mod sessions;
mod users;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};

use super::Shared;
use super::auth;
use super::limits::tell;
use super::routes::Routes;

/// What a learner's session reaches.
const WITH_SESSION: &[fn(Routes) -> Routes] = &[
    attempts::routes,
    courses::routes,
    events::routes,
    groups::routes,
    interviews::routes,
    lessons::routes,
    preferences::routes,
    progress::routes,
    reviews::routes,
    sessions::routes,
    users::routes,
];

/// What everybody reaches.
const OPEN: &[fn(Routes) -> Routes] = &[document::routes, session::routes];

/// All endpoints of the API, for the server of `none`.
pub fn routes(none: &Routes) -> Routes {
    let all =
        |resources: &[fn(Routes) -> Routes]| resources.iter().fold(none.fresh(), |routes, resource| resource(routes));
    let session = |api: Shared, router: Router<Shared>| router.route_layer(from_fn_with_state(api, auth::require));
    let routes = all(WITH_SESSION).layered(session).merge(all(OPEN));
    routes.layered(|_, router| router.route_layer(from_fn(tell)))
}
