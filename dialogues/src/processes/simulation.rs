//! A world in which whoever does steps dies before and after each of them, jobs are delivered twice and out of order, and
//! steps are refused or fail for good: many thousand interleavings, each from a seed. In the end every effect is there
//! once, or none is.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::kernel::ids::ProcessId;
use crate::kernel::seed;
use crate::streams::Aggregate;

/// What a step's effect does when it is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Works,
    Refused,
    /// It is never done, or done in part: `true` leaves its effect behind.
    Fails(bool),
}

#[derive(Clone, Debug)]
struct Script {
    steps: Vec<(Back, Fate)>,
    /// Steps whose way back never works.
    stuck: Vec<usize>,
    late: bool,
    seed: u64,
}

struct World {
    script: Script,
    log: Vec<ProcessFact>,
    /// What was scheduled and is not done: a step, its way, and how often it was tried.
    jobs: BTreeMap<(Way, String), u32>,
    parked: Vec<(Way, String)>,
    /// Who holds a process as they have read it, and a result that is not told yet: dead or slow.
    slow: Vec<(Way, String, Report)>,
    /// How often each step's effect is there; idempotent, as the contract of steps says.
    effects: BTreeMap<String, i32>,
    random: u64,
}

const TRIES: u32 = 3;

fn id() -> ProcessId {
    ProcessId::of("test", "one")
}

fn fold(log: &[ProcessFact]) -> Process {
    let at = DateTime::<Utc>::UNIX_EPOCH;
    let folded = log.iter().fold(None, |before, fact| Process::fold(before, id(), fact, at));
    folded.expect("it has begun")
}

impl World {
    fn new(script: Script) -> Self {
        let steps = script
            .steps
            .iter()
            .enumerate()
            .map(|(number, (back, _))| PlannedStep { name: number.to_string(), back: *back });
        let (kind, key, subject) = ("test".to_owned(), "one".to_owned(), Uuid::nil());
        let started = ProcessFact::ProcessStarted { kind, key, subject, steps: steps.collect(), deadline: None };
        let random = script.seed;
        let mut world = Self {
            script,
            log: vec![started],
            jobs: BTreeMap::new(),
            parked: Vec::new(),
            slow: Vec::new(),
            effects: BTreeMap::new(),
            random,
        };
        world.schedule();
        world
    }

    fn below(&mut self, bound: usize) -> usize {
        self.random = seed::derive(self.random, "next");
        (self.random % bound.max(1) as u64) as usize
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// In the transaction that stores the facts.
    fn schedule(&mut self) {
        if let Next::Step(way, step) = fold(&self.log).next() {
            self.jobs.insert((way, step.name.clone()), 0);
        }
    }

    /// Facts and the next job, in one transaction. None: the job is put aside.
    fn tell(&mut self, way: Way, step: &str, report: Report) -> bool {
        let Some(facts) = fold(&self.log).report(step, way, report) else { return false };
        if !facts.is_empty() {
            self.log.extend(facts);
            self.schedule();
        }
        true
    }

    /// The effect of a step, as often as it is asked for: there once, or not at all.
    fn act(&mut self, way: Way, step: &str) -> Result<Report, ()> {
        let number: usize = step.parse().expect("a number");
        match (way, self.script.steps[number].1) {
            (Way::Forward, Fate::Works) => {
                self.effects.insert(step.to_owned(), 1);
                Ok(Report::Done { count: 1 })
            }
            (Way::Forward, Fate::Refused) => Ok(Report::Refused { why: "no".into() }),
            (Way::Forward, Fate::Fails(partly)) => {
                if partly {
                    self.effects.insert(step.to_owned(), 1);
                }
                Err(())
            }
            (Way::Back, _) if self.script.stuck.contains(&number) => Err(()),
            (Way::Back, _) => {
                self.effects.remove(step);
                Ok(Report::Done { count: 0 })
            }
        }
    }

    fn run(&mut self) {
        for _ in 0..2_000 {
            // What is slow tells at last what became of its step: a second time, or after others have.
            if !self.slow.is_empty() && (self.jobs.is_empty() || self.chance(30)) {
                let index = self.below(self.slow.len());
                let (way, step, report) = self.slow.swap_remove(index);
                self.tell(way, &step, report);
                continue;
            }
            if self.script.late && self.chance(10) {
                let facts = fold(&self.log).late();
                if !facts.is_empty() {
                    self.log.extend(facts);
                    self.schedule();
                }
            }
            let at = self.below(self.jobs.len());
            let Some((way, step)) = self.jobs.keys().nth(at).cloned() else { return };
            // A job that nobody waits for any more does nothing.
            let waited = matches!(fold(&self.log).next(), Next::Step(next, known) if next == way && known.name == step);
            if !waited {
                self.jobs.remove(&(way, step));
                continue;
            }
            let tries = self.jobs.get_mut(&(way, step.clone())).map_or(0, |tries| {
                *tries += 1;
                *tries
            });
            // Dies before the step.
            if tries < TRIES && self.chance(15) {
                continue;
            }
            match self.act(way, &step) {
                Ok(report) => {
                    // Dies after the step, or tells of it late.
                    if self.chance(15) {
                        if self.chance(50) {
                            self.slow.push((way, step, report));
                        }
                        continue;
                    }
                    let told = self.tell(way, &step, report);
                    // Dies before the job is noted as done: it is delivered again.
                    if !told {
                        self.jobs.remove(&(way, step.clone()));
                        self.parked.push((way, step));
                    } else if !self.chance(15) {
                        self.jobs.remove(&(way, step));
                    }
                }
                Err(()) if tries >= TRIES => {
                    self.jobs.remove(&(way, step.clone()));
                    if !self.tell(way, &step, Report::GaveUp { why: "broken".into() }) {
                        self.parked.push((way, step));
                    }
                }
                Err(()) => {}
            }
        }
        panic!("it never comes to an end: {:?}", self.log);
    }
}

fn script() -> impl Strategy<Value = Script> {
    let back = prop_oneof![3 => Just(Back::Undo), 1 => Just(Back::Nothing), 1 => Just(Back::Never)];
    let fate = prop_oneof![
        8 => Just(Fate::Works),
        1 => Just(Fate::Refused),
        1 => Just(Fate::Fails(false)),
        1 => Just(Fate::Fails(true)),
    ];
    let steps = prop::collection::vec((back, fate), 1..7);
    (steps, prop::collection::vec(0usize..7, 0..2), any::<bool>(), any::<u64>())
        .prop_map(|(steps, stuck, late, seed)| Script { steps, stuck, late, seed })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn whatever_dies_comes_twice_or_is_refused_all_is_done_once_or_all_is_taken_back(script in script()) {
        let mut world = World::new(script.clone());
        world.run();
        let process = fold(&world.log);
        let count = |fact: &dyn Fn(&ProcessFact) -> bool| world.log.iter().filter(|known| fact(known)).count();
        for progress in &process.steps {
            let name = &progress.step.name;
            let done = count(&|fact| matches!(fact, ProcessFact::StepDone { step, .. } if step == name));
            let undone = count(&|fact| matches!(fact, ProcessFact::Compensated { step } if step == name));
            prop_assert!(done <= 1 && undone <= 1);
        }
        let ends = count(&|fact| matches!(fact, ProcessFact::ProcessEnded { .. }));
        prop_assert_eq!(ends, usize::from(process.outcome.is_some()));
        match process.outcome {
            Some(Outcome::Done) => {
                prop_assert_eq!(world.effects.len(), script.steps.len());
                prop_assert!(world.parked.is_empty());
            }
            Some(Outcome::TakenBack) => {
                prop_assert!(!process.is_committed());
                for progress in &process.steps {
                    let left = world.effects.contains_key(&progress.step.name);
                    match (progress.step.back, progress.standing) {
                        (Back::Undo, Standing::Stuck) => prop_assert!(world.jobs.is_empty()),
                        (Back::Undo, _) => prop_assert!(!left, "{:?}", progress),
                        _ => {}
                    }
                }
            }
            // Behind the point of no return, or at it, what fails waits for somebody to mend it, and nothing is taken back.
            None => {
                prop_assert_eq!(world.parked.len(), 1);
                let undone = count(&|fact| matches!(fact, ProcessFact::Compensated { .. }));
                prop_assert_eq!(undone, 0);
            }
        }
    }
}

#[test]
fn what_could_not_be_taken_back_may_be_taken_back_later() {
    let steps = vec![(Back::Undo, Fate::Works), (Back::Undo, Fate::Works), (Back::Nothing, Fate::Refused)];
    let mut world = World::new(Script { steps, stuck: vec![1], late: false, seed: 5 });
    world.run();
    let process = fold(&world.log);
    assert_eq!(process.outcome, Some(Outcome::TakenBack));
    assert_eq!(process.steps[0].standing, Standing::TakenBack, "the others go on");
    assert_eq!(process.steps[1].standing, Standing::Stuck);
    assert_eq!(process.report("1", Way::Back, Report::GaveUp { why: "again".into() }), None);
    let mended = process.report("1", Way::Back, Report::Done { count: 0 });
    assert_eq!(mended, Some(vec![ProcessFact::Compensated { step: "1".into() }]));
}
