//! What a process of the academy does, as configuration, help, doctor and start-up see it. Knows no role; the list of them
//! is in [`roles`](crate::roles).

use axum::Router;
use futures::future::BoxFuture;
use tokio::sync::watch;

use crate::app::App;
use crate::platform::config::Settings;

/// A role; `ACADEMY_ROLES` says which of them a process plays.
#[derive(Debug)]
pub struct Role {
    pub name: &'static str,
    /// What it is, in a few words, for operators.
    pub help: &'static str,
    /// Variables that it cannot do without.
    pub requires: &'static [&'static str],
    /// The kinds of jobs that it does.
    pub kinds: fn() -> Vec<&'static str>,
    pub start: fn(Stage<'_>) -> BoxFuture<'_, Started>,
}

/// None: it has nothing at work but the HTTP server.
pub type Started = anyhow::Result<Option<Box<dyn Running>>>;

/// What a role is started with.
pub struct Stage<'a> {
    pub app: &'a App,
    pub settings: &'a Settings,
    /// Says true once the process is to stop.
    pub stopping: watch::Receiver<bool>,
    /// What the role has the process's HTTP server serve.
    pub served: &'a mut Served,
}

/// What the HTTP server serves beside health and metrics.
#[derive(Default)]
pub struct Served {
    /// The API and the Mini App.
    pub api: bool,
    /// Telegram's intake, with limits of its own.
    pub webhook: Option<Router>,
}

/// A role that has something at work beside the HTTP server.
pub trait Running: Send {
    /// Returns when it has ended by itself, which it never should.
    fn ended(&mut self) -> BoxFuture<'_, ()>;

    /// Finishes what it is at, within five seconds. The process was told to stop, and its server has stopped.
    fn stop(self: Box<Self>) -> BoxFuture<'static, ()>;
}
