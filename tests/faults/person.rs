//! A learner with a hand on the phone: taps, waits for a change, taps again what is there, and goes on with the script.
//! Beside that they may be clumsy: see [`Habits`].

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono_tz::Tz;
use serde_json::json;
use tokio::time::{sleep, timeout};

use super::gathering::Group;
use super::intent::{About, Act, Confirmed, Mind};
use super::product::LearnerClient;
use super::pulse::Pulse;
use super::random::Random;
use super::screen::{Button, Kind, Seen};

/// Messages that a learner scrolls back.
const SCROLL: usize = 12;
/// Taps without a change before another way is tried.
const STRIKES: u32 = 3;
const REMEMBERED: usize = 40;
/// How long a hand rests between two taps.
const GLANCE: Duration = Duration::from_millis(50);

/// How clumsily the phone is used, in percent of the taps.
#[derive(Clone, Copy, Debug, Default)]
pub struct Habits {
    pub double_tap: u64,
    /// Something else on the screen is pressed while the reply is pending.
    pub hasty: u64,
    pub old_keyboard: u64,
    /// A learner's presses may overtake each other: then two that decide about the same thing are not sent at once.
    pub disordered: bool,
}

/// How long learners wait.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a change, before they tap again.
    pub tap: Duration,
    /// Without any change, until they say that they are stuck.
    pub stuck: Duration,
}

/// What a learner has to tell in the end.
pub struct Account {
    pub client: LearnerClient,
    pub confirmed: Vec<Confirmed>,
    /// All that they have said in interviews.
    pub said: Vec<String>,
    /// How often they have given an answer to each item of their reviews.
    pub recalled: BTreeMap<String, u32>,
    pub besides: BTreeSet<&'static str>,
    pub turns: usize,
    pub complaint: Option<String>,
    /// What they did, for a look.
    pub trail: Vec<String>,
}

pub struct Person {
    client: LearnerClient,
    mind: Mind,
    habits: Habits,
    patience: Patience,
    random: Random,
    pulse: Pulse,
    /// Where the Mini App is.
    address: String,
    http: reqwest::Client,
    group: Arc<Group>,
    /// Buttons that carry a step: message, data, stream, version.
    spent: Vec<(i64, String, String, u64)>,
    /// The newest version that was seen of each stream.
    newest: HashMap<String, u64>,
    turns: usize,
    trail: Vec<String>,
    born: Instant,
}

impl Person {
    pub fn new(client: LearnerClient, mind: Mind, phone: Phone, random: Random) -> Self {
        let Phone { habits, patience, pulse, address, http, group } = phone;
        let (spent, newest) = (Vec::new(), HashMap::new());
        Self {
            client,
            mind,
            habits,
            patience,
            random,
            pulse,
            address,
            http,
            group,
            spent,
            newest,
            turns: 0,
            trail: Vec::new(),
            born: Instant::now(),
        }
    }

    /// Goes through the script, however long the academy is away.
    pub async fn live(mut self) -> Account {
        let most_turns = 200 + 10 * self.mind.script.least_turns();
        let mut strikes = 0;
        let mut changed = Instant::now();
        let complaint = loop {
            if self.habits.disordered {
                // Whoever taps at every glance would keep an overtaken press waiting for ever.
                sleep(GLANCE).await;
            }
            let revision = self.client.revision();
            let screens = self.screens();
            let (seen, older) = screens.split_first().map_or((None, &[][..]), |(seen, older)| (Some(seen), older));
            self.remember(seen);
            let mut act = self.mind.decide(seen, older);
            if strikes >= STRIKES
                && let Some(way_out) = self.mind.way_out()
            {
                act = Act::Send { text: way_out.to_owned(), about: About::Way };
                strikes = 0;
            }
            if changed.elapsed() > self.patience.stuck {
                let shown = seen.map_or("nothing", |seen| &seen.text);
                break Some(format!(
                    "stuck for {:?} in step {}: {act:?}; on the screen:\n{shown}",
                    self.patience.stuck, self.mind.at
                ));
            }
            if self.turns > most_turns {
                break Some(format!("went in circles for {} turns", self.turns));
            }
            self.note(seen, &act);
            match act {
                Act::Again => continue,
                Act::Finished => break None,
                Act::Wrong(why) => break Some(why),
                Act::OpenMiniApp(zone) => {
                    self.open_mini_app(zone).await;
                    changed = Instant::now();
                    continue;
                }
                Act::WriteInGroup => {
                    self.write_in_group().await;
                    continue;
                }
                Act::Vote { message, options } => self.vote(message, &options, seen).await,
                Act::Tap { message, data } => self.tap(message, &data, seen).await,
                Act::Send { text, about } => self.say(&text, about).await,
            }
            if self.sees_a_change(revision, seen).await {
                self.turns += 1;
                self.pulse.beat();
                (strikes, changed) = (0, Instant::now());
            } else {
                strikes += 1;
            }
        };
        let Mind { confirmed, said, recalled, besides, .. } = self.mind;
        let Self { client, turns, trail, .. } = self;
        Account { client, confirmed, said, recalled, besides, turns, complaint, trail }
    }

    fn note(&mut self, seen: Option<&Seen>, act: &Act) {
        let kind = seen.map(|seen| (seen.message, seen.kind()));
        let first = seen.and_then(|seen| seen.text.lines().next()).unwrap_or_default();
        let since = self.born.elapsed();
        self.trail.push(format!("{since:.2?} step {} at {kind:?} {first:?}: {act:?}", self.mind.at));
    }

    /// The bot's messages that can be pressed, the newest first.
    fn screens(&self) -> Vec<Seen> {
        let latest = self.client.latest(SCROLL);
        let bots = latest.iter().rev().filter(|message| message.from_bot);
        bots.map(Seen::of).filter(|seen| !seen.buttons.is_empty()).collect()
    }

    /// Waits until the newest screen is another one.
    async fn sees_a_change(&self, mut revision: u64, before: Option<&Seen>) -> bool {
        let change = async {
            loop {
                self.client.changed(revision).await;
                revision = self.client.revision();
                let now = self.screens().into_iter().next();
                let look = |seen: &Seen| {
                    let buttons: Vec<_> = seen.buttons.iter().map(|button| button.data.clone()).collect();
                    (seen.message, seen.text.clone(), buttons)
                };
                if now.as_ref().map(look) != before.map(look) {
                    return;
                }
            }
        };
        timeout(self.patience.tap, change).await.is_ok()
    }

    async fn tap(&mut self, message: i64, data: &str, seen: Option<&Seen>) {
        // A test's client cannot be refused a press of its own chat.
        let _ = self.client.press_message(message, data).await;
        // What carries no step does the same again, also when it comes much later.
        let overtaken = self.habits.disordered && !data.contains('@');
        if self.random.percent(self.habits.double_tap) && !overtaken {
            let _ = self.client.press_message(message, data).await;
        }
        self.press_rashly(message, data, seen).await;
        if self.random.percent(self.habits.old_keyboard)
            && let Some((message, data)) = self.old_press()
        {
            self.trail.push(format!("    and the old {data} of message {message}"));
            let _ = self.client.press_message(message, &data).await;
        }
    }

    /// A vote stands: nobody can give it twice, and a poll that has gone or is closed takes none.
    async fn vote(&mut self, message: i64, options: &[usize], seen: Option<&Seen>) {
        let _ = self.client.vote(message, options).await;
        self.press_rashly(message, "q.a", seen).await;
    }

    async fn write_in_group(&mut self) {
        if let Ok(done) = self.group.write(&self.client).await {
            self.mind.besides.insert(done);
        }
    }

    async fn press_rashly(&mut self, message: i64, data: &str, seen: Option<&Seen>) {
        if self.random.percent(self.habits.hasty)
            && let Some(other) = seen.and_then(|seen| self.rash_press(seen, data))
        {
            self.trail.push(format!("    and rashly {other}"));
            let _ = self.client.press_message(message, &other).await;
        }
    }

    async fn say(&mut self, text: &str, about: About) {
        if let Ok(message) = self.client.send(text).await {
            self.mind.sent(about, text, message);
        }
    }

    /// What else on this screen may be pressed while the first press is pending, without a wish of its own.
    fn rash_press(&mut self, seen: &Seen, pressed: &str) -> Option<String> {
        let (answering, turning) = (pressed.starts_with("q.a"), pressed.starts_with("l.g"));
        let (recalling, testing) = (["r.a", "r.g"].map(|call| pressed.starts_with(call)), pressed.starts_with("t.d"));
        let last = matches!(seen.kind(), Kind::Question(index, count) if index + 1 == count);
        let harmless = |button: &&Button| {
            let call = (button.token.dialogue.as_str(), button.token.verb.as_str());
            button.data != pressed
                && match call {
                    ("q", "a") => answering && !self.habits.disordered,
                    ("r", "a") => recalling[0] && !self.habits.disordered,
                    ("r", "g") => recalling[1] && !self.habits.disordered,
                    ("t", "a") => testing && !self.habits.disordered,
                    // Leaving before the result is seen would lose the way to the retry; and "Continue" carries no step,
                    // so that one which comes late would lead into the next lesson.
                    ("h", "h") => {
                        let leaves = !matches!(seen.kind(), Kind::Verdict { .. } | Kind::Result);
                        leaves && !last && !self.habits.disordered
                    }
                    ("l", "g") => turning,
                    ("q" | "t", "t") | ("q", "h") | ("r", "t" | "w") => true,
                    _ => false,
                }
        };
        let others: Vec<_> = seen.buttons.iter().filter(harmless).collect();
        (!others.is_empty()).then(|| self.random.pick(&others).data.clone())
    }

    /// A button of an earlier step.
    fn old_press(&mut self) -> Option<(i64, String)> {
        if self.mind.step.answered.is_some_and(|(_, index, count)| index + 1 == count) {
            return None;
        }
        let newest = &self.newest;
        let spent: Vec<_> = self.spent.iter().filter(|(_, _, stream, version)| newest[stream] > *version).collect();
        (!spent.is_empty()).then(|| {
            let (message, data, ..) = *self.random.pick(&spent);
            (*message, data.clone())
        })
    }

    fn remember(&mut self, seen: Option<&Seen>) {
        let Some(seen) = seen else { return };
        for button in &seen.buttons {
            let Some((stream, version)) = button.data.split_once('@').and_then(|(_, step)| step.split_once('.')) else {
                continue;
            };
            let version = u64::from_str_radix(version, 36).unwrap_or_default();
            let newest = self.newest.entry(stream.to_owned()).or_default();
            *newest = version.max(*newest);
            let known = (seen.message, button.data.clone(), stream.to_owned(), version);
            if !self.spent.contains(&known) {
                self.spent.push(known);
            }
        }
        let surplus = self.spent.len().saturating_sub(REMEMBERED);
        self.spent.drain(..surplus);
    }

    /// Opens the Mini App, which tells the device's time zone. Tries again as the app does.
    async fn open_mini_app(&mut self, zone: Tz) {
        let body = |launch: &str| {
            let data =
                launch.split_once("tgWebAppData=").map_or("", |(_, data)| data.split('&').next().unwrap_or(data));
            let data =
                url::form_urlencoded::parse(format!("d={data}").as_bytes()).next().map(|(_, data)| data.into_owned());
            json!({"initData": data.unwrap_or_default(), "timeZone": zone.name()})
        };
        let begun = Instant::now();
        while begun.elapsed() < self.patience.stuck {
            if let Ok(launch) = self.client.web_app(&format!("{}/app/", self.address)).await {
                let session = self.http.post(format!("{}/api/v2/session", self.address)).json(&body(&launch));
                let opened = session.timeout(Duration::from_secs(3)).send().await;
                if opened.is_ok_and(|answer| answer.status().is_success()) {
                    break;
                }
            }
            // A human's pause, too: whoever finds the app broken tries it once more.
            sleep(Duration::from_millis(250)).await;
        }
        self.pulse.visited();
        let _ = self.mind.next();
    }
}

/// What the learners of a run have in common.
#[derive(Clone)]
pub struct Phone {
    pub habits: Habits,
    pub patience: Patience,
    pub pulse: Pulse,
    pub address: String,
    pub http: reqwest::Client,
    pub group: Arc<Group>,
}
