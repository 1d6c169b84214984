//! A question of a quiz: what it asks and what is right, in all languages.

use super::localised::Localised;
use crate::content::questions::{Body, QuestionText, Response};
use crate::kernel::ids::{ConceptId, QuestionId};
use crate::kernel::seed;

#[derive(Clone, Debug)]
pub struct Question {
    pub id: QuestionId,
    pub concept: Option<ConceptId>,
    /// The author's estimate, 1..=3.
    pub difficulty: u8,
    /// May the options be shown in another order?
    pub shuffle: bool,
    /// The kind with its key: what is right.
    pub body: Body,
    pub text: Localised<QuestionText>,
}

impl Question {
    /// The author's numbers of the options, in the order in which an attempt of this seed shows them.
    pub fn order(&self, attempt_seed: u64) -> Vec<usize> {
        let seed = self.shuffle.then(|| seed::derive(attempt_seed, self.id.as_str()));
        self.body.order(seed)
    }

    /// The answer that a tapped entry stands for, in an attempt of this seed.
    pub fn entered(&self, attempt_seed: u64, entry: &str) -> Option<Response> {
        self.body.entered(&self.order(attempt_seed), entry)
    }

    /// The entry that the buttons of an attempt of this seed give for an answer; none for what has to be typed.
    pub fn entry(&self, attempt_seed: u64, response: &Response) -> Option<String> {
        self.body.entry(&self.order(attempt_seed), response)
    }
}
