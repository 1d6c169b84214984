//! A session begins: today's queue, or the one that is open goes on.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::askable::{Known, next_day};
use super::content::current;
use super::places::asking;
use super::words::{CODE, View};
use crate::dialogues::contract::Decision;
use crate::kernel::ids::ReviewId;
use crate::kernel::place::Place;
use crate::memory::{ItemId, Memories};
use crate::scene::Scene;
use crate::streams::State;
use crate::streams::review::{Picked, Review, ReviewFact};
use crate::streams::{Fact, PathFact};

/// Items of one session: as many as a few minutes take. Whoever wants more begins another.
const PORTION: usize = 20;

/// Goes on with today's session or begins one.
pub fn enter(state: &State, scene: &Scene<'_>) -> Decision {
    let today = scene.day(state);
    let open = state.review.as_ref().filter(|review| !review.ended);
    if open.is_some_and(|review| review.day == today && current(review, scene).is_some()) {
        return Decision::go(asking(None));
    }
    let Some(memories) = &scene.memories else {
        return Decision::go(Place::home()).saying(scene.texts(state).plain("review-later", &[]));
    };
    begin(state, memories, today, scene)
}

fn begin(state: &State, memories: &Memories, today: NaiveDate, scene: &Scene<'_>) -> Decision {
    let Known { items, settings, queue, .. } = Known::of(state, memories, scene);
    let picked: Vec<Picked> = queue
        .entries
        .iter()
        .take(PORTION)
        .filter_map(|entry| {
            let found = items.iter().find(|item| item.id == entry.id)?;
            let (memory, revision) = (found.memory.clone(), found.revision.clone());
            Some(Picked { item: entry.id.clone(), reason: entry.reason, memory, revision })
        })
        .collect();
    let within: BTreeSet<&ItemId> = picked.iter().map(|picked| &picked.item).collect();
    let next = next_day(&settings, items.iter().filter(|item| !within.contains(&item.id)), today);
    if picked.is_empty() {
        return Decision::go(Place::new(CODE, View::Nothing).with_any(next));
    }
    let more = (queue.entries.len() - picked.len()) as u32;
    let number = state.path.reviews + 1;
    let review = ReviewId::of(state.id, number);
    let (learner, params) = (state.id, memories.params.clone());
    let started =
        ReviewFact::ReviewStarted { learner, number, day: today, seed: scene.seed, params, items: picked, more, next };
    let left = state.review.as_ref().filter(|review| !review.ended).map(|review| ended(review, today));
    let begun = [PathFact::ReviewBegun { review, number }.into(), Fact::Review(review, started)];
    Decision::go(asking(None)).because(left.into_iter().flatten()).because(begun)
}

/// The facts that a session is over: on its own stream, and on the path with the time that it took.
pub fn ended(review: &Review, day: NaiveDate) -> [Fact; 2] {
    let reviewed = review.reviewed();
    let finished = PathFact::ReviewFinished { review: review.id, reviewed, seconds: review.seconds, day };
    [Fact::Review(review.id, ReviewFact::ReviewEnded { reviewed }), finished.into()]
}
