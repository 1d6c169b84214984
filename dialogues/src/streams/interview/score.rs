//! What answers add up to: per topic, overall, and what an interviewer of that level would say. Reads no answers; that
//! is the [rubric](crate::rubric)'s.

use std::collections::BTreeMap;

use super::exchange::Exchange;
use super::facts::Recommendation;
use crate::catalogue::Level;
use crate::kernel::ids::ConceptId;
use crate::streams::path::mastery::ConceptScore;

/// A follow-up counts for so much of a question.
pub(crate) const FOLLOW_WEIGHT: f64 = 0.5;
/// Below this share of the planned questions nothing can be recommended.
pub const ENOUGH: f64 = 0.5;
/// A topic at or above this share is strong, and below the second one weak.
pub const STRONG: f64 = 0.75;
pub(crate) const WEAK: f64 = 0.5;

/// What a level asks for: shares, 0..=1. Our own choice; a model answer of a file scores at least 0.9, and an answer
/// that lacks what it must say at most 0.5.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    pub hire: f64,
    pub lean: f64,
}

pub(crate) const fn bar(level: Level) -> Bar {
    match level {
        Level::Junior => Bar { hire: 0.65, lean: 0.5 },
        Level::Middle => Bar { hire: 0.7, lean: 0.55 },
        Level::Senior => Bar { hire: 0.75, lean: 0.6 },
    }
}

/// Questions and points of each topic. A question counts once, together with its follow-up; what was skipped brings
/// nothing.
pub fn per_topic(exchanges: &[Exchange]) -> BTreeMap<ConceptId, ConceptScore> {
    let mut topics: BTreeMap<ConceptId, ConceptScore> = BTreeMap::new();
    for question in exchanges.iter().filter(|exchange| exchange.follow.is_none()) {
        let follow = exchanges.iter().find(|other| other.follow.is_some() && other.ask == question.ask);
        let own = question.share.unwrap_or_default();
        let points = follow
            .map_or(own, |follow| (own + FOLLOW_WEIGHT * follow.share.unwrap_or_default()) / (1.0 + FOLLOW_WEIGHT));
        let topic = topics.entry(question.concept.clone()).or_default();
        topic.asked += 1;
        topic.points = rounded(topic.points + points);
    }
    topics
}

/// As it is stored, in ten-thousandths: so short a number reads back from JSON as the same one.
pub fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

/// The share of a topic, 0..=1.
pub fn share_of(score: &ConceptScore) -> f64 {
    if score.asked > 0 { score.points / f64::from(score.asked) } else { 0.0 }
}

/// The share of all topics together, 0..=1: every question counts the same.
pub(crate) fn overall(topics: &BTreeMap<ConceptId, ConceptScore>) -> f64 {
    let all = topics.values().fold(ConceptScore::default(), |all, topic| ConceptScore {
        asked: all.asked + topic.asked,
        points: all.points + topic.points,
    });
    rounded(share_of(&all))
}

/// Topics, share and recommendation of an interview that planned so many questions.
pub(crate) fn sum_up(
    level: Level,
    exchanges: &[Exchange],
    planned: usize,
) -> (BTreeMap<ConceptId, ConceptScore>, f64, Recommendation) {
    let topics = per_topic(exchanges);
    let share = overall(&topics);
    let dealt = exchanges.iter().filter(|exchange| exchange.follow.is_none()).count();
    let recommendation = recommend(level, share, dealt, planned);
    (topics, share, recommendation)
}

/// `dealt` of `planned` questions were answered or skipped.
pub fn recommend(level: Level, share: f64, dealt: usize, planned: usize) -> Recommendation {
    // 13 of 20 must reach a bar of 0.65, whatever a float makes of it.
    let share = share + 1e-9;
    let bar = bar(level);
    if dealt == 0 || (dealt as f64) < ENOUGH * planned as f64 {
        Recommendation::TooLittle
    } else if share >= bar.hire {
        Recommendation::Hire
    } else if share >= bar.lean {
        Recommendation::Lean
    } else {
        Recommendation::NotYet
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ids::AskId;

    fn exchange(ask: &str, follow: Option<&str>, concept: &str, share: Option<f64>) -> Exchange {
        Exchange {
            ask: AskId::new(ask),
            follow: follow.map(AskId::new),
            concept: ConceptId::new(concept),
            messages: Vec::new(),
            share,
            hits: Vec::new(),
            missed: Vec::new(),
            hinted: false,
            seconds: 1,
            found: None,
            claims: BTreeMap::new(),
        }
    }

    #[test]
    fn a_follow_up_counts_half_and_what_is_skipped_counts_as_nothing() {
        let exchanges = [
            exchange("i-a", None, "one", Some(1.0)),
            exchange("i-a", Some("i-a-f1"), "one", Some(0.25)),
            exchange("i-b", None, "two", None),
        ];
        let topics = per_topic(&exchanges);
        assert!((share_of(&topics["one"]) - 0.75).abs() < 1e-9);
        assert_eq!((topics["two"].asked, share_of(&topics["two"])), (1, 0.0));
        assert!((overall(&topics) - 0.375).abs() < 1e-9);
        assert!(overall(&BTreeMap::new()).abs() < f64::EPSILON);
    }

    #[test]
    fn the_bar_rises_with_the_level_and_little_is_no_basis() {
        assert_eq!(recommend(Level::Junior, 0.65, 5, 5), Recommendation::Hire);
        assert_eq!(recommend(Level::Middle, 0.65, 5, 5), Recommendation::Lean);
        assert_eq!(recommend(Level::Senior, 0.59, 5, 5), Recommendation::NotYet);
        assert_eq!(recommend(Level::Junior, 1.0, 2, 5), Recommendation::TooLittle);
        assert_eq!(recommend(Level::Junior, 1.0, 0, 0), Recommendation::TooLittle);
    }
}
