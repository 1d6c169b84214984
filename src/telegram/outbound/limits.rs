//! Telegram's sending limits, kept before Telegram has to. Source: Bots FAQ, "How can I message all of my bot's
//! subscribers at once?": about one message a second to a chat, short bursts pass, about 30 a second in all.

use std::num::NonZeroU32;

use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use teloxide::types::ChatId;
use tokio::time::sleep;

type PerChat = RateLimiter<ChatId, DashMapStateStore<ChatId>, DefaultClock, NoOpMiddleware>;

/// Taps that a private chat stands before it is held to one a second.
const BURST: NonZeroU32 = NonZeroU32::new(12).expect("not zero");
const ONE: NonZeroU32 = NonZeroU32::new(1).expect("not zero");
/// A chat gets this part of what all chats may get together.
const CHAT_SHARE: u32 = 30;
/// Chats whose state is kept before the idle ones are forgotten.
const CHATS: usize = 10_000;

pub struct Limits {
    all: RateLimiter<NotKeyed, InMemoryState, DefaultClock, NoOpMiddleware>,
    chats: PerChat,
    clock: DefaultClock,
    groups: PerChat,
}

impl Limits {
    /// `rate`: sends per second in all. Telegram's own is 30, with one a second to a chat; a server without limits, such
    /// as the playground's, may be sent more, and its chats with it.
    pub fn new(rate: NonZeroU32) -> Self {
        let a_chat = NonZeroU32::new(rate.get() / CHAT_SHARE).unwrap_or(ONE);
        let chat = Quota::per_second(a_chat).allow_burst(BURST.max(a_chat));
        Self {
            all: RateLimiter::direct(Quota::per_second(rate)),
            chats: RateLimiter::keyed(chat),
            clock: DefaultClock::default(),
            groups: RateLimiter::keyed(Quota::per_minute(ONE)),
        }
    }

    /// Returns when a screen may be sent to this chat.
    pub async fn screen(&self, chat: ChatId) {
        // Slept on the runtime's own timer: governor's would be woken by a thread of its own.
        while let Err(early) = self.chats.check_key(&chat) {
            sleep(early.wait_time_from(self.clock.now())).await;
        }
        while let Err(early) = self.all.check() {
            sleep(early.wait_time_from(self.clock.now())).await;
        }
        if self.chats.len() > CHATS {
            self.chats.retain_recent();
        }
    }

    /// May a group be told once more?
    pub fn group_hint(&self, chat: ChatId) -> bool {
        if self.groups.len() > CHATS {
            self.groups.retain_recent();
        }
        self.groups.check_key(&chat).is_ok()
    }
}
