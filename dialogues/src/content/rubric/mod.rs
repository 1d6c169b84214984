//! A rubric: what a good answer says, and what an answer given says of it. Deterministic and offline: words are
//! compared by stem, negations are respected, and every hit is a place in the learner's own words. Reads no markdown:
//! that does [`written`]. Start at [`Rubric::score`].
//!
//! [`Pattern`] is what an author wrote behind `match:`, in the `notation` of rubrics; `answer` takes the learner's text apart, with what
//! `negation`, `retraction`, `subject` and `listing` know of it; `search` finds the one in the other.

use std::collections::BTreeSet;

use crate::kernel::ids::PointId;

mod answer;
mod listing;
mod negation;
mod notation;
mod outcome;
mod pattern;
mod quote;
mod retraction;
mod search;
mod subject;
mod supposition;
pub(super) mod written;

pub use outcome::{Outcome, Scored};
pub use pattern::{MAX_ALTERNATIVES, MAX_WORDS, MIN_PREFIX, Pattern, PatternError, PatternProblem};
pub use quote::quote;
pub(crate) use quote::quotes;

use answer::Answer;
use subject::Contrast;

/// The share of an answer that lacks a must-point is at most this.
pub const CAP_WITHOUT_MUST: f64 = 0.5;
/// What is only named in a bare list of keywords, explained by no sentence, brings at most this share: what a fair
/// interviewer gives for it, `docs/SCORING.md`.
pub const CAP_OF_A_LIST: f64 = 0.3;
/// Who says two points of the wrong subject, a struct's of a class, or says the opposite of a must-point, gets at most
/// this share.
pub const CAP_OF_CONFUSION: f64 = 0.2;
const MIN_CONFUSED: usize = 2;
/// A wrong claim of this weight or worse leaves an answer this share at most: whoever makes it has not understood the rest.
pub const GRAVE_CLAIM: i8 = -3;
pub const CAP_OF_A_GRAVE_CLAIM: f64 = 0.2;
/// Characters of an answer that are read; the rest is ignored.
pub const MAX_ANSWER: usize = 10_000;

/// What a good answer says, with weights.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rubric {
    points: Vec<Point>,
    /// Stems of all patterns: words of the subject, none of which is a slip for another.
    stems: BTreeSet<String>,
    /// What the points speak of, where that is several things.
    contrast: Contrast,
}

/// One thing that a good answer says, or a wrong one claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    pub id: PointId,
    /// 1..=5, or -5..=-1 for a wrong claim.
    pub weight: i8,
    /// Without it the share is at most [`CAP_WITHOUT_MUST`].
    pub must: bool,
    /// How it is recognised, in any of the languages: one is enough.
    pub patterns: Vec<Pattern>,
    /// Who says one of these has got the point wrong, however many of its words are there; empty for a wrong claim.
    pub against: Vec<Pattern>,
}

impl Rubric {
    pub fn new(mut points: Vec<Point>) -> Self {
        let contrast = Contrast::bind(&mut points);
        let patterns = points.iter().flat_map(|point| point.patterns.iter().chain(&point.against));
        let stems = patterns.flat_map(Pattern::stems).collect();
        Self { points, stems, contrast }
    }

    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Adds how a translation of this rubric recognises the points, by their ids: from then on, an answer may hit the
    /// words of either language, also a part of a point in one and a part in the other.
    #[must_use]
    pub fn merged(self, translation: &Self) -> Self {
        let points = self.points.into_iter().map(|mut point| {
            let same = translation.points.iter().find(|other| other.id == point.id);
            for pattern in same.into_iter().flat_map(|point| &point.patterns) {
                pattern::merge(&mut point.patterns, pattern);
            }
            point.against.extend(same.into_iter().flat_map(|point| &point.against).cloned());
            point
        });
        Self::new(points.collect())
    }

    /// What an answer says of the points. The same answer always has the same score; any text is an answer. The time
    /// it takes grows with the answer's length, and with the number of patterns.
    pub fn score(&self, answer: &str) -> Scored {
        let answer = Answer::read(cut(answer), &self.stems, &self.contrast);
        let points = self.points.iter();
        let found: Vec<search::Found> = points.map(|point| search::point(point, &answer)).collect();
        let said = self.share(&found, |found| found.outcome.is_hit());
        let explained = self.share(&found, |found| found.outcome.is_hit() && !found.is_listed);
        let share = said.min(CAP_OF_A_LIST).max(explained.min(said));
        let is_list = share < said;
        let share = share.min(self.cap_of_confusion(&found)).min(self.cap_of_claims(&found));
        Scored { points: found.into_iter().map(|found| found.outcome).collect(), share, is_list }
    }

    /// A wrong claim that turns the whole answer round.
    fn cap_of_claims(&self, found: &[search::Found]) -> f64 {
        let mut points = self.points.iter().zip(found);
        let is_grave = points.any(|(point, found)| point.weight <= GRAVE_CLAIM && found.outcome.is_hit());
        if is_grave { CAP_OF_A_GRAVE_CLAIM } else { 1.0 }
    }

    /// Who says the opposite of what everybody must know, or says two points the wrong way round, has confused the
    /// matter: then each of them costs what it would bring.
    fn cap_of_confusion(&self, found: &[search::Found]) -> f64 {
        let (mut sum, mut all, mut confused, mut is_grave) = (0, 0, 0, false);
        for (point, found) in self.points.iter().zip(found) {
            let weight = i32::from(point.weight);
            let is_confused = found.is_contradicted || matches!(found.outcome, Outcome::Swapped(_));
            sum += if found.outcome.is_hit() { weight } else { 0 };
            sum -= if is_confused { weight.max(0) } else { 0 };
            all += weight.max(0);
            confused += usize::from(is_confused);
            is_grave |= found.is_contradicted && point.must;
        }
        if !is_grave && confused < MIN_CONFUSED {
            return 1.0;
        }
        (f64::from(sum.max(0)) / f64::from(all.max(1))).min(CAP_OF_CONFUSION)
    }

    /// The share, 0..=1, if exactly these points are hit, in the rubric's order; missing ones count as missed. Knows
    /// weights and must-points, and nothing of how an answer says it: [`CAP_OF_A_LIST`] is not applied.
    pub fn share_of(&self, hits: &[bool]) -> f64 {
        let (mut sum, mut all, mut has_musts) = (0, 0, true);
        for (number, point) in self.points.iter().enumerate() {
            let (weight, is_hit) = (i32::from(point.weight), hits.get(number) == Some(&true));
            sum += if is_hit { weight } else { 0 };
            all += weight.max(0);
            has_musts &= is_hit || !point.must;
        }
        let share = if all > 0 { f64::from(sum.max(0)) / f64::from(all) } else { 0.0 };
        if has_musts { share } else { share.min(CAP_WITHOUT_MUST) }
    }

    /// The share if these points are hit. Wrong claims count wherever they are made.
    fn share(&self, found: &[search::Found], is_hit: impl Fn(&search::Found) -> bool) -> f64 {
        let points = self.points.iter().zip(found);
        let hits = points.map(|(point, found)| if point.weight < 0 { found.outcome.is_hit() } else { is_hit(found) });
        self.share_of(&hits.collect::<Vec<_>>())
    }
}

/// The part of an answer that is read.
fn cut(answer: &str) -> &str {
    answer.char_indices().nth(MAX_ANSWER).map_or(answer, |(end, _)| &answer[..end])
}

#[cfg(test)]
mod tests;
