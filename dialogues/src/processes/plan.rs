//! What a process is to do: its steps, and whether each can be taken back.

use serde::{Deserialize, Serialize};

/// A kind of process.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub kind: &'static str,
    pub steps: &'static [Step],
}

/// A step of a [`Plan`].
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Unique within the plan.
    pub name: &'static str,
    /// Who can do it: a kind of job.
    pub by: &'static str,
    pub back: Back,
}

/// What becomes of a step that was done when a later one is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Back {
    /// It cannot be taken back: from then on there is only the way forward.
    Never,
    /// It has left nothing that would have to be taken back.
    Nothing,
    /// It is taken back.
    Undo,
}

/// A step as the process keeps it: one that runs goes on by the plan that it was started with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedStep {
    pub name: String,
    pub back: Back,
}

impl Plan {
    /// Who can do the step, if the plan still has it.
    pub fn by(&self, step: &str) -> Option<&'static str> {
        self.steps.iter().find(|known| known.name == step).map(|known| known.by)
    }

    pub fn planned(&self) -> Vec<PlannedStep> {
        let planned = |step: &Step| PlannedStep { name: step.name.into(), back: step.back };
        self.steps.iter().map(planned).collect()
    }
}
