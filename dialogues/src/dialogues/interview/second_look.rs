//! A second look at an answer that was scored: by a language model, where one is configured. What it may change, whoever
//! looks has to bound; here it is taken in, at most once for each answer, also after the interview's end.

use super::places::verdict_on;
use crate::dialogues::contract::Refusal;
use crate::kernel::ids::InterviewRunId;
use crate::kernel::place::Place;
use crate::scene::Scene;
use crate::streams::Aggregate;
use crate::streams::State;
use crate::streams::interview::InterviewFact;
use crate::streams::interview::{SecondLook, score};
use crate::streams::{Fact, PathFact};

/// Does the chat show what came of that answer, when it is at this place?
pub fn is_shown(state: &State, place: &Place, run: InterviewRunId, exchange: usize) -> bool {
    state.path.interviews.last == Some(run) && place.shows(&verdict_on(exchange))
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
        Fact::from(PathFact::InterviewRescored { run: run.id, share, recommendation })
    });
    Ok([Fact::Interview(run.id, fact)].into_iter().chain(rescored).collect())
}
