//! A second look at an answer that was scored: by a language model, where one is configured. What it may change, whoever
//! looks has to bound; here it is taken in, at most once for each answer, also after the interview's end.

use super::answer::{Written, written};
use super::facts::InterviewFact;
use super::run::{Asking, Exchange};
use super::{CODE, score, told};
use crate::catalogue::Interview;
use crate::dialogue::{Place, Refusal};
use crate::facts::{Fact, LearningFact};
use crate::ids::{InterviewRunId, PointId};
use crate::scene::Scene;
use crate::state::State;

/// What a second look has come to.
#[derive(Clone, Debug, PartialEq)]
pub struct SecondLook {
    pub run: InterviewRunId,
    /// The number of the exchange, from 0.
    pub exchange: usize,
    /// 0..=1.
    pub share: f64,
    /// Points that were said all the same, with the learner's words.
    pub said: Vec<(PointId, String)>,
    /// Points that were not said after all.
    pub unsaid: Vec<PointId>,
}

/// The question that was answered.
pub fn answered<'a>(exchange: &Exchange, interview: &'a Interview) -> Option<Written<'a>> {
    written(interview, &Asking { ask: &exchange.ask, follow: exchange.follow.as_ref() })
}

/// Does this place show what came of that answer?
pub fn is_shown(place: &Place, exchange: usize) -> bool {
    let told = told(exchange);
    place.dialogue == CODE && place.view == told.view && place.detail == told.detail
}

pub fn look_again(state: &State, look: &SecondLook, scene: &Scene<'_>) -> Result<Vec<Fact>, Refusal> {
    let run = state.interview.as_ref().filter(|run| run.id == look.run).ok_or(Refusal::Gone)?;
    let exchange = run.exchanges.get(look.exchange).filter(|exchange| exchange.share.is_some());
    let exchange = exchange.filter(|exchange| exchange.found.is_none()).ok_or(Refusal::Unknown)?;
    let fact = InterviewFact::AnswerReviewed {
        interview: run.interview.clone(),
        exchange: look.exchange,
        ask: exchange.ask.clone(),
        follow: exchange.follow.clone(),
        share: score::rounded(look.share.clamp(0.0, 1.0)),
        said: look.said.iter().cloned().collect(),
        unsaid: look.unsaid.clone(),
        day: scene.day(state),
    };
    let after = run.clone().evolve(&fact, scene.now);
    let rescored = after.finished.map(|ending| {
        let (share, recommendation) = (ending.share, ending.recommendation);
        Fact::from(LearningFact::InterviewRescored { run: run.id, share, recommendation })
    });
    Ok([Fact::Interview(run.id, fact)].into_iter().chain(rescored).collect())
}
