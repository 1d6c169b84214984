//! What quizzes have shown of a concept. Chooses no question: that is the quiz's business.

use serde::{Deserialize, Serialize};

/// Points for the questions about a concept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConceptScore {
    pub asked: u32,
    /// 0..=`asked`.
    pub points: f64,
}

/// Points for the questions about a concept, those of earlier attempts counting half as much each time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mastery {
    pub asked: f64,
    /// 0..=`asked`.
    pub points: f64,
}

impl Mastery {
    /// How likely it is that the concept is not known, 0..1: the share of points that was missed, with one question
    /// right and one wrong added, so that few answers say little. Source: Laplace's rule of succession.
    pub fn weakness(&self) -> f64 {
        1.0 - (self.points + 1.0) / (self.asked + 2.0)
    }

    pub(crate) fn learn(&mut self, score: ConceptScore) {
        self.asked = self.asked / 2.0 + f64::from(score.asked);
        self.points = self.points / 2.0 + score.points;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(scores: &[(u32, f64)]) -> f64 {
        let mut mastery = Mastery::default();
        for (asked, points) in scores {
            mastery.learn(ConceptScore { asked: *asked, points: *points });
        }
        mastery.weakness()
    }

    #[test]
    fn what_was_missed_is_weak_and_what_was_never_asked_is_neither() {
        assert!((after(&[]) - 0.5).abs() < 1e-9);
        assert!(after(&[(4, 0.0)]) > after(&[(1, 0.0)]));
        assert!(after(&[(1, 0.0)]) > after(&[]));
        assert!(after(&[(4, 4.0)]) < 0.2);
    }

    #[test]
    fn the_last_attempt_says_more_than_the_one_before() {
        assert!(after(&[(4, 0.0), (4, 4.0)]) < 0.5);
        assert!(after(&[(4, 4.0), (4, 0.0)]) > 0.5);
    }
}
