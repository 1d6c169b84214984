//! One run: a subject, its learners and a load, and what that cost. Everything that a figure is made of is read just
//! before and just after the measured seconds.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use serde::Serialize;
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::bot_api;
use crate::database::{Database, Statement};
use crate::place::Place;
use crate::process::{self, Process};
use crate::screens;
use crate::subject::{Kind, Setup, Subject};
use crate::telegram::{BOT, FIRST_LEARNER, Pace, Telegram};

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Load {
    /// Each learner presses as soon as the screen has changed.
    Closed,
    /// So many stored turns a second, whatever becomes of them.
    Rate(f64),
}

/// How long learners press.
#[derive(Clone, Copy, Debug)]
pub enum Amount {
    Time(Duration),
    /// Stored turns of each learner on average: what is compared does the same work then, however long it takes.
    Turns(usize),
}

#[derive(Clone, Debug)]
pub struct Plan {
    pub kind: Kind,
    pub learners: usize,
    pub seed: u64,
    pub load: Load,
    pub warm_up: Amount,
    pub measured: Amount,
    pub webhook: bool,
    pub redis: bool,
    pub roles: String,
    /// Learners hold reviews and interviews, too: a peer has none, and reviews need the role `worker`.
    pub whole: bool,
}

/// What a run has shown. Costs are CPU seconds for each 1,000 stored turns.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    pub subject: &'static str,
    pub roles: String,
    pub webhook: bool,
    pub learners: usize,
    pub load: Load,
    pub seconds: f64,
    /// Presses whose turn was stored and whose new screen was seen.
    pub turns: u64,
    /// Presses that only looked; their cost is in the turns'.
    pub looks: u64,
    /// Of the turns, those of answers that were written.
    pub written: u64,
    /// Keys that the log has gained meanwhile.
    pub keys: i64,
    /// Presses whose screen or answer never came.
    pub lost: usize,
    pub turns_per_second: f64,
    /// Milliseconds from a turn's moment until its screen was seen.
    pub waits: Waits,
    /// Milliseconds until the press was answered.
    pub answers: Waits,
    pub bot: f64,
    pub postgres: f64,
    pub redis: f64,
    pub generator: f64,
    pub resident_mb: f64,
    pub peak_mb: f64,
    pub calls_per_turn: f64,
    pub redis_commands_per_turn: f64,
    pub queries_per_turn: f64,
    pub wal_bytes_per_turn: f64,
    pub statements: Vec<Statement>,
    /// Of the machine, before the run.
    pub machine_load: f64,
}

#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Waits {
    pub mean: f64,
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
    pub max: f64,
}

impl Waits {
    pub fn of(mut micros: Vec<u32>) -> Self {
        micros.sort_unstable();
        let at = |share: f64| {
            let index = (micros.len().saturating_sub(1)) as f64 * share;
            micros.get(index.round() as usize).map_or(f64::NAN, |wait| f64::from(*wait) / 1e3)
        };
        let mean = micros.iter().map(|wait| f64::from(*wait)).sum::<f64>() / micros.len() as f64 / 1e3;
        Self { mean, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1.0) }
    }
}

/// CPU seconds and counters at one moment.
struct Meter {
    at: Instant,
    bot: f64,
    postgres: f64,
    redis: f64,
    generator: f64,
    commands: i64,
    wal: i64,
}

/// A subject with its learners welcomed, ready to be pressed.
pub struct Session {
    pub telegram: Arc<Telegram>,
    pub subject: Subject,
    /// From the process's start until every learner had a screen.
    pub greeted: Duration,
    plan: Plan,
    machine_load: f64,
}

/// The whole of a run, in a database of its own.
pub async fn run(place: &Place, plan: &Plan) -> Result<Figures> {
    let database = place.database("academy_load").await?;
    let learners = (0..plan.learners as i64).map(|number| FIRST_LEARNER + number);
    let mut session = Session::open(place, plan, &database, learners).await?;
    session.warm_up().await?;
    let figures = session.measure(place, &database).await?;
    session.close().await?;
    Ok(figures)
}

impl Session {
    /// Starts the subject and lets every learner write `/start`.
    pub async fn open(
        place: &Place,
        plan: &Plan,
        database: &Database,
        learners: impl IntoIterator<Item = i64>,
    ) -> Result<Self> {
        let machine_load = process::machine_load();
        let telegram = Arc::new(Telegram::new(learners, plan.seed, plan.whole));
        place.redis.forget(BOT).await?;
        let setup = Setup {
            root: place.root.clone(),
            binary: place.binary.clone(),
            content: place.content(),
            kind: plan.kind,
            database: database.url.clone(),
            redis: plan.redis.then(|| place.redis.url.clone()),
            telegram: bot_api::listen(Arc::clone(&telegram)).await?,
            roles: plan.roles.clone(),
            webhook: plan.webhook,
            screens: place.folder.join("screens.json"),
            log: place.folder.join(format!("{}.log", plan.kind.name())),
        };
        if plan.kind != Kind::Academy {
            place.migrate(database).await?;
            let screens = screens::all(&place.content())?;
            std::fs::write(&setup.screens, screens.to_string())?;
        }
        let mut subject = Subject::start(&setup)?;
        for learner in 0..telegram.learners() {
            telegram.start(learner);
        }
        let greeted = subject.greeted(&telegram).await?;
        Ok(Self { telegram, subject, greeted, plan: plan.clone(), machine_load })
    }

    /// Through the welcome, then as it will be measured.
    pub async fn warm_up(&mut self) -> Result<()> {
        self.telegram.pace(Pace::Closed);
        let (telegram, learners) = (Arc::clone(&self.telegram), self.telegram.learners());
        self.subject.until("not everybody got through the welcome", || telegram.welcomed() >= learners).await?;
        telegram.pace(Pace::Held);
        if let Load::Rate(_) = self.plan.load {
            // Everybody goes to where their next press is stored, and waits there until it is due.
            telegram.pace(Pace::Scheduled);
            self.subject.until("not everybody has a screen", || telegram.waiting() == 0).await?;
        }
        self.telegram.reset();
        self.press(self.plan.warm_up).await
    }

    /// Presses for so long, and counts.
    pub async fn measure(&mut self, place: &Place, database: &Database) -> Result<Figures> {
        let keys = database.turns().await?;
        database.reset().await?;
        let before = self.meter(place, database).await?;
        self.telegram.reset();
        self.press(self.plan.measured).await?;
        let tally = self.telegram.reset();
        let after = self.meter(place, database).await?;
        let statements = database.statements().await?;
        let memory = self.subject.process.memory()?;
        let keys = database.turns().await? - keys;
        let lost = self.settle().await;
        ensure!(!tally.waits.is_empty(), "no turn was taken\n{}", self.subject.said());

        let turns = tally.waits.len() as u64;
        let thousands = turns as f64 / 1e3;
        let seconds = (after.at - before.at).as_secs_f64();
        let each = |count: i64| count as f64 / turns as f64;
        Ok(Figures {
            subject: self.plan.kind.name(),
            roles: self.plan.roles.clone(),
            webhook: self.plan.webhook,
            learners: self.telegram.learners(),
            load: self.plan.load,
            seconds,
            turns,
            looks: tally.looks,
            written: tally.written,
            keys,
            lost,
            turns_per_second: turns as f64 / seconds,
            waits: Waits::of(tally.waits),
            answers: Waits::of(tally.answers),
            bot: (after.bot - before.bot) / thousands,
            postgres: (after.postgres - before.postgres) / thousands,
            redis: (after.redis - before.redis) / thousands,
            generator: (after.generator - before.generator) / thousands,
            resident_mb: memory.resident as f64 / 1024.0,
            peak_mb: memory.peak as f64 / 1024.0,
            calls_per_turn: each(tally.calls as i64),
            redis_commands_per_turn: each(after.commands - before.commands),
            queries_per_turn: each(statements.iter().map(|statement| statement.calls).sum()),
            wal_bytes_per_turn: each(after.wal - before.wal),
            statements,
            machine_load: self.machine_load,
        })
    }

    /// Learners press for so long. Those who press as they like go on afterwards: what is measured ends in full flight.
    pub async fn press(&mut self, amount: Amount) -> Result<()> {
        if let Load::Closed = self.plan.load {
            self.telegram.pace(Pace::Closed);
        }
        match (self.plan.load, amount) {
            (Load::Closed, Amount::Time(time)) => sleep(time).await,
            (Load::Closed, Amount::Turns(each)) => {
                let (telegram, all) = (Arc::clone(&self.telegram), each * self.telegram.learners());
                let done = || telegram.taken() >= all || telegram.lost().is_some();
                self.subject.until("the turns do not come to an end", done).await?;
            }
            (Load::Rate(rate), Amount::Time(time)) => self.schedule(rate, (rate * time.as_secs_f64()) as usize).await,
            (Load::Rate(rate), Amount::Turns(each)) => self.schedule(rate, each * self.telegram.learners()).await,
        }
        if let Some(screen) = self.telegram.lost() {
            bail!("a learner goes in circles and finds nothing to do on this screen:\n{screen}");
        }
        Ok(())
    }

    /// Turns fall due at even distances, whether or not the ones before are done.
    async fn schedule(&self, rate: f64, all: usize) {
        self.telegram.pace(Pace::Scheduled);
        let (begun, learners) = (Instant::now(), self.telegram.learners());
        let mut tick = interval(Duration::from_millis(1));
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut number = 0;
        while number < all {
            tick.tick().await;
            while number < all {
                let due = begun + Duration::from_secs_f64(number as f64 / rate);
                if due > Instant::now() {
                    break;
                }
                self.telegram.due(number % learners, due);
                number += 1;
            }
        }
    }

    /// Nobody presses any more; returns how many presses got no screen or no answer. The answer may come after the screen.
    async fn settle(&self) -> usize {
        self.telegram.pace(Pace::Held);
        let began = Instant::now();
        while self.telegram.outstanding() > 0 && began.elapsed() < Duration::from_secs(10) {
            sleep(Duration::from_millis(10)).await;
        }
        self.telegram.outstanding()
    }

    async fn meter(&self, place: &Place, database: &Database) -> Result<Meter> {
        Ok(Meter {
            commands: place.redis.commands().await?,
            wal: database.wal().await?,
            at: Instant::now(),
            bot: self.subject.process.cpu()?,
            postgres: place.postgres.cpu()?,
            redis: place.redis_process.cpu()?,
            generator: Process::single(std::process::id()).cpu()?,
        })
    }

    pub async fn close(self) -> Result<()> {
        self.telegram.pace(Pace::Held);
        self.subject.stop().await
    }
}
