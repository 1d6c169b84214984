//! One run: a stage is set, learners go through their scripts while faults strike, and the oracle judges.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::time::timeout;

use super::clusters::Clusters;
use super::composing;
use super::coverage;
use super::faults::{Fault, Needs};
use super::gathering::{Circumstances, Group};
use super::harness::introduce;
use super::intent::Mind;
use super::leaving::Leaver;
use super::material::Material;
use super::oracle::{self, Evidence};
use super::outcome::Outcome;
use super::person::{Account, Habits, Patience, Person, Phone};
use super::product;
use super::pulse::Pulse;
use super::random::Random;
use super::script::{Script, Size, Step};
use super::stage::{Mode, Stage};

/// Broken things are mended within this, once the learners are done.
const MENDING: Duration = Duration::from_mins(1);

#[derive(Clone)]
pub struct Plan {
    pub seed: u64,
    pub mode: Mode,
    pub faults: Vec<&'static Fault>,
    pub size: Size,
}

pub struct Report {
    pub outcome: Outcome,
    pub broken: Vec<String>,
    pub turns: usize,
    pub injected: usize,
    /// Faults that could not be injected, and why.
    pub missed: Vec<String>,
    pub confirmed: usize,
    /// What the learners have done, see [`super::coverage`].
    pub done: BTreeSet<String>,
    pub took: Duration,
    /// What the academy said, and what the learners did.
    pub output: String,
}

/// `expected`: what the same scripts came to without faults.
pub async fn run(clusters: &Arc<Clusters>, plan: &Plan, expected: Option<&Outcome>) -> anyhow::Result<Report> {
    let begun = Instant::now();
    let material = Material::load()?;
    let scripts = composing::scripts(plan.seed, plan.size, &material);
    let least_turns: usize = scripts.iter().map(Script::least_turns).sum();
    let visits = scripts.iter().flat_map(|script| &script.steps).filter(|step| matches!(step, Step::Zone(_))).count();
    let pulse = Pulse::new(visits);
    let needs = plan.faults.iter().fold(Needs::default(), |needs, fault| needs.and(fault.needs));
    let stage = Arc::new(Stage::set(clusters, plan.mode, &needs, pulse.clone()).await?);

    let habits = plan.faults.iter().fold(Habits::default(), |habits, fault| habits.and(fault.habits));
    let clients: Vec<_> = scripts.iter().map(|script| stage.emulator.learner("Robin", script.language)).collect();
    let group = Arc::new(Group::found(&stage.emulator, &clients).await?);
    let phone = Phone {
        habits,
        patience: patience(plan.faults.is_empty(), habits),
        pulse: pulse.clone(),
        address: stage.world.url.clone(),
        http: reqwest::Client::builder().no_proxy().build()?,
        group: Arc::clone(&group),
    };
    let learners = scripts.into_iter().zip(clients).enumerate().map(|(number, (script, client))| {
        introduce(&stage.world.database.pool, client.id);
        let mind = Mind::new(product::learner(client.id), script, material.clone());
        let random = Random::of(plan.seed, &format!("hands {number}"));
        tokio::spawn(Person::new(client, mind, phone.clone(), random).live())
    });
    let learners: Vec<_> = learners.collect();
    let mut random = Random::of(plan.seed, "leaving");
    let moment = random.between(0, 60) as usize * least_turns / 100;
    let patience = patience(plan.faults.is_empty(), habits);
    let leaver = tokio::spawn(Leaver::new(&stage, patience, random).live(pulse.clone(), moment));
    let watch = tokio::spawn(watch(Arc::clone(&stage)));
    let strikes = tokio::spawn(strike(Arc::clone(&stage), plan.clone(), least_turns));
    let accounts: Vec<Account> = join_all(learners).await.into_iter().collect::<Result<_, _>>()?;
    let departure = leaver.await?;

    stage.call_it_over();
    let struck = timeout(MENDING, strikes).await;
    watch.abort();
    let (injected, missed) = struck.map_err(|_| anyhow::anyhow!("a fault is not mended within {MENDING:?}"))??;
    stage.academy.lock().await.look_after().await?;
    let faultless = plan.faults.is_empty();
    let one_process = !needs.forwarder && stage.clock.is_none() && stage.academy.lock().await.is_first();
    let gathered = Circumstances { faultless, one_process };
    let group = (&*group, gathered);
    let evidence = Evidence { stage: &stage, accounts: &accounts, group, departure: &departure, expected, least_turns };
    let (log, mut broken) = oracle::judge(&evidence).await?;
    if injected == 0 && !plan.faults.is_empty() {
        broken.push(format!("nothing was broken, so nothing was proven: {missed:?}"));
    }
    Ok(Report {
        outcome: Outcome::of(&log, departure.telegram()),
        done: coverage::of(&log, &accounts, &material),
        broken,
        turns: accounts.iter().map(|account| account.turns).sum(),
        injected,
        missed,
        confirmed: accounts.iter().map(|account| account.confirmed.len()).sum(),
        took: begun.elapsed(),
        output: format!("{}\n{}", stage.academy.lock().await.output(), trails(&accounts)),
    })
}

fn trails(accounts: &[Account]) -> String {
    let trail = |account: &Account| format!("--- learner {}\n{}", account.client.id, account.trail.join("\n"));
    accounts.iter().map(trail).collect::<Vec<_>>().join("\n")
}

/// Without faults nothing has to be repeated, however busy the machine is.
const fn patience(faultless: bool, habits: Habits) -> Patience {
    let tap = match (faultless, habits.disordered) {
        (true, _) => Duration::from_secs(20),
        // A press that is overtaken by its repetition is a press too many.
        (_, true) => Duration::from_secs(4),
        _ => Duration::from_millis(1_500),
    };
    Patience { tap, stuck: Duration::from_secs(45) }
}

/// Lets every fault strike at its moments: so many turns into the run.
async fn strike(stage: Arc<Stage>, plan: Plan, turns: usize) -> (usize, Vec<String>) {
    let mut random = Random::of(plan.seed, "moments");
    let mut strikes = Vec::new();
    for fault in &plan.faults {
        let (least, most) = fault.times;
        for number in 0..random.between(least, most) {
            let moment = random.between(2, 80) as usize * turns / 100;
            let chance = Random::of(plan.seed, &format!("{} {number}", fault.name));
            let stage = Arc::clone(&stage);
            strikes.push(async move {
                tokio::select! {
                    () = stage.pulse.reaches(moment) => {}
                    () = stage.until_over() => return None,
                }
                Some(
                    (fault.strike)(Arc::clone(&stage), chance)
                        .await
                        .map_err(|error| format!("{}: {error:#}", fault.name)),
                )
            });
        }
    }
    let struck: Vec<_> = join_all(strikes).await.into_iter().flatten().collect();
    let injected = struck.iter().filter(|strike| strike.is_ok()).count();
    (injected, struck.into_iter().filter_map(Result::err).collect())
}

/// An academy that ends by itself is started again, as an operator's supervisor does, and told of in the end.
async fn watch(stage: Arc<Stage>) {
    let ended = Arc::clone(&stage.academy.lock().await.ended);
    loop {
        ended.notified().await;
        let _ = stage.academy.lock().await.look_after().await;
    }
}

impl Habits {
    /// The clumsiest of both.
    fn and(self, other: Self) -> Self {
        Self {
            double_tap: self.double_tap.max(other.double_tap),
            hasty: self.hasty.max(other.hasty),
            old_keyboard: self.old_keyboard.max(other.old_keyboard),
            disordered: self.disordered || other.disordered,
        }
    }
}
