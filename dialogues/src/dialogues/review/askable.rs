//! What a learner may be asked, as far as it is known what they remember. Knows no session but the one in the state.

use chrono::NaiveDate;

use super::content::points;
use crate::catalogue::Course;
use crate::kernel::ids::{ConceptId, Revision};
use crate::memory::{self, Item, ItemId, ItemKind, Memories, Memory, Params, Queue, Settings};
use crate::scene::Scene;
use crate::streams::State;

/// All that can be asked of a learner, and today's queue of it.
pub struct Known {
    pub items: Vec<Askable>,
    pub settings: Settings,
    pub params: Params,
    pub queue: Queue,
}

impl Known {
    pub fn of(state: &State, memories: &Memories, scene: &Scene<'_>) -> Self {
        let today = scene.day(state);
        let items = askable(state, memories, scene);
        let settings = settings(state, &items, today);
        let params = memories.params.clone().unwrap_or_default();
        let seen: Vec<Item<'_>> = items.iter().map(Askable::item).collect();
        let queue = memory::queue(&params, &settings, &seen, today, None);
        Self { items, settings, params, queue }
    }
}

/// Something that can be asked, with what is known of it.
pub struct Askable {
    pub id: ItemId,
    concept: ConceptId,
    pub memory: Option<Memory>,
    pub revision: Option<Revision>,
}

/// All that may ever be asked: the cards of completed lessons, the questions that were answered, and the points that
/// were missed in interviews. What an author has removed is not there.
fn askable(state: &State, memories: &Memories, scene: &Scene<'_>) -> Vec<Askable> {
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
fn settings(state: &State, items: &[Askable], today: NaiveDate) -> Settings {
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
