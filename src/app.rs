//! The application: handles only. Whoever holds an [`App`] can take a turn; nothing in it knows a context.

use std::sync::{Arc, OnceLock};

use sqlx::PgPool;
use url::Url;

use crate::external::reviewer::Reviewer;
use crate::platform::cache::Cache;
use crate::platform::clock::Clock;
use crate::platform::config::Privacy;
use crate::platform::content::Content;
use crate::platform::eventstore::EventStore;

/// Handles; clones share everything.
#[derive(Clone)]
pub struct App {
    pub store: EventStore,
    pub cache: Cache,
    pub content: Content,
    pub clock: Clock,
    /// The operators whom the configuration names, by their ids at Telegram.
    pub operators: Arc<[i64]>,
    /// Where learners' browsers reach us; none leaves the Mini App's buttons out.
    pub public_url: Option<Url>,
    /// Looks at free answers a second time, where the operator has switched it on.
    pub reviewer: Option<Reviewer>,
    /// How long what is kept of people is kept.
    pub privacy: Arc<Privacy>,
    /// Who the bot is; known once Telegram has been asked.
    pub bot: Arc<OnceLock<BotIdentity>>,
}

/// The bot, as Telegram names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotIdentity {
    pub id: i64,
    pub username: String,
}

impl App {
    /// One without Redis, Telegram or a public address, whose clock stands still.
    #[cfg(test)]
    pub fn for_test(
        pool: PgPool,
        catalogue: dialogues::catalogue::Catalogue,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Self {
        Self {
            store: EventStore::for_test(pool),
            cache: Cache::memory(),
            content: Content::new(catalogue),
            clock: Clock::fixed(now),
            operators: Arc::default(),
            public_url: None,
            reviewer: None,
            privacy: Arc::new(Privacy::for_test()),
            bot: Arc::new(OnceLock::new()),
        }
    }

    pub const fn pool(&self) -> &PgPool {
        self.store.pool()
    }

    /// The public address of one of our paths, such as `app/`; the public address may itself lie below a path.
    pub fn public(&self, path: &str) -> Option<Url> {
        let mut base = self.public_url.clone()?;
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        base.join(path).ok()
    }

    /// The Mini App's address.
    pub fn mini_app_url(&self) -> Option<Url> {
        self.public("app/")
    }

    /// The bot's name in links; empty until Telegram has told it.
    pub fn bot_username(&self) -> &str {
        self.bot.get().map_or("", |bot| bot.username.as_str())
    }
}
