//! What a learner presses next: through the welcome, forward and backward through lessons, through quizzes and back.
//! Knows a screen by what its buttons carry, and nothing else of it.

/// A stream of numbers that follows from its seed (`SplitMix64`).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn percent(&mut self, chance: u64) -> bool {
        self.roll() % 100 < chance
    }

    fn one_of<'a>(&mut self, these: &[&'a str]) -> Option<&'a str> {
        if these.is_empty() { None } else { these.get((self.roll() % these.len() as u64) as usize).copied() }
    }
}

/// A press that a learner has decided upon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub data: String,
    /// Its turn is stored. The others only look: to the next question, to the result, to the list of lessons.
    pub stores: bool,
}

/// The next press; none where there is nothing to press.
pub fn choose(buttons: &[&str], dice: &mut Dice) -> Option<Choice> {
    let all = |verb: &str| -> Vec<&str> { buttons.iter().copied().filter(|data| data.starts_with(verb)).collect() };
    let stored = |data: &str| Choice { data: data.to_owned(), stores: true };
    let looked = |data: &str| Choice { data: data.to_owned(), stores: false };

    // The welcome: a level, then a goal.
    let (levels, goals) = (all("o.l:"), all("o.g:"));
    if let Some(data) = dice.one_of(if levels.is_empty() { &goals } else { &levels }) {
        return Some(stored(data));
    }
    // A question. Where several may be chosen, one is ticked before the answer is given.
    let (answers, ticks) = (all("q.a:"), all("q.t:"));
    if answers.iter().any(|data| data.starts_with("q.a:0@"))
        && let Some(data) = dice.one_of(&ticks)
    {
        return Some(looked(data));
    }
    if let Some(data) = dice.one_of(&answers) {
        return Some(stored(data));
    }
    // A verdict.
    if let Some(data) = buttons.iter().find(|data| data.starts_with("q.n") || data.starts_with("q.e")) {
        return Some(looked(data));
    }
    // A result: on to the next lesson, or again.
    let (opens, retries, screens) = (all("l.o:"), all("q.r:"), all("l.g:"));
    if !retries.is_empty() && (opens.is_empty() || dice.percent(20)) && dice.percent(70) {
        return dice.one_of(&retries).map(stored);
    }
    if let Some(data) = dice.one_of(&opens) {
        return Some(looked(data));
    }
    // A lesson: the way forward comes first, the way back behind it.
    let mut forward: Vec<&str> = all("q.s:");
    forward.extend(screens);
    forward.extend(all("l.f:"));
    if let (Some(first), Some(last)) = (forward.first(), forward.last()) {
        return Some(stored(if dice.percent(80) { first } else { last }));
    }
    // Home, or a list without lessons.
    let elsewhere = ["h.c", "c.m:", "c.c:", "c.l", "h.h"];
    elsewhere.iter().find_map(|verb| buttons.iter().find(|data| data.starts_with(verb))).map(|data| looked(data))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(buttons: &[&str]) -> Vec<Choice> {
        let mut dice = Dice::new(1);
        let mut choices: Vec<Choice> = (0..50).filter_map(|_| choose(buttons, &mut dice)).collect();
        choices.sort_by(|one, other| one.data.cmp(&other.data));
        choices.dedup();
        choices
    }

    fn stored(data: &str) -> Choice {
        Choice { data: data.to_owned(), stores: true }
    }

    #[test]
    fn the_same_seed_makes_the_same_walk() {
        let (mut one, mut other) = (Dice::new(7), Dice::new(7));
        assert!((0..100).all(|_| one.roll() == other.roll()));
        assert_ne!(Dice::new(8).roll(), Dice::new(7).roll());
    }

    #[test]
    fn a_lesson_is_read_forward_and_backward() {
        let screen = ["l.g:a:3@x.9", "l.g:a:1@x.9", "c.m:c:m:0", "h.h"];
        assert_eq!(pressed(&screen), [stored("l.g:a:1@x.9"), stored("l.g:a:3@x.9")]);
        assert_eq!(pressed(&["q.s:a@x.9", "h.h"]), [stored("q.s:a@x.9")]);
    }

    #[test]
    fn several_options_are_ticked_before_the_answer() {
        let empty = pressed(&["q.t:1@x.2", "q.t:2@x.2", "q.a:0@x.2", "h.h"]);
        assert_eq!(
            empty.iter().map(|choice| (choice.data.as_str(), choice.stores)).collect::<Vec<_>>(),
            [("q.t:1@x.2", false), ("q.t:2@x.2", false)]
        );
        assert_eq!(pressed(&["q.t:0@x.2", "q.t:3@x.2", "q.a:1@x.2", "h.h"]), [stored("q.a:1@x.2")]);
    }

    #[test]
    fn a_verdict_is_only_left() {
        assert_eq!(pressed(&["q.n", "h.h"]), [Choice { data: "q.n".to_owned(), stores: false }]);
    }
}
