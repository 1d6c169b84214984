//! Proofs of the memory model: published vectors, properties, the queue's rules, and simulated learners. What the
//! simulations print can be quoted: `cargo test -p dialogues --release memory -- --nocapture`.

mod fitting;
mod grades;
mod learner;
mod properties;
mod queues;
mod simulation;
mod vectors;

use chrono::{Days, NaiveDate};

use super::{Item, ItemId, Memory, Params, Rating, Retention};
use crate::kernel::ids::{ConceptId, LessonId};

fn day(number: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(number)
}

/// An item with its memory, owned.
struct Card {
    id: ItemId,
    concept: ConceptId,
    memory: Option<Memory>,
}

impl Card {
    fn new(name: &str, concept: &str) -> Self {
        Self { id: ItemId::card(&LessonId::new("swift.arc"), name), concept: ConceptId::new(concept), memory: None }
    }

    /// Every one its own family.
    fn numbered(number: usize) -> Self {
        Self::new(&format!("c-{number:04}"), &format!("concept-{number}"))
    }

    fn number(id: &ItemId) -> usize {
        id.local().trim_start_matches("c-").parse().unwrap()
    }

    /// As if last reviewed on a day, with so much stability in days.
    fn reviewed(mut self, on: u64, stability: f32) -> Self {
        let memory = Params::default().review(Retention::default(), None, Rating::Good, day(on));
        let due = day(on) + Days::new(stability.round().max(1.0) as u64);
        self.memory = Some(Memory { stability, difficulty: 5.0, due, reps: 5, ..memory });
        self
    }

    fn difficulty(mut self, difficulty: f32) -> Self {
        self.memory = self.memory.map(|memory| Memory { difficulty, ..memory });
        self
    }

    fn item(&self) -> Item<'_> {
        Item { id: &self.id, concept: &self.concept, memory: self.memory.as_ref() }
    }
}

fn items(cards: &[Card]) -> Vec<Item<'_>> {
    cards.iter().map(Card::item).collect()
}
