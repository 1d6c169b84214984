//! A session begins: today's queue, or the one that is open goes on.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Memories, Picked, Review, ReviewFact, asking, current, points};
use crate::catalogue::Course;
use crate::dialogue::{Decision, Place};
use crate::facts::{Fact, LearningFact};
use crate::ids::{ConceptId, ReviewId, Revision};
use crate::memory::{self, Item, ItemId, ItemKind, Memory, Settings};
use crate::scene::Scene;
use crate::state::State;

/// Items of one session: as many as a few minutes take. Whoever wants more begins another.
pub const PORTION: usize = 20;

/// Something that can be asked, with what is known of it.
pub struct Askable {
    pub id: ItemId,
    concept: ConceptId,
    memory: Option<Memory>,
    revision: Option<Revision>,
}

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
    let items = askable(state, memories, scene);
    let settings = settings(state, &items, today);
    let params = memories.params.clone().unwrap_or_default();
    let seen: Vec<Item<'_>> = items.iter().map(Askable::item).collect();
    let queue = memory::queue(&params, &settings, &seen, today, None);
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
        let place = Place::new(super::CODE, "nothing");
        return Decision::go(match next {
            Some(day) => place.with(day),
            None => place,
        });
    }
    let more = (queue.entries.len() - picked.len()) as u32;
    let number = state.path.reviews + 1;
    let review = ReviewId::of(state.id, number);
    let (learner, params) = (state.id, memories.params.clone());
    let started =
        ReviewFact::ReviewStarted { learner, number, day: today, seed: scene.seed, params, items: picked, more, next };
    let left = state.review.as_ref().filter(|review| !review.ended).map(|review| finished(review, today));
    let facts =
        left.into_iter().chain([LearningFact::ReviewBegun { review, number }.into(), Fact::Review(review, started)]);
    Decision::go(asking(None)).because(facts)
}

/// The fact that a session is over, with the time that it took.
pub fn finished(review: &Review, day: NaiveDate) -> Fact {
    LearningFact::ReviewFinished { review: review.id, reviewed: review.reviewed(), seconds: review.seconds, day }.into()
}

/// All that may ever be asked: the cards of completed lessons, the questions that were answered, and the points that
/// were missed in interviews. What an author has removed is not there.
pub fn askable(state: &State, memories: &Memories, scene: &Scene<'_>) -> Vec<Askable> {
    let mut items = Vec::new();
    for lesson in scene.catalogue.courses().iter().flat_map(Course::lessons) {
        for card in lesson.cards.iter().filter(|_| state.path.completed(&lesson.id)) {
            let id = ItemId::card(&lesson.id, card.id.as_str());
            let memory = known(state, memories, &id);
            items.push(Askable { id, concept: card.concept.clone(), memory, revision: None });
        }
        for question in lesson.quiz.iter().flat_map(|quiz| &quiz.questions) {
            let id = ItemId::question(&lesson.id, &question.id);
            let Some(memory) = known(state, memories, &id) else { continue };
            let concept = question.concept.clone().unwrap_or_else(|| ConceptId::new(""));
            items.push(Askable { id, concept, memory: Some(memory), revision: Some(lesson.revision.clone()) });
        }
    }
    let interviews = scene.catalogue.courses().iter().flat_map(|course| &course.interviews);
    for (id, concept, _) in interviews.flat_map(|interview| points(interview)) {
        let Some(memory) = known(state, memories, &id) else { continue };
        items.push(Askable { id, concept: concept.clone(), memory: Some(memory), revision: None });
    }
    items
}

impl Askable {
    pub fn item(&self) -> Item<'_> {
        Item { id: &self.id, concept: &self.concept, memory: self.memory.as_ref() }
    }
}

/// The learner's, where questions met in a quiz today leave the room that there is for new cards.
pub fn settings(state: &State, items: &[Askable], today: NaiveDate) -> Settings {
    let met = items.iter().filter(|item| item.id.kind() == ItemKind::Question).filter_map(|item| item.memory.as_ref());
    let today = met.filter(|memory| memory.last_review == today && memory.reps == memory.same_day).count();
    let own = state.learner.review.clone();
    Settings { new_per_day: own.new_per_day.saturating_add(today as u32), ..own }
}

/// The session in the state may know of reviews that the read model has not heard of yet.
fn known(state: &State, memories: &Memories, id: &ItemId) -> Option<Memory> {
    let stored = memories.items.get(id);
    let picked = state.review.iter().flat_map(|review| &review.items).find(|picked| picked.item == *id);
    let own = picked.and_then(|picked| picked.memory.as_ref());
    let newer = own.filter(|own| stored.is_none_or(|stored| stored.reps < own.reps));
    newer.or(stored).cloned()
}

/// The first day after today on which one of the items is asked, as far as caps allow.
pub fn next_day<'a>(
    settings: &Settings,
    items: impl Iterator<Item = &'a Askable>,
    today: NaiveDate,
) -> Option<NaiveDate> {
    let tomorrow = today.succ_opt()?;
    let mut day = items.map(|item| item.memory.as_ref().map_or(tomorrow, |memory| memory.due.max(tomorrow))).min()?;
    while settings.on_vacation(day) {
        day = day.succ_opt()?;
    }
    Some(day)
}
