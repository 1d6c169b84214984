//! The parameters of the memory model and the recall that a learner wants. No schedules: those are in
//! [`super::schedule`].

use fsrs::{DEFAULT_PARAMETERS, FSRS};
use serde::{Deserialize, Serialize};

/// The 21 parameters of FSRS-6, each within the bounds that its optimiser keeps.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "[f32; 21]", into = "[f32; 21]")]
pub struct Params {
    weights: [f32; 21],
    pub(super) model: FSRS,
}

/// The share of items that should be remembered when they are asked, 0.7..=0.97: below, most of what was learnt is
/// learnt anew; above, reviews multiply for nothing.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(from = "f32", into = "f32")]
pub struct Retention(f32);

/// Source: fsrs-rs 6.6.2, `parameter_clipper.rs`.
const BOUNDS: [(f32, f32); 21] = [
    (0.001, 100.0),
    (0.001, 100.0),
    (0.001, 100.0),
    (0.001, 100.0),
    (1.0, 10.0),
    (0.001, 4.0),
    (0.001, 4.0),
    (0.001, 0.75),
    (0.0, 4.5),
    (0.0, 0.8),
    (0.001, 3.5),
    (0.001, 5.0),
    (0.001, 0.25),
    (0.001, 0.9),
    (0.0, 4.0),
    (0.0, 1.0),
    (1.0, 6.0),
    (0.0, 2.0),
    (0.0, 2.0),
    (0.0, 0.8),
    (0.1, 0.8),
];

impl Params {
    /// Brings every weight into its bounds; one that is no number becomes the default.
    pub fn of(weights: [f32; 21]) -> Self {
        let mut within = weights;
        for ((weight, (low, high)), default) in within.iter_mut().zip(BOUNDS).zip(DEFAULT_PARAMETERS) {
            *weight = if weight.is_finite() { weight.clamp(low, high) } else { default };
        }
        // It refuses only another number of weights, or one that is no number.
        let model = FSRS::new(&within).unwrap_or_default();
        Self { weights: within, model }
    }

    pub fn weights(&self) -> &[f32; 21] {
        &self.weights
    }

    /// How fast forgetting slows down, 0.1..=0.8.
    pub(super) fn decay(&self) -> f32 {
        self.weights[20]
    }
}

impl Default for Params {
    /// Fitted by the authors of FSRS to the reviews of some ten thousand people.
    fn default() -> Self {
        Self::of(DEFAULT_PARAMETERS)
    }
}

impl PartialEq for Params {
    fn eq(&self, other: &Self) -> bool {
        self.weights == other.weights
    }
}

impl From<[f32; 21]> for Params {
    fn from(weights: [f32; 21]) -> Self {
        Self::of(weights)
    }
}

impl From<Params> for [f32; 21] {
    fn from(params: Params) -> Self {
        params.weights
    }
}

impl Retention {
    pub fn of(share: f32) -> Self {
        if share.is_finite() { Self(share.clamp(0.7, 0.97)) } else { Self::default() }
    }

    pub const fn share(self) -> f32 {
        self.0
    }
}

impl Default for Retention {
    fn default() -> Self {
        Self(0.9)
    }
}

impl From<f32> for Retention {
    fn from(share: f32) -> Self {
        Self::of(share)
    }
}

impl From<Retention> for f32 {
    fn from(retention: Retention) -> Self {
        retention.0
    }
}
