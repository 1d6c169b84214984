//! What follows from an answer or a learner's own rating: the review of an item and, after the last one, the end of the
//! session. Draws nothing.

use super::content::current;
use super::places::verdict;
use super::start;
use crate::catalogue::Question;
use crate::dialogues::contract::Decision;
use crate::dialogues::question::rating_of_answer;
use crate::memory::Rating;
use crate::questions::Response;
use crate::scene::Scene;
use crate::streams::{Aggregate, Fact, Review, ReviewFact, State};

pub fn reveal(review: &Review, index: usize) -> Option<Fact> {
    let item = review.items.get(index)?.item.clone();
    (!review.revealed).then_some(Fact::Review(review.id, ReviewFact::ItemRevealed { item }))
}

pub fn answer(
    state: &State,
    review: &Review,
    index: usize,
    question: &Question,
    response: Response,
    scene: &Scene<'_>,
) -> Decision {
    let grade = question.body.grade(&response);
    let seconds = review.seconds_since_step(scene.now);
    let rating = rating_of_answer(question, state.learner.locale, grade, review.revealed, seconds);
    let graded = Graded { index, rating, answer: Some((response, grade.score)) };
    Decision::go(verdict()).because(done(state, review, graded, scene))
}

/// An item with its rating, and the answer to a question with its score.
pub struct Graded {
    pub index: usize,
    pub rating: Rating,
    pub answer: Option<(Response, f64)>,
}

/// The facts of a review: after the last one the session ends.
pub fn done(state: &State, review: &Review, graded: Graded, scene: &Scene<'_>) -> Vec<Fact> {
    let Some(picked) = review.items.get(graded.index) else { return Vec::new() };
    let day = scene.day(state);
    let (response, score) = graded.answer.unzip();
    let seconds = review.seconds_since_step(scene.now);
    let fact =
        ReviewFact::ItemReviewed { item: picked.item.clone(), rating: graded.rating, day, response, score, seconds };
    let after = review.clone().evolve(&fact, scene.now);
    let mut facts = vec![Fact::Review(review.id, fact)];
    if current(&after, scene).is_none() {
        facts.extend(start::ended(&after, day));
    }
    facts.extend(state.learner.step(scene.now).map(Fact::from));
    facts
}
