//! How a learner holds an interview: chooses one, answers in a message or two, skips, pauses, and looks at what was said
//! of it.

use super::{Choice, Dice, Screen};

/// Long enough to be scored as an answer is. It fits one of the questions well and the others badly.
const ANSWER: &str = "The leaf is withered first, and then it is rolled so that its cells break and it gets dark in the air. \
                      Hot water draws out what is bitter, so I take cooler water for green tea, and I stop when it tastes \
                      right, because scent comes first and what is bitter comes last.";
const MORE: &str = "And a strong tea is not spoiled by milk, while a light one is.";

/// The next press or message; none where no interview is shown.
pub fn step(screen: &Screen<'_>, dice: &mut Dice) -> Option<Choice> {
    // Something was said already.
    if let Some(done) = screen.first(&["i.d@"]) {
        return Some(if dice.percent(80) { Choice::stored(done) } else { Choice::written(MORE) });
    }
    if let Some(skip) = screen.first(&["i.k@"]) {
        let other = screen.first(&["i.h@"]).filter(|_| dice.percent(10));
        let other = other.or_else(|| screen.first(&["i.p@"]).filter(|_| dice.percent(5)));
        let other = other.or_else(|| Some(skip).filter(|_| dice.percent(10)));
        return Some(other.map_or_else(|| Choice::written(ANSWER), Choice::stored));
    }
    // A pause ends, a choice begins.
    if let Some(data) = screen.first(&["i.r@", "i.b:"]) {
        return Some(Choice::stored(data));
    }
    // The verdict on an answer, then the choice of an interview.
    screen.first(&["i.n", "i.s:"]).map(Choice::looked)
}
