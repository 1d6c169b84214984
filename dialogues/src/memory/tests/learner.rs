//! A simulated learner, who really forgets as FSRS says with parameters of their own, and answers what the queue asks.
//! The queue knows only what they answer. Seeded: the same learner answers the same.

use super::super::{Review, Settings, queue};
use super::*;

pub struct Learner {
    truth: Params,
    random: u64,
    pub cards: Vec<Card>,
    /// What their memory is really like.
    real: Vec<Option<Memory>>,
    pub histories: Vec<Vec<Review>>,
}

/// What is reviewed first: the least.
pub type Order = fn(&Memory, NaiveDate) -> f64;

/// What a day of answering was.
#[derive(Clone, Copy, Debug, Default)]
pub struct Day {
    /// Answers without those that were repeated today.
    pub reviews: usize,
    pub remembered: usize,
    pub new: usize,
    pub waiting: u32,
}

impl Learner {
    pub fn new(truth: Params, seed: u64, cards: usize) -> Self {
        Self {
            truth,
            random: seed,
            cards: (0..cards).map(Card::numbered).collect(),
            real: vec![None; cards],
            histories: vec![Vec::new(); cards],
        }
    }

    /// Answers all that the queue asks on a day.
    pub fn study(&mut self, params: &Params, settings: &Settings, today: u64) -> Day {
        let asked = queue(params, settings, &items(&self.cards), day(today), None);
        let mut studied = Day { waiting: asked.waiting, ..Day::default() };
        for entry in &asked.entries {
            let at = Card::number(&entry.id);
            let new = self.cards[at].memory.is_none();
            let rating = self.rate(at, today);
            studied.new += usize::from(new);
            studied.reviews += usize::from(!new);
            studied.remembered += usize::from(!new && rating != Rating::Again);
            self.answer(params, settings, at, rating, today);
        }
        studied
    }

    /// Reviews so many of the items that are due, those with the least key first, whatever the queue says.
    pub fn study_by(&mut self, params: &Params, settings: &Settings, today: u64, count: usize, key: Order) {
        let due = self.cards.iter().enumerate().filter_map(|(at, card)| Some((at, card.memory.as_ref()?)));
        let due = due.filter(|(_, memory)| memory.due <= day(today));
        let mut due: Vec<(f64, usize)> = due.map(|(at, memory)| (key(memory, day(today)), at)).collect();
        due.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        for (_, at) in due.into_iter().take(count) {
            let rating = self.rate(at, today);
            self.answer(params, settings, at, rating, today);
        }
    }

    /// The share of the items met so far that they really know on a day.
    pub fn knows(&self, today: u64) -> f64 {
        let recalls: Vec<f64> =
            self.real.iter().flatten().map(|memory| self.truth.recall(memory, day(today))).collect();
        recalls.iter().sum::<f64>() / recalls.len().max(1) as f64
    }

    fn rate(&mut self, at: usize, today: u64) -> Rating {
        let recall = match &self.real[at] {
            None => 0.7,
            Some(memory) if memory.last_review == day(today) => 0.95,
            Some(memory) => self.truth.recall(memory, day(today)),
        };
        match (self.chance() < recall, self.chance()) {
            (false, _) => Rating::Again,
            (true, how) if how < 0.15 => Rating::Hard,
            (true, how) if how < 0.9 => Rating::Good,
            (true, _) => Rating::Easy,
        }
    }

    /// One answer, and those that follow on the same day until it is remembered.
    fn answer(&mut self, params: &Params, settings: &Settings, at: usize, rating: Rating, today: u64) {
        let real = self.truth.review(Retention::default(), self.real[at].as_ref(), rating, day(today));
        self.real[at] = Some(real);
        self.histories[at].push(Review { day: day(today), rating });
        let known = params.review(settings.retention, self.cards[at].memory.as_ref(), rating, day(today));
        let seed = self.random;
        let returns = known.returns_on(day(today));
        self.cards[at].memory = Some(known.fuzzed(seed));
        if returns {
            let rating = self.rate(at, today);
            self.answer(params, settings, at, rating, today);
        }
    }

    /// 0..1. The learner's own dice: `SplitMix64`.
    fn chance(&mut self) -> f64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}
