//! A review session: the fold of its facts.

use std::collections::VecDeque;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::facts::{Picked, ReviewFact};
use super::remember::remember;
use crate::kernel::ids::{LearnerId, ReviewId};
use crate::kernel::token::Step;
use crate::memory::{Memory, Params, Rating};
use crate::questions::Response;
use crate::streams::aggregate::Aggregate;
use crate::streams::pace::since;
use crate::streams::personal::Personal;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review {
    pub version: u32,
    pub id: ReviewId,
    pub learner: LearnerId,
    pub number: u32,
    pub day: NaiveDate,
    pub seed: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub params: Option<Params>,
    /// With what is known of each by now.
    pub items: Vec<Picked>,
    /// What is still to be asked, as indices into the items; some come twice, since they were forgotten.
    pub queue: VecDeque<usize>,
    /// Is the back of the first in the queue shown, or its hint?
    pub revealed: bool,
    pub last: Option<Last>,
    /// How often each rating was given, in their order.
    pub ratings: [u32; 4],
    pub seconds: u32,
    pub more: u32,
    pub next: Option<NaiveDate>,
    pub last_step_at: DateTime<Utc>,
    pub ended: bool,
}

/// The last question that was answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Last {
    /// Of the item.
    pub index: usize,
    pub response: Response,
    /// 0..=1.
    pub score: f64,
    /// The stream's version with it.
    pub version: u32,
}

impl Review {
    /// The session's stream as of now: what a press on its item was drawn from.
    pub fn step(&self) -> Step {
        Step::of(self.id.as_uuid(), self.version)
    }

    /// What a press on the last answer was drawn from, while nothing but the end has followed it.
    pub(crate) fn step_before_answer(&self) -> Option<Step> {
        self.step().before(self.last.as_ref()?.version, self.ended)
    }

    /// What a rating today makes of an item's memory.
    pub fn after(&self, index: usize, rating: Rating, day: NaiveDate) -> Option<Memory> {
        let picked = self.items.get(index)?;
        Some(remember(&self.params(), self.learner, &picked.item, picked.memory.as_ref(), rating, day))
    }

    pub fn params(&self) -> Params {
        self.params.clone().unwrap_or_default()
    }

    /// Ratings that were given.
    pub fn reviewed(&self) -> u32 {
        self.ratings.iter().sum()
    }

    pub(crate) fn seconds_since_step(&self, now: DateTime<Utc>) -> u32 {
        since(Some(self.last_step_at), now)
    }

    /// The next day on which something is due, of this session or besides.
    pub fn next_day(&self) -> Option<NaiveDate> {
        let own = self.items.iter().filter_map(|picked| picked.memory.as_ref()).map(|memory| memory.due);
        own.filter(|due| *due > self.day).chain(self.next).min()
    }
}

impl Aggregate for Review {
    const TYPE: &'static str = "review";
    const PERSONAL: &'static [(&'static str, &'static [Personal])] =
        &[("ItemReviewed", &[Personal::text("/response/text")])];

    type Id = ReviewId;
    type Fact = ReviewFact;

    fn begin(id: ReviewId, fact: &ReviewFact, at: DateTime<Utc>) -> Option<Self> {
        let ReviewFact::ReviewStarted { learner, number, day, seed, params, items, more, next } = fact else {
            return None;
        };
        Some(Self {
            version: 1,
            id,
            learner: *learner,
            number: *number,
            day: *day,
            seed: *seed,
            params: params.clone(),
            items: items.clone(),
            queue: (0..items.len()).collect(),
            revealed: false,
            last: None,
            ratings: [0; 4],
            seconds: 0,
            more: *more,
            next: *next,
            last_step_at: at,
            ended: false,
        })
    }

    fn evolve(mut self, fact: &ReviewFact, at: DateTime<Utc>) -> Self {
        self.version += 1;
        match fact {
            ReviewFact::ReviewStarted { .. } => {}
            ReviewFact::ItemRevealed { .. } => self.revealed = true,
            ReviewFact::ItemReviewed { item, rating, day, response, score, seconds } => {
                self.last_step_at = at;
                self.revealed = false;
                self.seconds = self.seconds.saturating_add(*seconds);
                self.ratings[*rating as usize - 1] += 1;
                let Some(index) = self.items.iter().position(|picked| picked.item == *item) else { return self };
                self.last = response.clone().map(|response| Last {
                    index,
                    response,
                    score: score.unwrap_or_default(),
                    version: self.version,
                });
                // What stood before it is there no more.
                if let Some(at) = self.queue.iter().position(|other| *other == index) {
                    self.queue.drain(..=at);
                }
                let memory = self.after(index, *rating, *day);
                if memory.as_ref().is_some_and(|memory| memory.returns_on(*day)) {
                    self.queue.push_back(index);
                }
                self.items[index].memory = memory;
            }
            ReviewFact::ReviewEnded { .. } => {
                self.ended = true;
                self.queue.clear();
            }
        }
        self
    }

    fn stream(id: ReviewId) -> Uuid {
        id.as_uuid()
    }

    fn version(&self) -> u32 {
        self.version
    }
}
