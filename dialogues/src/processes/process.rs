//! Where a process stands: the fold of its stream, what comes next, and what follows from what became of a step.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::facts::{Outcome, ProcessFact};
use super::plan::{Back, Plan, PlannedStep};
use crate::kernel::ids::ProcessId;
use crate::streams::Aggregate;

/// The fold of a process's stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Process {
    pub version: u32,
    pub id: ProcessId,
    pub kind: String,
    pub key: String,
    pub subject: Uuid,
    pub steps: Vec<Progress>,
    pub deadline: Option<DateTime<Utc>>,
    pub started_at: DateTime<Utc>,
    pub outcome: Option<Outcome>,
}

/// How far a step is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    #[serde(flatten)]
    pub step: PlannedStep,
    pub standing: Standing,
    pub count: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Standing {
    Waiting,
    Done,
    Refused,
    /// Perhaps it was done in part.
    GaveUp,
    TakenBack,
    /// Done, or done in part, and it could not be taken back.
    Stuck,
}

/// In which direction a step is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Way {
    Forward,
    Back,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next<'a> {
    Step(Way, &'a PlannedStep),
    /// It has ended.
    Nothing,
}

/// What became of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// It is done, or taken back.
    Done { count: u64 },
    /// It may not be done, and nothing of it was.
    Refused { why: String },
    /// All its tries failed.
    GaveUp { why: String },
}

impl Process {
    /// The facts of a process that begins.
    pub fn start(plan: &Plan, key: &str, subject: Uuid, deadline: Option<DateTime<Utc>>) -> Vec<ProcessFact> {
        let (kind, key, steps) = (plan.kind.to_owned(), key.to_owned(), plan.planned());
        vec![ProcessFact::ProcessStarted { kind, key, subject, steps, deadline }]
    }

    pub fn next(&self) -> Next<'_> {
        if self.outcome.is_some() {
            return Next::Nothing;
        }
        let found = if self.goes_back() {
            self.steps.iter().rev().find(|progress| progress.is_to_go_back()).map(|found| (Way::Back, found))
        } else {
            let waits = |progress: &&Progress| progress.standing == Standing::Waiting;
            self.steps.iter().find(waits).map(|found| (Way::Forward, found))
        };
        found.map_or(Next::Nothing, |(way, progress)| Next::Step(way, &progress.step))
    }

    /// What follows from what became of a step. Nothing, if that was told before; none, if the step has to wait until
    /// somebody has mended what keeps it from being done.
    pub fn report(&self, step: &str, way: Way, report: Report) -> Option<Vec<ProcessFact>> {
        let step = step.to_owned();
        let again = way == Way::Back && self.step(&step).is_some_and(|known| known.standing == Standing::Stuck);
        let awaited = matches!(self.next(), Next::Step(next, known) if next == way && known.name == step);
        if !awaited && !again {
            return Some(Vec::new());
        }
        let fact = match (way, report) {
            (Way::Forward, Report::Done { count }) => ProcessFact::StepDone { step, count },
            (Way::Forward, Report::Refused { .. }) if self.is_committed() => return None,
            // Perhaps the step without a way back was done in part.
            (Way::Forward, Report::GaveUp { .. }) if self.is_committed() || self.never(&step) => return None,
            (Way::Forward, Report::Refused { why }) => ProcessFact::StepRefused { step, why },
            (Way::Forward, Report::GaveUp { why }) => ProcessFact::StepGaveUp { step, why },
            (Way::Back, Report::Done { .. }) => ProcessFact::Compensated { step },
            (Way::Back, Report::Refused { .. } | Report::GaveUp { .. }) if again => return None,
            (Way::Back, Report::Refused { why } | Report::GaveUp { why }) => {
                ProcessFact::CompensationParked { step, why }
            }
        };
        Some(self.with_end(fact))
    }

    /// What follows from the deadline.
    pub fn late(&self) -> Vec<ProcessFact> {
        match self.next() {
            Next::Step(Way::Forward, step) if !self.is_committed() && step.back != Back::Never => {
                let why = "the deadline has come".to_owned();
                self.with_end(ProcessFact::StepGaveUp { step: step.name.clone(), why })
            }
            _ => Vec::new(),
        }
    }

    pub fn step(&self, name: &str) -> Option<&Progress> {
        self.steps.iter().find(|progress| progress.step.name == name)
    }

    /// There is no way back any more.
    pub fn is_committed(&self) -> bool {
        self.steps.iter().any(|known| known.step.back == Back::Never && known.standing == Standing::Done)
    }

    fn never(&self, name: &str) -> bool {
        self.step(name).is_some_and(|known| known.step.back == Back::Never)
    }

    fn goes_back(&self) -> bool {
        self.steps.iter().any(|known| {
            matches!(known.standing, Standing::Refused | Standing::GaveUp | Standing::TakenBack | Standing::Stuck)
        })
    }

    /// The fact, and the end if nothing is left to do then.
    fn with_end(&self, fact: ProcessFact) -> Vec<ProcessFact> {
        let then = self.clone().evolve(&fact, self.started_at);
        let outcome = if then.goes_back() { Outcome::TakenBack } else { Outcome::Done };
        let end =
            (then.outcome.is_none() && then.next() == Next::Nothing).then_some(ProcessFact::ProcessEnded { outcome });
        std::iter::once(fact).chain(end).collect()
    }

    fn set(&mut self, name: &str, standing: Standing, count: u64) {
        if let Some(progress) = self.steps.iter_mut().find(|progress| progress.step.name == name) {
            progress.standing = standing;
            progress.count = progress.count.max(count);
        }
    }
}

impl Progress {
    fn is_to_go_back(&self) -> bool {
        self.step.back == Back::Undo && matches!(self.standing, Standing::Done | Standing::GaveUp)
    }
}

impl Aggregate for Process {
    const TYPE: &'static str = "process";

    type Id = ProcessId;
    type Fact = ProcessFact;

    fn begin(id: ProcessId, fact: &ProcessFact, at: DateTime<Utc>) -> Option<Self> {
        let ProcessFact::ProcessStarted { kind, key, subject, steps, deadline } = fact else { return None };
        let waiting = |step: &PlannedStep| Progress { step: step.clone(), standing: Standing::Waiting, count: 0 };
        Some(Self {
            version: 1,
            id,
            kind: kind.clone(),
            key: key.clone(),
            subject: *subject,
            steps: steps.iter().map(waiting).collect(),
            deadline: *deadline,
            started_at: at,
            outcome: None,
        })
    }

    fn evolve(mut self, fact: &ProcessFact, _: DateTime<Utc>) -> Self {
        self.version += 1;
        match fact {
            ProcessFact::ProcessStarted { .. } => {}
            ProcessFact::StepDone { step, count } => self.set(step, Standing::Done, *count),
            ProcessFact::StepRefused { step, .. } => self.set(step, Standing::Refused, 0),
            ProcessFact::StepGaveUp { step, .. } => self.set(step, Standing::GaveUp, 0),
            ProcessFact::Compensated { step } => self.set(step, Standing::TakenBack, 0),
            ProcessFact::CompensationParked { step, .. } => self.set(step, Standing::Stuck, 0),
            ProcessFact::ProcessEnded { outcome } => self.outcome = Some(*outcome),
        }
        self
    }

    fn stream(id: ProcessId) -> Uuid {
        id.as_uuid()
    }

    fn version(&self) -> u32 {
        self.version
    }
}
