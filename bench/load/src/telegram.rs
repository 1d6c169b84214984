//! An emulated Telegram that costs next to nothing, and the learners behind it. It keeps of a chat what a learner sees:
//! the live message and its keyboard; it knows who waits for which screen, and since when.
//!
//! Not the playground's emulator, which refuses whatever Telegram refuses: this one believes what it is told. A learner
//! is no task of its own either: the call that changes a screen has the next press made at once. The calls themselves
//! are in [`bot_api`](super::bot_api).

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::time::sleep;

use crate::json;
use crate::updates::{DATE, person, private, write, write_message};
use crate::walk::{Act, Choice, Dice, Screen, choose};

pub const BOT: i64 = 4_242_424_242;
pub const USERNAME: &str = "academy_load_bot";
/// The first learner's Telegram id; the others follow.
pub const FIRST_LEARNER: i64 = 5_000_000_000;

/// A callback's number is that of the learner, then of the press.
const CALLBACK_BITS: u32 = 32;
/// Who has looked so often in a row and stored nothing has lost the way: no question needs so many taps.
const CIRCLES: u32 = 60;
/// How long a learner reads a notice ("try again in a moment") that no screen came with.
const READING: Duration = Duration::from_secs(1);

/// When learners press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Nobody presses.
    Held,
    /// Each as soon as the screen has changed.
    Closed,
    /// Stored turns are begun by the schedule, see [`Telegram::due`]; what only looks follows at once.
    Scheduled,
}

/// What was seen since the last [`Telegram::reset`].
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Microseconds from the moment that a stored turn was due until its screen was seen.
    pub waits: Vec<u32>,
    /// The same until the press was answered, which says that its turn is stored.
    pub answers: Vec<u32>,
    /// Presses that stored nothing and whose screen was seen.
    pub looks: u64,
    /// Answers that were written.
    pub written: u64,
    /// Calls of the Bot API.
    pub calls: u64,
}

pub struct Telegram {
    world: Mutex<World>,
    /// There is something to hand over.
    pub arrived: Notify,
}

struct World {
    chats: Vec<Chat>,
    /// Do learners hold reviews and interviews, too?
    whole: bool,
    pace: Pace,
    tally: Tally,
    /// What the bot has not confirmed, oldest first.
    updates: VecDeque<(i64, Vec<u8>)>,
    last_update: i64,
    last_callback: u64,
    /// Presses that were not answered yet, by their numbers.
    open: HashSet<u64>,
}

struct Chat {
    id: i64,
    last_message: i64,
    /// The live message: its number, its text and its keyboard as the bot wrote them.
    live: i64,
    text: Vec<u8>,
    keyboard: Vec<u8>,
    choice: Option<Choice>,
    welcomed: bool,
    /// Looks since the last turn that was stored.
    looked: u32,
    /// A press is under way: when it was due, and whether it stores.
    pending: Option<(Instant, bool)>,
    /// The last press until it is answered, which may be after its screen is seen: its number, when it was due, and
    /// whether it stores.
    press: Option<(u64, Instant, bool)>,
    last_press: u64,
    /// Turns that are due and wait for the learner's hand.
    waiting: VecDeque<Instant>,
    dice: Dice,
}

impl Telegram {
    /// `whole`: learners hold reviews and interviews, too.
    pub fn new(learners: impl IntoIterator<Item = i64>, seed: u64, whole: bool) -> Self {
        let chats = learners.into_iter().map(|id| Chat::new(id, seed)).collect();
        let world = World {
            chats,
            whole,
            pace: Pace::Held,
            tally: Tally::default(),
            updates: VecDeque::new(),
            last_update: 0,
            last_callback: 0,
            open: HashSet::new(),
        };
        Self { world: Mutex::new(world), arrived: Notify::new() }
    }

    /// A learner writes `/start`.
    pub fn start(&self, learner: usize) {
        let mut world = self.lock();
        world.write(learner, "/start", true);
        drop(world);
        self.arrived.notify_one();
    }

    /// From now on learners press like this.
    pub fn pace(&self, pace: Pace) {
        let mut world = self.lock();
        world.pace = pace;
        if pace != Pace::Scheduled {
            world.chats.iter_mut().for_each(|chat| chat.waiting.clear());
        }
        for learner in 0..world.chats.len() {
            world.go_on(learner, Instant::now());
        }
        drop(world);
        self.arrived.notify_one();
    }

    /// A stored turn of the learner is due: it begins now, or as soon as the learner has a hand free.
    pub fn due(&self, learner: usize, at: Instant) {
        let mut world = self.lock();
        world.chats[learner].waiting.push_back(at);
        let pressed = world.go_on(learner, Instant::now());
        drop(world);
        if pressed {
            self.arrived.notify_one();
        }
    }

    /// Stored turns since the last [`Telegram::reset`].
    pub fn taken(&self) -> usize {
        self.lock().tally.waits.len()
    }

    /// Forgets what was counted, and returns it.
    pub fn reset(&self) -> Tally {
        std::mem::take(&mut self.lock().tally)
    }

    /// How many learners have seen no screen yet.
    pub fn ungreeted(&self) -> usize {
        self.lock().chats.iter().filter(|chat| chat.live == 0).count()
    }

    /// How many learners wait for a screen.
    pub fn waiting(&self) -> usize {
        self.lock().chats.iter().filter(|chat| chat.pending.is_some()).count()
    }

    /// How many screens, or else answers of presses, are still to come.
    pub fn outstanding(&self) -> usize {
        self.waiting().max(self.lock().open.len())
    }

    /// Who waits for what: the screens that they see meanwhile, and how many answers are still to come.
    #[cfg(test)]
    pub fn missing(&self) -> String {
        let world = self.lock();
        let waiting = world.chats.iter().filter(|chat| chat.pending.is_some()).map(Chat::seen);
        format!("{} answers, and screens after these:\n{}", world.open.len(), waiting.collect::<Vec<_>>().join("\n"))
    }

    /// How many learners are through with the welcome.
    pub fn welcomed(&self) -> usize {
        self.lock().chats.iter().filter(|chat| chat.welcomed).count()
    }

    /// What a learner sees who has lost the way: looks, and finds nothing to do. Then the walk does not fit the bot.
    pub fn lost(&self) -> Option<String> {
        let world = self.lock();
        world.chats.iter().find(|chat| chat.looked >= CIRCLES).map(Chat::seen)
    }

    pub fn learners(&self) -> usize {
        self.lock().chats.len()
    }

    pub fn called(&self) {
        self.lock().tally.calls += 1;
    }

    /// A press was answered: its number tells whose it was.
    pub fn answered(self: &Arc<Self>, call: &[u8]) {
        let now = Instant::now();
        let mut world = self.lock();
        let callback = json::number(call, "callback_query_id").unwrap_or(0) as u64;
        world.open.remove(&callback);
        let chat = world.chats.get_mut((callback >> CALLBACK_BITS) as usize);
        let press = chat.and_then(|chat| chat.press.take_if(|(number, ..)| *number == callback));
        if let Some((_, due, true)) = press {
            world.tally.answers.push(micros(now, due));
        }
        drop(world);
        if json::field(call, "text").is_some() {
            let telegram = Arc::clone(self);
            tokio::spawn(async move {
                sleep(READING).await;
                telegram.again(callback);
            });
        }
    }

    /// The press was answered by a notice and by no screen: its learner has read it, and presses again.
    fn again(&self, callback: u64) {
        let mut world = self.lock();
        let learner = (callback >> CALLBACK_BITS) as usize;
        let waits = |chat: &Chat| chat.last_press == callback && chat.pending.is_some_and(|(_, stores)| !stores);
        let pressed = world.chats.get(learner).is_some_and(waits) && world.seen(learner, Instant::now());
        drop(world);
        if pressed {
            self.arrived.notify_one();
        }
    }

    /// The bot has drawn a screen: on the message, or on a new one. Writes the message into `out` as Telegram would.
    pub fn drawn(&self, call: &[u8], out: &mut Vec<u8>) {
        let now = Instant::now();
        let mut world = self.lock();
        let Some(learner) = json::number(call, "chat_id").and_then(|id| world.find(id)) else {
            drop(world);
            out.extend_from_slice(b"{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: chat not found\"}");
            return;
        };
        let chat = &mut world.chats[learner];
        let message = json::number(call, "message_id").unwrap_or_else(|| chat.next_message());
        out.extend_from_slice(b"{\"ok\":true,\"result\":");
        let text = json::field(call, "text").unwrap_or(b"\"\"");
        let keyboard = json::field(call, "reply_markup").unwrap_or(b"{\"inline_keyboard\":[]}");
        write_message(out, chat.id, message, text, keyboard);
        out.push(b'}');
        // An older message that is drawn again is not what the learner looks at.
        let pressed = message >= chat.live && {
            chat.live = message;
            chat.text.clear();
            chat.text.extend_from_slice(text);
            chat.keyboard.clear();
            chat.keyboard.extend_from_slice(keyboard);
            world.seen(learner, now)
        };
        drop(world);
        if pressed {
            self.arrived.notify_one();
        }
    }

    /// The oldest updates that are not confirmed, after those below `offset` are.
    pub fn updates(&self, offset: Option<i64>, limit: usize, out: &mut Vec<u8>) -> usize {
        let mut world = self.lock();
        while world.updates.front().is_some_and(|(id, _)| offset.is_some_and(|offset| *id < offset)) {
            world.updates.pop_front();
        }
        out.extend_from_slice(b"{\"ok\":true,\"result\":[");
        let count = world.updates.len().min(limit);
        for (number, (_, update)) in world.updates.iter().take(limit).enumerate() {
            if number > 0 {
                out.push(b',');
            }
            out.extend_from_slice(update);
        }
        out.extend_from_slice(b"]}");
        count
    }

    /// The oldest update, which is handed over by webhook.
    pub fn next_update(&self) -> Option<(i64, Vec<u8>)> {
        let mut world = self.lock();
        let update = world.updates.pop_front();
        let more = !world.updates.is_empty();
        drop(world);
        if more {
            self.arrived.notify_one();
        }
        update
    }

    /// The webhook did not take it: it comes again.
    pub fn hand_back(&self, update: (i64, Vec<u8>)) {
        self.lock().updates.push_back(update);
        self.arrived.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Chat {
    fn new(id: i64, seed: u64) -> Self {
        Self {
            id,
            last_message: 0,
            live: 0,
            text: Vec::new(),
            keyboard: Vec::new(),
            choice: None,
            welcomed: false,
            looked: 0,
            pending: None,
            press: None,
            last_press: 0,
            waiting: VecDeque::new(),
            dice: Dice::new(seed ^ (id as u64).wrapping_mul(0x2545_f491_4f6c_dd1d)),
        }
    }

    /// The text and the keyboard that the learner sees.
    fn seen(&self) -> String {
        [&self.text, &self.keyboard].map(|raw| String::from_utf8_lossy(raw)).join("\n")
    }

    const fn next_message(&mut self) -> i64 {
        self.last_message += 1;
        self.last_message
    }
}

impl World {
    fn find(&self, id: i64) -> Option<usize> {
        self.chats.binary_search_by_key(&id, |chat| chat.id).ok()
    }

    /// A new screen is there: whoever waited has it, and decides what comes next.
    fn seen(&mut self, learner: usize, now: Instant) -> bool {
        let chat = &mut self.chats[learner];
        match chat.pending.take() {
            Some((due, true)) => {
                self.tally.waits.push(micros(now, due));
                chat.looked = 0;
            }
            Some((_, false)) => {
                self.tally.looks += 1;
                chat.looked += 1;
            }
            None => {}
        }
        let buttons: Vec<&str> = json::callbacks(&chat.keyboard).collect();
        let text = std::str::from_utf8(&chat.text).unwrap_or_default();
        chat.choice = choose(&Screen { text, buttons: &buttons }, self.whole, &mut chat.dice);
        chat.welcomed |= !buttons.iter().any(|data| data.starts_with("o."));
        self.go_on(learner, now)
    }

    /// Presses, if it is time to.
    fn go_on(&mut self, learner: usize, now: Instant) -> bool {
        let chat = &mut self.chats[learner];
        if chat.pending.is_some() || self.pace == Pace::Held {
            return false;
        }
        let Some(stores) = chat.choice.as_ref().map(|choice| choice.stores) else { return false };
        let due = if self.pace == Pace::Closed || !stores { Some(now) } else { chat.waiting.pop_front() };
        let Some(due) = due else { return false };
        let Some(choice) = chat.choice.take() else { return false };
        chat.pending = Some((due, stores));
        match choice.act {
            Act::Press(data) => self.press(learner, &data, due, stores),
            Act::Write(text) => {
                self.tally.written += 1;
                self.write(learner, &text, false);
            }
        }
        true
    }

    fn press(&mut self, learner: usize, data: &str, due: Instant, stores: bool) {
        self.last_callback = (self.last_callback + 1) % (1 << CALLBACK_BITS);
        let callback = ((learner as u64) << CALLBACK_BITS) + self.last_callback;
        self.open.insert(callback);
        let chat = &mut self.chats[learner];
        chat.press = Some((callback, due, stores));
        chat.last_press = callback;
        let chat = &self.chats[learner];
        let mut update = self.update("callback_query", chat.text.len() + chat.keyboard.len());
        let id = chat.id;
        write(&mut update, format_args!("{{\"id\":\"{callback}\",\"from\":{},\"message\":", person(id)));
        write_message(&mut update, id, chat.live, &chat.text, &chat.keyboard);
        write(&mut update, format_args!(",\"chat_instance\":\"{id}\",\"data\":\"{data}\"}}}}"));
        self.submit(update);
    }

    /// The learner writes plain letters, or a command.
    fn write(&mut self, learner: usize, text: &str, command: bool) {
        let message = self.chats[learner].next_message();
        let id = self.chats[learner].id;
        let entities = if command {
            format!(",\"entities\":[{{\"type\":\"bot_command\",\"offset\":0,\"length\":{}}}]", text.len())
        } else {
            String::new()
        };
        let mut update = self.update("message", text.len());
        write(
            &mut update,
            format_args!(
                "{{\"message_id\":{message},\"from\":{from},\"chat\":{chat},\"date\":{DATE},\"text\":\"{text}\"\
                 {entities}}}}}",
                from = person(id),
                chat = private(id),
            ),
        );
        self.submit(update);
    }

    fn update(&self, kind: &str, size: usize) -> Vec<u8> {
        let mut update = Vec::with_capacity(size + 768);
        write(&mut update, format_args!("{{\"update_id\":{},\"{kind}\":", self.last_update + 1));
        update
    }

    fn submit(&mut self, update: Vec<u8>) {
        self.last_update += 1;
        self.updates.push_back((self.last_update, update));
    }
}

fn micros(now: Instant, then: Instant) -> u32 {
    now.saturating_duration_since(then).as_micros().min(u32::MAX.into()) as u32
}
