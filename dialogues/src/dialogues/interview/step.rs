//! A press on the question that is being asked, and the end that comes of itself: by the time, or by the loss of the content.

use chrono::TimeDelta;

use super::answer;
use super::places::{asking, choosing, current_place, stopping, verdict_on};
use super::words::{CODE, Verb, View};
use crate::dialogues::contract::{Decision, Refusal};
use crate::kernel::place::Place;
use crate::kernel::texts::Texts;
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::interview::{EndReason, InterviewFact, InterviewRun};
use crate::streams::{Fact, State};

/// A press that belongs to the question that is being asked.
pub fn step(state: &State, verb: Verb, token: &Token, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let run = state.interview.as_ref().ok_or_else(|| Refusal::Spent(choosing()))?;
    if token.step != Some(run.step()) || !run.is_open() {
        // A second tap on what ended a question shows again what came of it.
        let ends = matches!(verb, Verb::Done | Verb::Skip);
        let is_new = run.messages.is_empty() && run.paused_at.is_none();
        let last = run.exchanges.len().checked_sub(1).filter(|_| ends && is_new);
        return Err(Refusal::Spent(last.map_or_else(|| current_place(run), verdict_on)));
    }
    let interview = scene.interview_of(run).map(AsRef::as_ref);
    if verb == Verb::Stop {
        return Ok(answer::end(state, run, interview, EndReason::Stopped, scene));
    }
    let interview = interview.ok_or(Refusal::Gone)?;
    let paused = run.paused_at;
    let decided = match (verb, paused) {
        (Verb::Quit, _) => Some(Decision::go(stopping(run))),
        (Verb::Resume, Some(since)) => {
            let pause = (scene.now - since).max(TimeDelta::zero());
            let resumed = InterviewFact::InterviewResumed { deadline: run.deadline + pause };
            Some(Decision::go(asking(None)).because([Fact::Interview(run.id, resumed)]))
        }
        (Verb::Done, None) => answer::done(state, run, interview, scene),
        (Verb::Hint, None) => Some(Decision::go(current_place(run)).because(hint(run))),
        (Verb::Skip, None) => answer::skip(state, run, interview, scene),
        (Verb::Pause, None) => {
            let paused = InterviewFact::InterviewPaused { deadline: run.deadline };
            Some(Decision::go(Place::new(CODE, View::Paused)).because([Fact::Interview(run.id, paused)]))
        }
        _ => None,
    };
    decided.ok_or_else(|| Refusal::Spent(current_place(run)))
}

/// The open interview's end, if its time is over, or if its questions are in neither catalogue nor archive.
pub fn ended(state: &State, scene: &Scene<'_>) -> Option<Decision> {
    let run = state.interview.as_ref().filter(|run| run.is_open())?;
    if run.is_over(scene.now) {
        return Some(time_up(state, run, scene));
    }
    if scene.interview_of(run).is_none() {
        let lost = Texts::of(run.locale).plain("interview-lost", &[]);
        return Some(answer::end(state, run, None, EndReason::Stopped, scene).saying(lost));
    }
    None
}

pub fn time_up(state: &State, run: &InterviewRun, scene: &Scene<'_>) -> Decision {
    let interview = scene.interview_of(run).map(AsRef::as_ref);
    let time_up = Texts::of(run.locale).plain("interview-time-up", &[]);
    answer::end(state, run, interview, EndReason::TimeUp, scene).saying(time_up)
}

fn hint(run: &InterviewRun) -> Option<Fact> {
    let question = run.current()?.question().clone();
    let news = !run.hints.contains(&question);
    news.then_some(Fact::Interview(run.id, InterviewFact::HintRevealed { question }))
}
