//! How difficult a question is: the author's estimate to begin with, then what learners' answers say.
//!
//! Online, one answer at a time, by Elo with a step that shrinks with the number of answers. Source: Pelánek,
//! "Applications of the Elo rating system in adaptive educational systems", Computers & Education 98, 2016: the
//! uncertainty function `α / (1 + β n)` with β = 0.05. His α of 1 is for a slope of 1 per logit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::kernel::ids::{LessonId, QuestionId};

use super::model::{Item, Reply, SLOPE};

/// Logits between two of the author's levels 1, 2, 3.
const PER_LEVEL: f64 = 0.4;
/// How far an author's estimate is off: a standard deviation in logits.
const AUTHOR_SPREAD: f64 = 0.5;
const ALPHA: f64 = 1.0 / SLOPE;
const BETA: f64 = 0.05;
/// What an answer tells about a difficulty on average, per squared logit; placement asks near the ability.
const INFORMATION: f64 = 0.4;
/// Logits that answers may move a question away from its author's estimate.
const FARTHEST: f64 = 3.0;

/// What learners' answers have taught about a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Learned {
    pub answers: u32,
    /// Harder than the author thought, in logits: `-3.0..=3.0`.
    pub shift: f64,
}

/// What an answer in a placement tells about its question, as far as it does not depend on other answers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// The author's, in logits.
    pub difficulty: f64,
    /// The chance of a right answer without knowing, 0..=1.
    pub guess: f64,
    /// The learner's, estimated without this answer, in logits.
    pub ability: f64,
}

/// What has been learned of every question that was ever asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difficulties(BTreeMap<(LessonId, QuestionId), Learned>);

impl Difficulties {
    pub fn of(&self, lesson: &LessonId, question: &QuestionId) -> Learned {
        self.0.get(&(lesson.clone(), question.clone())).copied().unwrap_or_default()
    }
}

impl FromIterator<(LessonId, QuestionId, Learned)> for Difficulties {
    fn from_iter<I: IntoIterator<Item = (LessonId, QuestionId, Learned)>>(learned: I) -> Self {
        Self(learned.into_iter().map(|(lesson, question, learned)| ((lesson, question), learned)).collect())
    }
}

impl Evidence {
    /// Rounded, so that what is stored reads back as it was.
    pub fn new(difficulty: f64, guess: f64, ability: f64) -> Self {
        let rounded = |number: f64| (number * 1e4).round() / 1e4;
        Self { difficulty: rounded(difficulty), guess: rounded(guess), ability: rounded(ability) }
    }
}

/// What the author says of a question, in logits. `lesson`: where its lesson stands; `level`: 1..=3.
pub fn author_difficulty(lesson: f64, level: u8) -> f64 {
    lesson + PER_LEVEL * (f64::from(level) - 2.0)
}

impl Learned {
    /// The question as the model sees it. `author`: the author's difficulty, in logits.
    pub fn item(&self, author: f64, guess: f64) -> Item {
        Item::new(author + self.shift, self.spread(), guess)
    }

    /// One more answer.
    #[must_use]
    pub fn after(self, evidence: &Evidence, reply: Reply) -> Self {
        let right = if reply == Reply::Right { 1.0 } else { 0.0 };
        let step = ALPHA / (1.0 + BETA * f64::from(self.answers));
        let expected = self.item(evidence.difficulty, evidence.guess).right(evidence.ability);
        let shift = self.shift + step * (expected - right);
        Self { answers: self.answers.saturating_add(1), shift: shift.clamp(-FARTHEST, FARTHEST) }
    }

    /// How well the difficulty is known, a standard deviation in logits: the author's word counts as some answers.
    fn spread(&self) -> f64 {
        (1.0 / (1.0 / (AUTHOR_SPREAD * AUTHOR_SPREAD) + INFORMATION * f64::from(self.answers))).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_move_a_question_less_and_less_and_make_it_better_known() {
        let evidence = Evidence { difficulty: 0.0, guess: 0.25, ability: 0.0 };
        let ask = |learned: Learned, reply| learned.after(&evidence, reply);
        let first = ask(Learned::default(), Reply::Wrong);
        let mut many = Learned::default();
        for number in 0..100 {
            many = ask(many, if number % 2 == 0 { Reply::Right } else { Reply::Wrong });
        }
        let later = ask(many, Reply::Wrong);
        assert!(first.shift > 0.0 && later.shift - many.shift < first.shift / 3.0);
        assert!(many.item(0.0, 0.25).spread < Learned::default().item(0.0, 0.25).spread / 2.0);
    }

    #[test]
    fn the_authors_level_stands_until_learners_answer() {
        let at = |level| Learned::default().item(author_difficulty(1.0, level), 0.25).difficulty;
        assert!((at(1) - (1.0 - PER_LEVEL)).abs() < 1e-9 && (at(2) - 1.0).abs() < 1e-9 && at(3) > at(2));
    }
}
