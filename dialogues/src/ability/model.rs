//! How likely a learner of a given ability answers a question right, and what an answer to it tells. Knows no courses.
//!
//! A four-parameter logistic model on one scale of logits: the curve rises from the chance of a guess to one minus
//! the chance of a slip. Source: Barton and Lord, "An upper asymptote for the three-parameter logistic item-response
//! model", 1981; why the upper asymptote lets a learner recover from an early slip: Rulison and Loken, "I've fallen and
//! I can't get up: can high-ability students recover from early mistakes in CAT?", 2009.

/// How sharply knowing sets in, per logit: lessons build on each other, so whoever is past one knows it well.
pub const SLOPE: f64 = 2.0;
/// How often a learner misses what they know. More than most do: two slips in the first answers must not misplace, and
/// the simulation finds that to cost others nothing but a question.
pub const SLIP: f64 = 0.13;
/// Keeps one answer from deciding alone, whatever the author or the log says of a question.
const GUESS_RANGE: std::ops::RangeInclusive<f64> = 0.02..=0.5;

/// A question as the model sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item {
    /// The ability that knows it half of the time, in logits.
    pub difficulty: f64,
    /// How well that is known: a standard deviation in logits.
    pub spread: f64,
    /// The chance of a right answer without knowing.
    pub guess: f64,
}

/// What came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    Right,
    Wrong,
    /// The learner says that they do not know.
    Unknown,
}

impl Item {
    pub fn new(difficulty: f64, spread: f64, guess: f64) -> Self {
        Self { difficulty, spread, guess: guess.clamp(*GUESS_RANGE.start(), *GUESS_RANGE.end()) }
    }

    /// The probability that this ability knows the answer.
    pub fn known(&self, ability: f64) -> f64 {
        logistic(self.slope() * (ability - self.difficulty))
    }

    /// The probability of a right answer, by knowing or by luck.
    pub fn right(&self, ability: f64) -> f64 {
        self.guess + (1.0 - SLIP - self.guess) * self.known(ability)
    }

    /// How well an ability explains a reply. Whoever says that they do not know has not guessed.
    pub fn likelihood(&self, reply: Reply, ability: f64) -> f64 {
        match reply {
            Reply::Right => self.right(ability),
            Reply::Wrong => 1.0 - self.right(ability),
            Reply::Unknown => 1.0 - (1.0 - SLIP) * self.known(ability),
        }
    }

    /// Fisher information about this ability, per squared logit. Source: Magis, "A note on the item information function
    /// of the four-parameter logistic model", 2013.
    pub fn information(&self, ability: f64) -> f64 {
        let known = self.known(ability);
        let right = self.right(ability);
        let rise = self.slope() * (1.0 - SLIP - self.guess) * known * (1.0 - known);
        rise * rise / (right * (1.0 - right))
    }

    /// A difficulty that is only guessed makes the curve flatter: the logistic function averaged over a normal
    /// distribution. Source: `MacKay`, "The evidence framework applied to classification networks", 1992.
    fn slope(&self) -> f64 {
        let spread = SLOPE * self.spread;
        SLOPE / (1.0 + std::f64::consts::PI * spread * spread / 8.0).sqrt()
    }
}

pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_answer_is_never_surer_than_a_slip_allows_nor_rarer_than_a_guess() {
        let item = Item::new(0.0, 0.0, 0.25);
        assert!((item.right(-20.0) - 0.25).abs() < 1e-6);
        assert!((item.right(20.0) - (1.0 - SLIP)).abs() < 1e-6);
        assert!((item.known(0.0) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_question_tells_most_near_its_difficulty_and_less_where_luck_helps() {
        let (choice, coin) = (Item::new(0.0, 0.0, 0.25), Item::new(0.0, 0.0, 0.5));
        assert!(choice.information(0.2) > choice.information(2.0));
        assert!(choice.information(0.2) > choice.information(-2.0));
        assert!(choice.information(0.2) > coin.information(0.2));
        assert!(choice.information(0.2) > Item::new(0.0, 1.0, 0.25).information(0.2));
    }

    #[test]
    fn to_say_that_one_does_not_know_tells_more_than_a_wrong_answer() {
        let item = Item::new(0.0, 0.3, 0.25);
        let odds = |reply| item.likelihood(reply, -2.0) / item.likelihood(reply, 2.0);
        assert!(odds(Reply::Unknown) > odds(Reply::Wrong));
        assert!(odds(Reply::Wrong) > 1.0 && odds(Reply::Right) < 1.0);
    }
}
