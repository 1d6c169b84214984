//! Which runs there are, what they print, and how it adds up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use tokio::sync::OnceCell;

use super::Arguments;
use super::clusters::Clusters;
use super::composing;
use super::coverage;
use super::faults::{self, FAULTS, Fault};
use super::material::Material;
use super::outcome::Outcome;
use super::random::Random;
use super::run::{self, Plan, Report};
use super::script::Size;
use super::stage::Mode;

const FULL: Size = Size { learners: 6, lessons: 2 };
const SHORT: Size = Size { learners: 3, lessons: 1 };
/// Seeds among which the short selection looks for scripts with everything in them.
const SHORT_SEEDS: u64 = 3_000;
/// Every so manieth seed breaks several things at once.
const MIXED: u64 = 4;

pub struct Schedule {
    plans: Vec<Plan>,
    jobs: usize,
    /// Is this what `cargo test` runs? Then nothing may be left out.
    is_sample: bool,
    clusters: Arc<Clusters>,
    /// What a seed's scripts come to without faults.
    expected: Mutex<BTreeMap<u64, Arc<OnceCell<Outcome>>>>,
}

#[derive(Default)]
struct Sum {
    turns: usize,
    injected: usize,
    confirmed: usize,
    done: BTreeSet<String>,
    broken: usize,
    failed: Vec<String>,
    took: Vec<Duration>,
}

impl Schedule {
    pub fn of(arguments: &Arguments) -> Result<Self, String> {
        let named = arguments.fault.as_deref();
        let seeds = match (arguments.seed, arguments.seeds) {
            (Some(seed), _) => Some(seed..=seed),
            (None, Some(count)) => Some(arguments.from..=arguments.from + count.saturating_sub(1)),
            (None, None) => named.map(|_| 1..=1),
        };
        let size = Size { learners: arguments.learners.unwrap_or(FULL.learners), ..FULL };
        let is_sample = seeds.is_none();
        let plans: Vec<Plan> = match seeds {
            Some(seeds) => {
                let plans = seeds.map(|seed| {
                    let faults = chosen(seed, named)?;
                    // Mixed ones are all even.
                    let turn = if seed.is_multiple_of(MIXED) { seed / MIXED } else { seed };
                    let mode = mode(turn, &faults, arguments.mode);
                    Ok(Plan { seed, mode, faults, size })
                });
                plans.collect::<Result<_, String>>()?
            }
            // Every fault once, the modes in turn, all with scripts that have everything in them.
            None => {
                let short = Size { learners: arguments.learners.unwrap_or(SHORT.learners), ..SHORT };
                let material = Material::load().map_err(|error| error.to_string())?;
                let seed = composing::telling_seed(1..SHORT_SEEDS, short, &material);
                let seed = seed.ok_or("no seed has scripts with everything in them")?;
                let short = FAULTS.iter().enumerate().map(|(number, fault)| {
                    let faults = vec![*fault];
                    Plan { seed, mode: mode(number as u64, &faults, arguments.mode), faults, size: short }
                });
                short.collect()
            }
        };
        Ok(Self {
            plans: possible(plans),
            jobs: arguments.jobs.max(1),
            is_sample,
            clusters: Arc::default(),
            expected: Mutex::default(),
        })
    }

    /// Runs everything. True: nothing was broken.
    pub async fn work(&self) -> bool {
        let begun = Instant::now();
        let runs = futures::stream::iter(&self.plans).map(async |plan| (plan, self.one(plan).await));
        let mut runs = std::pin::pin!(runs.buffer_unordered(self.jobs));
        let mut sum = Sum::default();
        while let Some((plan, report)) = runs.next().await {
            sum.add(plan, report);
        }
        let missing = coverage::missing(&sum.done);
        if self.is_sample && !missing.is_empty() {
            sum.failed.push(format!("nobody has done this, so it was not tried: {}", missing.join(", ")));
        }
        sum.print(begun.elapsed());
        sum.failed.is_empty()
    }

    async fn one(&self, plan: &Plan) -> anyhow::Result<Report> {
        if plan.faults.is_empty() {
            return run::run(&self.clusters, plan, None).await;
        }
        let cell = Arc::clone(self.expected.lock().unwrap().entry(plan.seed).or_default());
        let expected = cell.get_or_try_init(async || {
            let faultless = Plan { faults: Vec::new(), ..plan.clone() };
            let report = run::run(&self.clusters, &faultless, None).await?;
            if !report.broken.is_empty() {
                keep_output(&faultless, &report.output);
                anyhow::bail!("already without faults:\n{}", report.broken.join("\n"));
            }
            Ok(report.outcome)
        });
        let expected = expected.await?;
        run::run(&self.clusters, plan, Some(expected)).await
    }
}

/// What cannot be done on this machine is left out, and said so.
fn possible(plans: Vec<Plan>) -> Vec<Plan> {
    let impossible: BTreeMap<&str, String> =
        FAULTS.iter().filter_map(|fault| Some((fault.name, fault.impossible()?))).collect();
    for (name, why) in &impossible {
        println!("SKIPPED everywhere: {name}: {why}");
    }
    let plans = plans.into_iter().map(|mut plan| {
        let wanted = plan.faults.len();
        plan.faults.retain(|fault| !impossible.contains_key(fault.name));
        (wanted, plan)
    });
    plans.filter(|(wanted, plan)| *wanted == 0 || !plan.faults.is_empty()).map(|(_, plan)| plan).collect()
}

/// The faults of a seed.
fn chosen(seed: u64, named: Option<&str>) -> Result<Vec<&'static Fault>, String> {
    match named {
        Some("none") => Ok(Vec::new()),
        Some("mixed") => Ok(mixed(seed)),
        Some(name) => {
            let fault =
                faults::by_name(name).ok_or_else(|| format!("there is no fault {name:?}; --list names them"))?;
            Ok(vec![fault])
        }
        None if seed.is_multiple_of(MIXED) => Ok(mixed(seed)),
        // The seeds between go through the list.
        None => Ok(vec![FAULTS[(seed - seed / MIXED - 1) as usize % FAULTS.len()]]),
    }
}

fn mixed(seed: u64) -> Vec<&'static Fault> {
    let mut random = Random::of(seed, "mixture");
    let count = random.between(2, 4) as usize;
    random.sample(FAULTS, count)
}

/// The seed alternates; what all the faults can do decides.
fn mode(seed: u64, faults: &[&Fault], wanted: Option<Mode>) -> Mode {
    let fits = |mode: &Mode| faults.iter().all(|fault| fault.modes.contains(mode));
    let in_turn = if seed.is_multiple_of(2) { Mode::Webhook } else { Mode::Polling };
    let other = if in_turn == Mode::Polling { Mode::Webhook } else { Mode::Polling };
    wanted.into_iter().chain([in_turn, other]).find(fits).unwrap_or(in_turn)
}

impl Plan {
    fn name(&self) -> String {
        let names: Vec<_> = self.faults.iter().map(|fault| fault.name).collect();
        let names = if names.is_empty() { "none".to_owned() } else { names.join("+") };
        format!("seed {} {names} {:?}", self.seed, self.mode)
    }

    fn command(&self) -> String {
        let fault = match self.faults.as_slice() {
            [] => "none",
            [fault] => fault.name,
            _ => "mixed",
        };
        let mode = format!("{:?}", self.mode).to_lowercase();
        format!("script/faults --seed {} --fault {fault} --mode {mode} --learners {}", self.seed, self.size.learners)
    }
}

impl Sum {
    fn add(&mut self, plan: &Plan, report: anyhow::Result<Report>) {
        let name = plan.name();
        let broken = match report {
            Ok(report) => {
                self.turns += report.turns;
                self.injected += report.injected;
                self.confirmed += report.confirmed;
                self.done.extend(report.done);
                self.took.push(report.took);
                let verdict = if report.broken.is_empty() { "ok" } else { "BROKEN" };
                println!(
                    "{name}: {verdict}, {} turns, {} strikes, {} sights confirmed, {:.1} s",
                    report.turns,
                    report.injected,
                    report.confirmed,
                    report.took.as_secs_f64()
                );
                for missed in &report.missed {
                    println!("    could not strike: {missed}");
                }
                if !report.broken.is_empty() {
                    keep_output(plan, &report.output);
                }
                report.broken
            }
            Err(error) => {
                println!("{name}: FAILED");
                vec![format!("the run itself failed: {error:#}")]
            }
        };
        if !broken.is_empty() {
            for violation in &broken {
                println!("    {}", violation.replace('\n', "\n    "));
            }
            println!("    again: {}", plan.command());
            self.failed.push(name);
        }
        self.broken += broken.len();
    }

    fn print(&mut self, took: Duration) {
        self.took.sort_unstable();
        let at = |share: usize| {
            self.took.get((self.took.len().saturating_sub(1)) * share / 100).map_or(0.0, Duration::as_secs_f64)
        };
        println!(
            "{} runs in {:.0} s (each {:.1} – {:.1} – {:.1} s): {} turns made, {} faults injected, {} sights confirmed, {} violations",
            self.took.len(),
            took.as_secs_f64(),
            at(0),
            at(50),
            at(100),
            self.turns,
            self.injected,
            self.confirmed,
            self.broken
        );
        println!("done in them: {}", self.done.iter().map(String::as_str).collect::<Vec<_>>().join(", "));
        for failed in &self.failed {
            println!("broken: {failed}");
        }
    }
}

/// What the academy said, for a look.
fn keep_output(plan: &Plan, output: &str) {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.log", plan.name().replace(' ', "-")));
    if std::fs::write(&file, output).is_ok() {
        println!("    its log: {}", file.display());
    }
}
