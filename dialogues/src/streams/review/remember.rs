//! What a review does to what is known of an item, and what is a review besides those that a session asks for. The session
//! and the read model `review_items` both fold by these, so that they agree.

use chrono::NaiveDate;

use crate::kernel::ids::{AskId, InterviewId, LearnerId, PointId};
use crate::kernel::seed;
use crate::memory::{Answered, ItemId, Memory, Params, Rating, Retention, rating};
use crate::streams::interview::facts::InterviewFact;

/// The memory of an item after a review. Its due day is moved a little, by learner, item and number of the review.
pub fn remember(
    params: &Params,
    learner: LearnerId,
    item: &ItemId,
    known: Option<&Memory>,
    rating: Rating,
    day: NaiveDate,
) -> Memory {
    let number = known.map_or(0, |memory| memory.reps);
    let seed = seed::derive(learner.as_uuid().as_u128() as u64, &format!("{item}#{number}"));
    params.review(Retention::default(), known, rating, day).fuzzed(seed)
}

/// A point of a rubric that an answer in an interview said or missed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    pub item: ItemId,
    /// Of what was missed. What was said is a review only of a point that was missed before.
    pub missed: bool,
    /// The learner's local date.
    pub day: NaiveDate,
}

impl Heard {
    /// The rating, if it counts as a review. `known`: the point was missed before.
    pub fn rating(&self, known: bool) -> Option<Rating> {
        if self.missed { Some(Rating::Again) } else { known.then_some(Rating::Good) }
    }
}

/// What an interview's fact tells of what the learner knows.
pub fn heard(fact: &InterviewFact) -> Vec<Heard> {
    if let InterviewFact::AnswerReviewed { interview, ask, follow, said, unsaid, day, .. } = fact {
        return points(interview, follow.as_ref().unwrap_or(ask), said.keys(), unsaid.iter(), *day);
    }
    let none = Vec::new();
    let (interview, question, hits, missed, day) = match fact {
        InterviewFact::AnswerScored { interview, ask, follow, hits, missed, day, .. } => {
            (interview, follow.as_ref().unwrap_or(ask), hits, missed, *day)
        }
        InterviewFact::QuestionSkipped { interview, ask, follow, missed, day, .. } => {
            (interview, follow.as_ref().unwrap_or(ask), &none, missed, *day)
        }
        _ => return Vec::new(),
    };
    points(interview, question, hits.iter(), missed.iter(), day)
}

fn points<'a>(
    interview: &InterviewId,
    question: &AskId,
    said: impl Iterator<Item = &'a PointId>,
    missed: impl Iterator<Item = &'a PointId>,
    day: NaiveDate,
) -> Vec<Heard> {
    let item = |point: &PointId| ItemId::point(interview.as_str(), question.as_str(), point.as_str());
    let missed = missed.map(|point| Heard { item: item(point), missed: true, day });
    missed.chain(said.map(|point| Heard { item: item(point), missed: false, day })).collect()
}

/// The rating of an answer by its score alone: all that is known of answers from before reviews were kept.
pub fn rating_of_score(score: f64) -> Rating {
    rating(&Answered { score, hint: false, guess: 1.0, seconds: 0, expected_seconds: 0 })
}
