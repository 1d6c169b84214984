//! What is believed of a learner's ability: a distribution over a grid of logits, sharpened by every answer. Bayes' rule
//! on a grid needs no iteration that could fail, and forgets nothing about being unsure. Source: van der Linden and
//! Glas, "Elements of adaptive testing", 2010, on Bayesian scoring.

use super::model::{Item, Reply};

/// The grid: from `-REACH` to `REACH` logits.
pub const REACH: f64 = 7.0;
const STEP: f64 = 0.1;
const POINTS: usize = 141;

/// Weights of the grid's points; their sum is 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Ability {
    weights: Vec<f64>,
}

impl Ability {
    /// What is believed before the first answer: a normal distribution, both in logits.
    pub fn prior(mean: f64, spread: f64) -> Self {
        let weigh = |ability: f64| (-0.5 * ((ability - mean) / spread).powi(2)).exp();
        Self { weights: (0..POINTS).map(|point| weigh(ability_at(point))).collect() }.normalised()
    }

    /// The same with a reply taken into account.
    #[must_use]
    pub fn after(&self, item: &Item, reply: Reply) -> Self {
        let weights = self.points().map(|(ability, weight)| weight * item.likelihood(reply, ability));
        Self { weights: weights.collect() }.normalised()
    }

    pub fn mean(&self) -> f64 {
        self.expect(|ability| ability)
    }

    /// The expected value of what depends on the ability.
    pub fn expect(&self, value: impl Fn(f64) -> f64) -> f64 {
        self.points().map(|(ability, weight)| weight * value(ability)).sum()
    }

    /// The probability of an ability for which this holds.
    pub fn probability(&self, holds: impl Fn(f64) -> bool) -> f64 {
        self.expect(|ability| if holds(ability) { 1.0 } else { 0.0 })
    }

    fn points(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.weights.iter().enumerate().map(|(point, weight)| (ability_at(point), *weight))
    }

    fn normalised(mut self) -> Self {
        // Never zero: every likelihood and every weight of a prior on the grid is above it.
        let sum: f64 = self.weights.iter().sum();
        if sum > 0.0 {
            self.weights.iter_mut().for_each(|weight| *weight /= sum);
        }
        self
    }
}

fn ability_at(point: usize) -> f64 {
    point as f64 * STEP - REACH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_reaches_as_far_up_as_down() {
        assert!((ability_at(POINTS - 1) - REACH).abs() < 1e-9);
        assert!(Ability::prior(0.0, 2.0).mean().abs() < 1e-9);
    }

    #[test]
    fn answers_move_the_belief_their_way_and_in_any_order() {
        let (easy, hard) = (Item::new(-1.0, 0.3, 0.25), Item::new(1.0, 0.3, 0.25));
        let start = Ability::prior(0.0, 2.0);
        let one = start.after(&easy, Reply::Right).after(&hard, Reply::Wrong);
        let other = start.after(&hard, Reply::Wrong).after(&easy, Reply::Right);
        assert!((one.mean() - other.mean()).abs() < 1e-9);
        assert!(start.after(&easy, Reply::Right).mean() > 0.0);
        assert!(start.after(&hard, Reply::Wrong).mean() < 0.0);
        assert!((one.expect(|_| 1.0) - 1.0).abs() < 1e-9);
    }
}
