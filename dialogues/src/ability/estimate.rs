//! Which lesson to begin with, estimated answer by answer: what to ask next, when it is enough, what follows.
//! Pure numbers; lessons are positions from 0. Start at [`Estimate::begin`].

use super::level::Ability;
use super::model::{Item, Reply, SLOPE, logistic};
use crate::kernel::seed;

/// Questions of a placement.
pub const MOST: u32 = 15;
/// Fewer answers place nobody: two lucky guesses must not.
pub const LEAST: u32 = 8;
/// A lesson is mastered by whoever knows the answer to an average question of it this often.
pub const MASTERY: f64 = 0.8;
/// How much knowledge of a lesson has to be expected to leave it out. A little less than [`MASTERY`], as being unsure
/// lowers what is expected: in the simulation, this places neither too low nor too high.
const CONVINCING: f64 = 0.75;
/// How sure of the place, give or take a lesson, is sure enough.
const SURE: f64 = 0.95;
/// The course from its first lesson to its last, in logits. With [`SLOPE`], this is what separates a beginner from one
/// who knows it all; a longer course has its lessons closer together.
const SPAN: f64 = 6.0;
/// Spread of what is believed before the first answer, in logits.
const PRIOR_SPREAD: f64 = 2.0;
/// Questions that tell nearly as much as the best are as good: not everybody is asked the same.
/// Source: Kingsbury and Zara, "Procedures for selecting items for computerized adaptive tests", 1989 (randomesque).
const AS_GOOD: f64 = 0.9;

/// A question that may be asked, and the position of its lesson.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    pub lesson: usize,
    pub item: Item,
}

/// What is known of a learner's place in a course of `lessons` lessons.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    ability: Ability,
    /// Answers for each lesson.
    asked: Vec<u32>,
}

impl Estimate {
    /// `mean`: the ability that is expected before the first answer, in logits; 0 is the middle of the course.
    pub fn begin(lessons: usize, mean: f64) -> Self {
        Self { ability: Ability::prior(mean, PRIOR_SPREAD), asked: vec![0; lessons] }
    }

    #[must_use]
    pub fn after(mut self, asked: &Candidate, reply: Reply) -> Self {
        self.ability = self.ability.after(&asked.item, reply);
        if let Some(count) = self.asked.get_mut(asked.lesson) {
            *count += 1;
        }
        self
    }

    pub fn ability(&self) -> f64 {
        self.ability.mean()
    }

    pub fn answers(&self) -> u32 {
        self.asked.iter().sum()
    }

    /// The place to begin: the first lesson that the learner probably does not master, or the number of lessons.
    ///
    /// Being unsure lowers the expected knowledge, so that in doubt a lesson is taught rather than left out.
    pub fn place(&self) -> usize {
        let lessons = self.asked.len();
        let masters = |lesson: usize| {
            let known = |ability| logistic(SLOPE * (ability - position(lesson, lessons)));
            self.ability.expect(known) >= CONVINCING
        };
        // Later lessons are less likely to be known, so halving finds the first.
        let (mut low, mut high) = (0, lessons);
        while low < high {
            let middle = usize::midpoint(low, high);
            if masters(middle) { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// Is it sure that the place is right, give or take one lesson?
    pub fn sure(&self) -> bool {
        let (lessons, place) = (self.asked.len(), self.place());
        self.ability.probability(|ability| place_of(ability, lessons).abs_diff(place) <= 1) >= SURE
    }

    /// Has enough been asked?
    pub fn finished(&self) -> bool {
        let answers = self.answers();
        answers >= MOST || answers >= LEAST && self.sure()
    }

    /// The index of the candidate to ask next, none if there is none: the one that tells most about the ability, the
    /// less the more its lesson was asked about. Candidates are those that have not been asked yet.
    ///
    /// Highest information at the current estimate: van der Linden and Glas, 2010. `seed` decides among equals.
    pub fn next(&self, candidates: &[Candidate], seed: u64) -> Option<usize> {
        let ability = self.ability();
        let worth = |candidate: &Candidate| {
            let asked = self.asked.get(candidate.lesson).copied().unwrap_or(0);
            candidate.item.information(ability) / f64::from(1 + asked).powi(2)
        };
        let worths: Vec<f64> = candidates.iter().map(worth).collect();
        let best = worths.iter().copied().fold(0.0, f64::max);
        let mut good: Vec<usize> = (0..worths.len()).filter(|index| worths[*index] >= best * AS_GOOD).collect();
        seed::shuffle(&mut good, seed::derive(seed, &self.answers().to_string()));
        good.first().copied()
    }
}

/// Where a lesson stands on the scale, in logits.
pub fn position(lesson: usize, lessons: usize) -> f64 {
    SPAN * ((lesson as f64 + 0.5) / lessons.max(1) as f64 - 0.5)
}

/// The place of a learner whose ability is known: the first lesson that they do not master.
pub fn place_of(ability: f64, lessons: usize) -> usize {
    let mastered = ability - (MASTERY / (1.0 - MASTERY)).ln() / SLOPE;
    let before = ((mastered / SPAN + 0.5) * lessons as f64 + 0.5).floor();
    before.clamp(0.0, lessons as f64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(lesson: usize, lessons: usize) -> Candidate {
        Candidate { lesson, item: Item::new(position(lesson, lessons), 0.3, 0.25) }
    }

    #[test]
    fn the_place_of_an_ability_is_the_first_lesson_above_what_it_masters() {
        for lessons in [1, 6, 25] {
            for ability in (-80..=80).map(|tenth| f64::from(tenth) / 10.0) {
                let masters = |lesson| logistic(SLOPE * (ability - position(lesson, lessons))) >= MASTERY;
                let expected = (0..lessons).find(|lesson| !masters(*lesson)).unwrap_or(lessons);
                assert_eq!(place_of(ability, lessons), expected, "{ability} of {lessons}");
            }
        }
    }

    #[test]
    fn right_answers_lead_on_and_wrong_ones_back() {
        let start = Estimate::begin(6, 0.0);
        let up = (0..6).fold(start.clone(), |estimate, lesson| estimate.after(&asked(lesson, 6), Reply::Right));
        let down = (0..6).fold(start, |estimate, lesson| estimate.after(&asked(lesson, 6), Reply::Wrong));
        assert!(up.place() > 3 && down.place() == 0, "{} {}", up.place(), down.place());
        assert_eq!(up.answers(), 6);
    }

    #[test]
    fn questions_are_spread_over_the_lessons() {
        for (lessons, fewest) in [(4, 2), (12, 4)] {
            let candidates: Vec<Candidate> = (0..lessons * 15).map(|number| asked(number % lessons, lessons)).collect();
            let mut estimate = Estimate::begin(lessons, 0.0);
            for number in 0..12 {
                let next = estimate.next(&candidates, 7).expect("a candidate");
                let reply = if number % 2 == 0 { Reply::Right } else { Reply::Wrong };
                estimate = estimate.after(&candidates[next], reply);
            }
            let asked = estimate.asked.iter().filter(|asked| **asked > 0).count();
            assert!(asked >= fewest && estimate.asked.iter().max() <= Some(&7), "{:?}", estimate.asked);
        }
        assert_eq!(Estimate::begin(4, 0.0).next(&[], 7), None);
    }

    #[test]
    fn nobody_is_placed_by_a_few_lucky_guesses() {
        let lucky =
            (0..LEAST - 1).fold(Estimate::begin(2, 0.0), |estimate, _| estimate.after(&asked(0, 2), Reply::Right));
        assert!(!lucky.finished());
    }
}
