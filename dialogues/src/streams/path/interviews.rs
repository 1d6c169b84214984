//! What a learner's path keeps of their interviews: the open one, how the finished ones went, and what was asked last.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::catalogue::Level;
use crate::kernel::ids::{AskId, InterviewId, InterviewRunId};
use crate::streams::interview::facts::Recommendation;

/// So many finished interviews are remembered; the log has them all.
const KEPT: usize = 20;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Interviews {
    /// How many were begun.
    pub number: u32,
    pub open: Option<InterviewRunId>,
    /// The one that was begun last.
    pub last: Option<InterviewRunId>,
    /// The latest finished ones, oldest first.
    pub past: Vec<Past>,
    /// What was asked in the last interview of each file.
    pub asked: BTreeMap<InterviewId, Vec<AskId>>,
}

/// A finished interview.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Past {
    pub run: InterviewRunId,
    pub interview: InterviewId,
    pub level: Level,
    /// 0..=1.
    pub share: f64,
    pub recommendation: Recommendation,
    pub at: DateTime<Utc>,
}

impl Interviews {
    pub fn is_empty(&self) -> bool {
        self.number == 0
    }

    pub(crate) fn begin(&mut self, run: InterviewRunId, number: u32) {
        self.number = number;
        self.open = Some(run);
        self.last = Some(run);
    }

    pub(crate) fn end(&mut self, past: Past, asked: Vec<AskId>) {
        self.open = self.open.filter(|open| *open != past.run);
        if !asked.is_empty() {
            self.asked.insert(past.interview.clone(), asked);
        }
        self.past.push(past);
        let excess = self.past.len().saturating_sub(KEPT);
        self.past.drain(..excess);
    }

    pub(crate) fn correct(&mut self, run: InterviewRunId, share: f64, recommendation: Recommendation) {
        for past in self.past.iter_mut().filter(|past| past.run == run) {
            (past.share, past.recommendation) = (share, recommendation);
        }
    }

    /// The shares of finished interviews of a level that said enough, oldest first.
    pub fn shares(&self, level: Level) -> impl Iterator<Item = f64> {
        let told = move |past: &&Past| past.level == level && past.recommendation != Recommendation::TooLittle;
        self.past.iter().filter(told).map(|past| past.share)
    }
}
