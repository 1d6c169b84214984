//! What is kept of people is theirs. Here they are erased ([`erasure`]), wherever they are found ([`places`]), once for all
//! backups ([`ledger`]). A copy of it is packed ([`export`]). Who does not come back is asked, and erased in the end ([`retention`]).
//!
//! What learners are told and when they may change their mind, `dialogues::dialogues::my_data` decides.

use std::sync::Arc;

use futures::future::BoxFuture;

use crate::app::App;
use crate::platform::jobs::{Failure, Kind, Work};
use crate::platform::processes::{Driver, PROCESS, Steps};

pub mod erasure;
pub mod export;
pub mod ledger;
pub mod places;
pub mod retention;

pub use crate::user::EXPORT;
pub use erasure::IN_CHATS;

/// Where people are told something that is no screen of theirs any more. Telegram is behind it.
pub trait Chats: Send + Sync {
    /// Returns once Telegram has it, or when nobody is there who could be told.
    fn say(&self, chat: i64, html: String) -> BoxFuture<'_, Result<(), Failure>>;

    /// The same of a file, with a caption in plain words.
    fn hand<'a>(
        &'a self,
        chat: i64,
        name: &'a str,
        file: Vec<u8>,
        caption: &'a str,
    ) -> BoxFuture<'a, Result<(), Failure>>;
}

/// The kinds of jobs that the worker does.
pub fn works() -> Vec<Kind> {
    vec![Kind { name: PROCESS, work: |app| processes(app, None) }]
}

/// Whoever does the steps of processes; `chats`, where they end in one.
pub fn processes(app: &App, chats: Option<Arc<dyn Chats>>) -> Arc<dyn Work> {
    let erasure = erasure::Erasure { app: app.clone(), chats };
    let steps: Vec<Arc<dyn Steps>> = vec![Arc::new(erasure)];
    Arc::new(Driver { store: app.store.clone(), clock: app.clock.clone(), steps })
}
