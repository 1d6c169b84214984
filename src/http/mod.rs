//! The HTTP side: health, metrics, the REST API and the Mini App's files, on one server. Decides nothing about
//! learning: what changes something goes through [`crate::conversation`], what is read comes from the read models.
//!
//! Start at [`router`]; the API is listed in [`resources`]. The webhook's router is Telegram's and only mounted.

mod address;
mod auth;
mod body;
mod callers;
mod docs;
mod envelope;
pub mod init_data;
mod limits;
mod live;
mod observe;
mod openapi;
mod operations;
mod problem;
mod reading;
mod refusal;
mod resources;
mod room;
mod routes;
mod security;
mod server;
mod static_files;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod view;
mod windows;
mod words;

use std::any::Any;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::PrometheusHandle;
use secrecy::SecretString;
use tokio::sync::watch;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use tracing::error;

use crate::app::App;
use crate::platform::network::Proxies;
use crate::role::Served;
use routes::Routes;
pub use server::serve;

/// Bytes of a request's body.
const BODY_LIMIT: usize = 64 * 1024;
/// From a request's head to its answer.
const TIME_OUT: Duration = Duration::from_secs(10);

/// What the server is made of.
pub struct Deps {
    pub app: App,
    /// The bot's: launch data is signed with it.
    pub token: SecretString,
    pub metrics: PrometheusHandle,
    /// Origins that may frame the Mini App besides Telegram's web clients.
    pub frame_ancestors: Vec<String>,
    pub proxies: Proxies,
    /// What there is beside health and metrics.
    pub served: Served,
    /// Says true once the process is to stop: what would go on for ever ends then.
    pub stopping: watch::Receiver<bool>,
}

/// What handlers share.
struct Api {
    app: App,
    token: SecretString,
    limits: limits::Limits,
    live: live::Hub,
    metrics: PrometheusHandle,
    proxies: Proxies,
}

type Shared = Arc<Api>;

/// All routes with their layers.
pub fn router(deps: Deps) -> Router {
    let Deps { app, token, metrics, frame_ancestors, proxies, served, stopping } = deps;
    let local = security::is_only_here(app.public_url.as_ref());
    let security = security::Security::new(&frame_ancestors, app.public_url.as_ref());
    let limits = limits::Limits::new(&app.cache, &token);
    let types = problem::Types::at(app.public_url.as_ref());
    let live = live::Hub::new(app.clone(), stopping);
    let api = Arc::new(Api { app, token, limits, live, metrics, proxies });
    let routes = routes_of(&api, served.api).into_router();
    let own = layered(routes.fallback(async || StatusCode::NOT_FOUND).with_state(api), types, security, TIME_OUT);
    let whole = served.webhook.into_iter().fold(own, Router::merge);
    let whole = if local { whole.layer(from_fn(security::only_here)) } else { whole };
    whole.layer(CatchPanicLayer::custom(panicked)).layer(from_fn(observe::observe))
}

/// All routes of ours, each with what it does.
fn routes_of(api: &Shared, serves_api: bool) -> Routes {
    let always = operations::routes(Routes::new(api.clone()));
    if !serves_api {
        return always;
    }
    // Made now, so that no request waits for it.
    LazyLock::force(&openapi::DOCUMENT);
    let pages = problem::pages::routes(docs::routes(static_files::routes(always)));
    let api = api_of(&pages.fresh());
    pages.merge(api)
}

/// The API's routes.
fn api_of(none: &Routes) -> Routes {
    resources::routes(none)
}

/// What the API's routes say about themselves, as a document (OpenAPI 3.1).
pub fn document() -> String {
    openapi::DOCUMENT.pretty()
}

/// What every request of ours goes through; the last layer is the outermost.
fn layered(routes: Router, types: problem::Types, security: security::Security, time_out: Duration) -> Router {
    routes
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, time_out))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(types, problem::complete))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(security, security::protect))
}

/// A bug of ours ends a request, not the server. The panic itself is on standard error already.
fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    error!("a request handler panicked");
    problem::Problem::internal().into_response()
}
