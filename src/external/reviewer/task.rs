//! What is to be reviewed: one answer to one question, with the author's rubric and the scorer's own verdict. Pure.

use dialogues::kernel::ids::LearnerId;
use dialogues::rubric::{MAX_ANSWER, Rubric, Scored};

/// One answer to one question. A [`Task`] has a text for every point of its rubric.
#[derive(Clone, Debug)]
pub struct Task<'a> {
    pub(super) learner: LearnerId,
    pub(super) question: &'a str,
    pub(super) rubric: &'a Rubric,
    /// As many as the rubric has points, in its order.
    pub(super) texts: Vec<String>,
    pub(super) answer: &'a str,
    pub(super) scored: Scored,
}

impl<'a> Task<'a> {
    /// `question` as the learner read it; `texts`: what each point of the rubric says, in its order, without markup.
    /// Of the answer the part is read that the scorer reads. None where texts and points do not correspond.
    pub fn new(
        learner: LearnerId,
        question: &'a str,
        rubric: &'a Rubric,
        texts: Vec<String>,
        answer: &'a str,
    ) -> Option<Self> {
        let answer = answer.char_indices().nth(MAX_ANSWER).map_or(answer, |(end, _)| &answer[..end]);
        let corresponds = !texts.is_empty() && texts.len() == rubric.points().len();
        corresponds.then(|| Self { learner, question, rubric, texts, answer, scored: rubric.score(answer) })
    }

    /// The deterministic score, which stands where nothing comes of the review.
    pub const fn scored(&self) -> &Scored {
        &self.scored
    }
}
