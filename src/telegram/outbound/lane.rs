//! What waits to be drawn, chat by chat: the latest screen, and older messages whose keyboards are to go. Pure.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use dialogues::kernel::ids::LearnerId;
use dialogues::kernel::locale::Locale;
use dialogues::kernel::screen::{Button, Screen, Target as Press};
use dialogues::turn;
use moka::sync::Cache;
use teloxide::types::ChatId;

use crate::conversation::{Live, Mark, Reply};
use crate::telegram::polls::Open;

/// Chats whose last message is remembered.
const REMEMBERED: u64 = 50_000;

/// A screen to draw.
#[derive(Clone, Debug)]
pub struct Draw {
    pub learner: LearnerId,
    pub screen: Screen,
    /// Wants a message of its own, below what the learner has written.
    pub fresh: bool,
    /// The message whose button was pressed.
    pub pressed: Option<i32>,
    /// The message that shows the learner's screen, as far as the session knew.
    pub live: Option<Live>,
    /// Has this learner polls, so that some may have to be closed?
    pub polls: bool,
    /// Those that are open, oldest first; looked up when it is drawn.
    pub open: Vec<Open>,
    /// Stand for this screen, and for those that it outran, until it is shown.
    pub marks: Vec<Mark>,
    pub arrived: Instant,
    /// The language of the plain screen that is shown if this one is refused; none: it is the plain one.
    pub fallback: Option<Locale>,
    /// Stand for what was known before the turn and after it.
    pub standing: [u64; 2],
}

/// Where a screen goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    New,
    Edit(i32),
    /// The poll there is the screen already: it cannot be changed, and need not be.
    Stay(i32),
}

impl Target {
    /// The message that is there already.
    pub const fn message(self) -> Option<i32> {
        match self {
            Self::New => None,
            Self::Edit(message) | Self::Stay(message) => Some(message),
        }
    }
}

impl Draw {
    /// A reply's screen, in place of the one before.
    pub fn of(reply: Reply, arrived: Instant) -> Self {
        let polls = reply.state.learner.polls || reply.screen.poll.is_some();
        let fallback = Some(reply.state.learner.locale);
        let Reply { learner, screen, live, marks, standing, .. } = reply;
        let open = Vec::new();
        Self { learner, screen, fresh: false, pressed: None, live, polls, open, marks, arrived, fallback, standing }
    }

    /// A plain screen instead of one that was refused. False: it is one already.
    pub fn make_plain(&mut self) -> bool {
        let Some(locale) = self.fallback.take() else { return false };
        self.screen = turn::plain(&self.screen, locale);
        true
    }

    /// Where it goes, and whose keyboards go. One message is live: buttons elsewhere would only be spent.
    pub fn plan(&self) -> (Target, Vec<i32>) {
        let message = |message| Live { message, keep: false };
        let live = newest(self.live, self.pressed.map(message));
        let live = newest(live, self.open.last().map(|poll| message(poll.message)));
        let target = match live {
            _ if self.fresh => Target::New,
            Some(live) if self.shows(live.message) => Target::Stay(live.message),
            Some(live) if self.screen.poll.is_some() || self.is_poll(live.message) => Target::New,
            // What shall stay is not drawn over, except by itself.
            Some(live) if live.keep && !self.screen.keep => Target::New,
            Some(live) => Target::Edit(live.message),
            None => Target::New,
        };
        let known = self.live.map(|live| live.message).into_iter().chain(self.pressed);
        let mut strip: Vec<i32> =
            known.filter(|known| target.message() != Some(*known) && !self.is_poll(*known)).collect();
        strip.dedup();
        (target, strip)
    }

    /// The open polls that are left with this target.
    pub fn left(&self, target: Target) -> impl Iterator<Item = &Open> {
        self.open.iter().filter(move |poll| target.message() != Some(poll.message))
    }

    /// Is the message an open poll that asks just this?
    fn shows(&self, message: i32) -> bool {
        let Some(poll) = &self.screen.poll else { return false };
        let token = poll.votes.token.to_string();
        self.open.iter().any(|open| open.message == message && open.token == token && !open.voted)
    }

    fn is_poll(&self, message: i32) -> bool {
        self.open.iter().any(|open| open.message == message)
    }

    /// This screen instead of one that was not drawn yet.
    fn outrun(&mut self, older: Self) {
        self.fresh |= older.fresh;
        self.polls |= older.polls;
        self.standing[0] = older.standing[0];
        self.pressed = self.pressed.or(older.pressed);
        self.live = newest(self.live, older.live);
        self.marks.extend(older.marks);
    }
}

/// The message further down. A session may lag behind what was sent a moment ago, here or by another instance, or by
/// a process that died before it could note it; messages' numbers do not. A message that shall stay shall stay, whoever
/// has not heard of it yet.
fn newest(one: Option<Live>, other: Option<Live>) -> Option<Live> {
    match (one, other) {
        (Some(one), Some(other)) if other.message > one.message => Some(other),
        (Some(one), Some(other)) if other.message == one.message => Some(Live { keep: one.keep || other.keep, ..one }),
        (one, other) => one.or(other),
    }
}

/// What a screen looks like, as a number.
fn face(screen: &Screen) -> u64 {
    let mut hasher = DefaultHasher::new();
    screen.html.hash(&mut hasher);
    for row in &screen.buttons {
        for Button { label, target, .. } in row {
            let token = match target {
                Press::Press(token) => Some(token.to_string()),
                Press::MiniApp => None,
            };
            (label, token).hash(&mut hasher);
        }
        row.len().hash(&mut hasher);
    }
    hasher.finish()
}

/// The chats that are being drawn in.
pub struct Lanes {
    /// What waits, by chat; a chat without an entry is drawn in by nobody.
    waiting: Mutex<HashMap<ChatId, Option<Draw>>>,
    /// The messages that were drawn last: a press that follows at once finds them here before the session knows.
    recent: Cache<ChatId, Recent>,
}

/// What was done in a chat last.
#[derive(Clone, Copy, Default)]
struct Recent {
    live: Option<Live>,
    /// What the live message looks like.
    face: Option<u64>,
    /// What was known when it was drawn.
    standing: u64,
    /// The message that lost its keyboard. Nobody gives it another one: what is live stands below it.
    bare: Option<i32>,
}

impl Default for Lanes {
    fn default() -> Self {
        let recent = Cache::builder().max_capacity(REMEMBERED).time_to_idle(Duration::from_mins(10)).build();
        Self { waiting: Mutex::default(), recent }
    }
}

impl Lanes {
    /// True: nobody draws in this chat yet, and the caller has to.
    pub fn push(&self, chat: ChatId, mut draw: Draw) -> bool {
        let mut waiting = self.lock();
        let idle = !waiting.contains_key(&chat);
        let next = waiting.entry(chat).or_default();
        if let Some(older) = next.take() {
            draw.outrun(older);
        }
        *next = Some(draw);
        idle
    }

    /// What to draw next. None: nothing is left, and the chat is nobody's again.
    pub fn pop(&self, chat: ChatId) -> Option<Draw> {
        let mut waiting = self.lock();
        match waiting.get_mut(&chat)?.take() {
            Some(draw) => Some(Draw { live: newest(draw.live, self.recent(chat).live), ..draw }),
            None => {
                waiting.remove(&chat);
                None
            }
        }
    }

    /// A screen that failed waits for its next try, unless a newer one is there already. Returns what to draw.
    pub fn again(&self, chat: ChatId, failed: Draw) -> Draw {
        // Nobody knows what the message looks like now: without an answer the work may be done all the same.
        self.recent.insert(chat, Recent { face: None, ..self.recent(chat) });
        match self.lock().get_mut(&chat).and_then(Option::take) {
            Some(mut newer) => {
                newer.outrun(failed);
                newer
            }
            None => failed,
        }
    }

    /// Nobody draws in this chat any more; what waited there is drawn with the next screen.
    pub fn abandon(&self, chat: ChatId) {
        self.lock().remove(&chat);
    }

    /// The screen is on this message now.
    pub fn drawn(&self, chat: ChatId, live: Live, draw: &Draw) {
        let (live, face, standing) = (Some(live), Some(face(&draw.screen)), draw.standing[1]);
        self.recent.insert(chat, Recent { live, face, standing, ..self.recent(chat) });
    }

    /// Was just this drawn on the message last, and has nobody else drawn there since? Another process draws only after a
    /// turn of its own, and then this one knew other things before it than those that were drawn here.
    pub fn is_drawn(&self, chat: ChatId, message: i32, draw: &Draw) -> bool {
        let Recent { live, face: drawn, standing, .. } = self.recent(chat);
        let is_alone = standing == draw.standing[0] && live.is_some_and(|live| live.message == message);
        is_alone && drawn == Some(face(&draw.screen))
    }

    /// The message has no keyboard any more. To take it once more would change nothing.
    pub fn stripped(&self, chat: ChatId, message: i32) {
        self.recent.insert(chat, Recent { bare: Some(message), ..self.recent(chat) });
    }

    pub fn is_bare(&self, chat: ChatId, message: i32) -> bool {
        self.recent(chat).bare == Some(message)
    }

    fn recent(&self, chat: ChatId) -> Recent {
        self.recent.get(&chat).unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ChatId, Option<Draw>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
