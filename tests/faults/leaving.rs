//! One more person in a run, who begins to learn and then has everything of theirs erased, while the same things are broken
//! as under the others. They are judged here and nowhere else: the log keeps nothing of theirs that the others are judged by.

use std::time::{Duration, Instant};

use tokio::time::{sleep, timeout};

use super::harness::{ERASURE_STEPS, introduce, traces};
use super::outcome::Event;
use super::person::Patience;
use super::product::{self, LearnerClient, LearnerId, Texts};
use super::pulse::Pulse;
use super::random::Random;
use super::screen::{Button, Kind, Seen};
use super::stage::Stage;

/// A name that nobody else has.
const NAME: &str = "Annabelle";
/// Messages that they scroll back.
const SCROLL: usize = 12;
const ERASED: Duration = Duration::from_mins(1);
/// No step takes longer.
const STEP: Duration = Duration::from_secs(3);
/// The buttons that lead from the menu to the end, the last first.
const WAY: [&str; 3] = ["e", "s", "a"];

pub struct Leaver {
    client: LearnerClient,
    learner: LearnerId,
    patience: Patience,
    random: Random,
    /// Presses before they have had enough.
    presses: usize,
    welcomed: bool,
    /// The clock jumps: one that has gone back days says for days that it is not yet time.
    jumping: bool,
}

/// What they have to tell.
pub struct Departure {
    client: LearnerClient,
    learner: LearnerId,
    jumping: bool,
    complaint: Option<String>,
}

impl Leaver {
    pub fn new(stage: &Stage, patience: Patience, mut random: Random) -> Self {
        let client = stage.emulator.learner(NAME, "en");
        introduce(&stage.world.database.pool, client.id);
        let learner = product::learner(client.id);
        let presses = random.below(12);
        Self { client, learner, patience, random, presses, welcomed: false, jumping: stage.clock.is_some() }
    }

    /// Comes when the others have made so many turns, learns a little, and leaves.
    pub async fn live(mut self, pulse: Pulse, moment: usize) -> Departure {
        tokio::select! {
            () = pulse.reaches(moment) => {}
            // Nobody may be there to make them.
            () = sleep(self.patience.stuck) => {}
        }
        let mut changed = Instant::now();
        let complaint = loop {
            let revision = self.client.revision();
            let seen = self.screen();
            if self.has_left(seen.as_ref()) {
                break None;
            }
            if changed.elapsed() > self.patience.stuck {
                let shown = seen.map_or_else(|| "nothing".to_owned(), |seen| seen.text);
                break Some(format!("cannot leave; on the screen:\n{shown}"));
            }
            self.act(seen.as_ref()).await;
            if timeout(self.patience.tap, self.sees_a_change(revision, seen.as_ref())).await.is_ok() {
                changed = Instant::now();
            }
        };
        Departure { client: self.client, learner: self.learner, jumping: self.jumping, complaint }
    }

    fn screen(&self) -> Option<Seen> {
        let latest = self.client.latest(SCROLL);
        let mut bots = latest.iter().rev().filter(|message| message.from_bot).map(Seen::of);
        bots.find(|seen| !seen.buttons.is_empty())
    }

    /// Returns when the bot shows something else; what they write themselves is no change.
    async fn sees_a_change(&self, mut revision: u64, before: Option<&Seen>) {
        let look = |seen: &Seen| {
            let buttons: Vec<_> = seen.buttons.iter().map(|button| button.data.clone()).collect();
            (seen.message, seen.text.clone(), buttons)
        };
        while self.screen().as_ref().map(look) == before.map(look) && !self.is_told() {
            self.client.changed(revision).await;
            revision = self.client.revision();
        }
    }

    /// Was told so, or is somebody new: the last words do not reach whom Telegram says to have blocked the bot.
    fn has_left(&self, seen: Option<&Seen>) -> bool {
        let is_new = self.welcomed && seen.is_some_and(|seen| seen.kind() == Kind::Level);
        let waits = self.jumping && seen.is_some_and(|seen| seen.button("d", "k").is_some());
        self.is_told() || is_new || waits
    }

    fn is_told(&self) -> bool {
        let receipt = Texts::of(product::Locale::default()).plain("mydata-receipt", &[("receipt", "".into())]);
        let begins = receipt.split(':').next().unwrap_or_default();
        self.client.latest(SCROLL).iter().any(|message| message.from_bot && message.text.contains(begins))
    }

    async fn act(&mut self, seen: Option<&Seen>) {
        let Some(seen) = seen else { return self.say("/start").await };
        match seen.kind() {
            Kind::Level => return self.press(seen, seen.button("o", "l")).await,
            Kind::DailyGoal => return self.press(seen, seen.button("o", "g")).await,
            _ => self.welcomed = true,
        }
        if self.presses > 0 {
            self.presses -= 1;
            let onward = |button: &&Button| ["h", "l", "q"].contains(&&*button.token.dialogue);
            let buttons: Vec<&Button> = seen.buttons.iter().filter(onward).collect();
            let button = (!buttons.is_empty()).then(|| *self.random.pick(&buttons));
            return self.press(seen, button).await;
        }
        if let Some(button) = WAY.iter().find_map(|verb| seen.button("d", verb)) {
            return self.press(seen, Some(button)).await;
        }
        // On its way there is but one button, which would keep everything.
        let leaving = seen.button("d", "k").is_some();
        if !leaving {
            self.say("/mydata").await;
        }
    }

    // A test's client cannot be refused what it does in its own chat.
    async fn press(&self, seen: &Seen, button: Option<&Button>) {
        if let Some(button) = button {
            let _ = self.client.press_message(seen.message, &button.data).await;
        }
    }

    async fn say(&self, text: &str) {
        let _ = self.client.send(text).await;
    }
}

impl Departure {
    pub const fn telegram(&self) -> i64 {
        self.client.id
    }

    /// Returns once they are erased: the log that is judged has all of it. A step whose process was killed is free when its
    /// lease is over, and one that failed after its pause; nothing is broken any more, so that neither is waited for.
    pub async fn done(&self, stage: &Stage) -> anyhow::Result<Vec<String>> {
        if let Some(complaint) = &self.complaint {
            return Ok(vec![format!("who leaves {complaint}")]);
        }
        let pool = &stage.world.database.pool;
        let begun = Instant::now();
        while begun.elapsed() < ERASED && !self.jumping {
            let ended = "SELECT EXISTS (SELECT FROM event_store WHERE event_type = 'ProcessEnded')";
            if sqlx::query_scalar(ended).fetch_one(pool).await? {
                return Ok(Vec::new());
            }
            let free = "UPDATE jobs SET due_at = LEAST(due_at, now()), free_at = LEAST(free_at, now())
                        WHERE key LIKE 'process:erasure:%' AND done_at IS NULL";
            sqlx::raw_sql(free).execute(pool).await?;
            sleep(STEP).await;
        }
        let late = (!self.jumping).then(|| format!("who leaves is not erased within {ERASED:?}"));
        Ok(late.into_iter().collect())
    }

    pub async fn check(&self, stage: &Stage, log: &[Event]) -> Vec<String> {
        let mut broken = Vec::new();
        let count = |kind: &str| log.iter().filter(|event| event.event_type == kind).count();
        if self.jumping && count("ProcessEnded") == 0 {
            return broken;
        }
        for fact in ["ErasureBegun", "LearnerErased", "ProcessEnded"] {
            if count(fact) != 1 {
                broken.push(format!("{fact} is in the log {} times", count(fact)));
            }
        }
        for step in ERASURE_STEPS {
            let done = log.iter().filter(|event| event.event_type == "StepDone" && event.event_data["step"] == step);
            let times = done.count();
            if times != 1 {
                broken.push(format!("the step {step} of the erasure is in the log {times} times"));
            }
        }
        let ledger = &stage.world.variables()["ERASURE_LEDGER"];
        if !std::fs::read_to_string(ledger).unwrap_or_default().contains(&self.learner.to_string()) {
            broken.push("the erasure ledger has nobody in it".to_owned());
        }
        let left = traces(&stage.world.database.pool, self.learner.as_uuid(), NAME, self.client.id).await;
        broken.extend(left.into_iter().map(|rows| format!("of who was erased there is left {rows}")));
        if stage.academy.lock().await.output().contains(NAME) {
            broken.push("the name of who was erased is in what the academy said".to_owned());
        }
        broken.extend(self.comes_back().await);
        broken
    }

    /// As somebody new.
    async fn comes_back(&self) -> Option<String> {
        let _ = self.client.send("/start").await;
        let is_new = self.client.wait_for(|messages| {
            let mut bots = messages.iter().rev().filter(|message| message.from_bot).map(Seen::of);
            let newest = bots.find(|seen| !seen.buttons.is_empty());
            newest.is_some_and(|seen| matches!(seen.kind(), Kind::Level | Kind::DailyGoal))
        });
        is_new.await.err().map(|error| format!("who comes back after being erased is not welcomed: {error}"))
    }
}
