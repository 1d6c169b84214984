//! How far a review may go. Whatever the model says, the result stays near what the author's rubric gives by itself.
//! Pure. Start at [`apply`].

use dialogues::language::words;
use dialogues::rubric::{CAP_WITHOUT_MUST, Outcome, Rubric, Scored};

use super::reply::Judgement;

/// The share moves by at most this, up or down. A fair person differs from the scorer by less on average
/// (`docs/SCORING.md`: 0.07, and 0.57 at worst), and whoever talks a model round gains no more.
pub const MAX_SHIFT: f64 = 0.25;
/// Words of a quote that makes a hit of what the scorer has missed.
pub const MIN_WORDS: usize = 2;

/// What an answer is worth after a second look.
#[derive(Clone, Debug, PartialEq)]
pub struct Reviewed {
    /// As the scorer's own, with the model's quotes for what it found. The share follows from the verdicts and from
    /// the bounds, so that it may be less than the verdicts alone would give.
    pub scored: Scored,
    /// Points whose verdict is another one than the scorer's, by their numbers, ascending.
    pub changed: Vec<usize>,
}

impl Reviewed {
    pub const fn share(&self) -> f64 {
        self.scored.share
    }
}

/// The verdicts that count, and the share that follows. `scored` and `judgements` are in the rubric's order.
///
/// - A point becomes a hit only by a quote of [`MIN_WORDS`] words.
/// - A wrong claim that the scorer found stays.
/// - While the scorer misses a must-point, its cap holds; so does that of a bare list of keywords.
/// - The share moves by at most [`MAX_SHIFT`].
pub(super) fn apply(rubric: &Rubric, scored: &Scored, judgements: &[Judgement], answer: &str) -> Reviewed {
    let all = rubric.points().iter().zip(&scored.points).zip(judgements);
    let points: Vec<Outcome> = all.map(|((point, own), judged)| verdict(point.weight, own, judged, answer)).collect();
    let hits: Vec<bool> = points.iter().map(Outcome::is_hit).collect();
    let before: Vec<bool> = scored.points.iter().map(Outcome::is_hit).collect();
    let changed: Vec<usize> = (0..hits.len()).filter(|number| before.get(*number) != hits.get(*number)).collect();
    let share = if changed.is_empty() {
        scored.share
    } else {
        let ceiling = ceiling(rubric, scored, &before);
        let floor = (scored.share - MAX_SHIFT).max(0.0);
        rubric.share_of(&hits).min(ceiling).max(floor)
    };
    Reviewed { scored: Scored { points, share, is_list: scored.is_list }, changed }
}

fn verdict(weight: i8, own: &Outcome, judged: &Judgement, answer: &str) -> Outcome {
    match (own, judged) {
        (Outcome::Hit(_), Judgement::Missed) if weight > 0 => Outcome::Missed,
        (Outcome::Denied(_) | Outcome::Swapped(_) | Outcome::Missed, Judgement::Hit(range))
            if is_enough(answer.get(range.clone())) =>
        {
            Outcome::Hit(vec![range.clone()])
        }
        _ => own.clone(),
    }
}

fn is_enough(quote: Option<&str>) -> bool {
    quote.is_some_and(|quote| words(quote).len() >= MIN_WORDS)
}

/// The most that a review may give, 0..=1; never less than what the scorer gave.
fn ceiling(rubric: &Rubric, scored: &Scored, before: &[bool]) -> f64 {
    let lacks_must = rubric.points().iter().zip(before).any(|(point, is_hit)| point.must && !is_hit);
    let shifted = (scored.share + MAX_SHIFT).min(1.0);
    match (scored.is_list, lacks_must) {
        (true, _) => scored.share,
        (false, true) => shifted.min(CAP_WITHOUT_MUST),
        (false, false) => shifted,
    }
}
