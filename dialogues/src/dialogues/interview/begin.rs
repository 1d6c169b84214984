//! How an interview begins: which questions it asks.

use chrono::TimeDelta;

use super::choice::{Choice, count};
use super::places::{asking, choosing, current_place};
use crate::catalogue::Ask;
use crate::dialogues::contract::{Decision, Refusal};
use crate::dialogues::question::weight;
use crate::kernel::ids::{AskId, InterviewRunId};
use crate::kernel::seed;
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::interview::InterviewFact;
use crate::streams::{Fact, PathFact, State};

/// A press on "begin".
pub fn begin(state: &State, token: &Token, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let choice = &Choice::of(token, scene).ok_or_else(|| Refusal::Spent(choosing()))?;
    if let Some(open) = state.interview.as_ref().filter(|run| run.is_open()) {
        return Err(Refusal::Spent(current_place(open)));
    }
    if token.step != Some(state.path_step()) {
        return Err(Refusal::Spent(choosing()));
    }
    let asks = pick(state, choice, scene.seed);
    if asks.is_empty() {
        return Err(Refusal::Spent(choosing()));
    }
    let number = state.path.interviews.number + 1;
    let run = InterviewRunId::of(state.id, number);
    let Choice { interview, minutes, locale, .. } = choice;
    let (course, id) = (interview.course.clone(), interview.id.clone());
    let opened = PathFact::InterviewOpened { course: course.clone(), interview: id.clone(), run, number };
    let started = InterviewFact::InterviewStarted {
        learner: state.id,
        course,
        interview: id,
        revision: interview.revision.clone(),
        level: interview.level,
        topics: choice.concepts(),
        minutes: *minutes,
        locale: *locale,
        number,
        seed: scene.seed,
        asks,
        started_at: scene.now,
        deadline: scene.now + TimeDelta::minutes(i64::from(*minutes)),
    };
    Ok(Decision::go(asking(None)).because([Fact::from(opened), Fact::Interview(run, started)]))
}

/// The questions: rather about what is weak, none of the last interview's while there are others, the easy ones first.
fn pick<'a>(state: &State, choice: &Choice<'a>, seed: u64) -> Vec<AskId> {
    let interview = choice.interview;
    let concepts = choice.concepts();
    let last = state.path.interviews.asked.get(&interview.id);
    let is_old = |ask: &&Ask| last.is_some_and(|last| last.contains(&ask.id));
    let fitting = interview.asks.iter().filter(|ask| concepts.contains(&ask.concept));
    let (old, fresh): (Vec<&Ask>, Vec<&Ask>) = fitting.partition(is_old);
    let draw = |from: &[&'a Ask], count: usize, part: &str| -> Vec<&'a Ask> {
        let weakness = |ask: &&Ask| state.path.mastery(&interview.course, &ask.concept).weakness();
        let weights: Vec<u32> = from.iter().map(|ask| weight(weakness(ask))).collect();
        let drawn = seed::draw(&weights, count, seed::derive(seed, part));
        drawn.into_iter().filter_map(|number| from.get(number).copied()).collect()
    };
    let mut asks = draw(&fresh, count(choice), "pick");
    let lacking = count(choice) - asks.len();
    asks.extend(draw(&old, lacking, "again"));
    seed::shuffle(&mut asks, seed);
    asks.sort_by_key(|ask| ask.difficulty);
    asks.into_iter().map(|ask| ask.id.clone()).collect()
}
