//! What is kept for a while and then forgotten.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt;
use futures::future::BoxFuture;
use tracing::warn;

use crate::app::App;
use crate::identity::sessions;
use crate::platform::jobs;
use crate::privacy::retention;
use crate::telegram::polls;

/// Telegram repeats an update for a day; a key is kept for twice that.
pub const KEYS_KEPT: TimeDelta = TimeDelta::hours(48);
const EVERY: Duration = Duration::from_hours(1);

/// Something that grows with use and is of no use when it is old.
struct Purge {
    what: &'static str,
    kept: fn(&App) -> TimeDelta,
    /// Forgets what is older, and tells how much that was.
    forget: for<'a> fn(&'a App, DateTime<Utc>) -> BoxFuture<'a, sqlx::Result<u64>>,
}

/// In alphabetical order.
const PURGES: [Purge; 5] = [
    Purge {
        what: "dead letters",
        kept: |app| app.privacy.dead_letters,
        forget: |app, before| app.store.purge_dead_letters(before).boxed(),
    },
    Purge { what: "idempotency keys", kept: |_| KEYS_KEPT, forget: |app, before| app.store.purge_keys(before).boxed() },
    Purge {
        what: "jobs that were done",
        // Until then they cannot be scheduled again.
        kept: |_| TimeDelta::days(30),
        forget: |app, before| jobs::purge(app.pool(), before).boxed(),
    },
    Purge {
        what: "quiz polls",
        // A vote in an older one is one in an unknown poll.
        kept: |_| TimeDelta::days(30),
        forget: |app, before| polls::purge(app.pool(), before).boxed(),
    },
    Purge {
        what: "sessions that are over",
        kept: |_| sessions::KEPT,
        forget: |app, before| sessions::purge(app.pool(), before).boxed(),
    },
];

/// Forgets what is old, again and again.
pub async fn run(app: &App) {
    loop {
        for Purge { what, kept, forget } in &PURGES {
            if let Err(error) = forget(app, app.clock.now() - kept(app)).await {
                warn!(what, %error, "what is old could not be forgotten");
            }
        }
        if let Err(error) = retention::ask(app).await {
            warn!(%error, "whoever has not been here for long could not be asked");
        }
        tokio::time::sleep(EVERY).await;
    }
}
