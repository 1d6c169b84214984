//! What follows from an answer, a skip, and the end of the time. Draws nothing.

use super::places::{card_place, current_place, noted, verdict_on};
use super::unsure::is_unsure;
use crate::catalogue::{Ask, AskText, Interview, Localised};
use crate::dialogues::contract::Decision;
use crate::kernel::ids::PointId;
use crate::kernel::texts::Texts;
use crate::rubric::{Rubric, Scored};
use crate::scene::Scene;
use crate::streams::Aggregate;
use crate::streams::State;
use crate::streams::interview::run::{Asking, InterviewRun};
use crate::streams::interview::score;
use crate::streams::interview::{EndReason, InterviewFact};
use crate::streams::{Fact, PathFact};

/// A question or follow-up as the author wrote it.
#[derive(Clone, Copy)]
pub struct Written<'a> {
    pub ask: &'a Ask,
    pub text: &'a Localised<AskText>,
    pub rubric: &'a Rubric,
}

/// None: the interview has no such question.
pub fn written<'a>(interview: &'a Interview, asking: &Asking<'_>) -> Option<Written<'a>> {
    let ask = interview.ask(asking.ask)?;
    match asking.follow {
        None => Some(Written { ask, text: &ask.text, rubric: &ask.rubric }),
        Some(id) => {
            let follow = ask.follows.iter().find(|follow| follow.id == *id)?;
            Some(Written { ask, text: &follow.text, rubric: &follow.rubric })
        }
    }
}

/// Is there anything in it that could be an answer? Code may be nothing but marks; a smile is none.
pub fn says_something(text: &str) -> bool {
    text.chars().any(|char| char.is_alphanumeric() || char.is_ascii_graphic())
}

/// One more message of an answer.
pub fn hear(run: &InterviewRun, text: &str, scene: &Scene<'_>) -> Decision {
    let texts = Texts::of(run.locale);
    let question = Decision::go(current_place(run));
    if text.trim().is_empty() {
        return question.saying(texts.plain("interview-words-please", &[]));
    }
    let room = run.room();
    if room == 0 || run.is_over(scene.now) {
        return question.saying(texts.plain("interview-full", &[]));
    }
    if is_unsure(text) {
        let key = if run.messages.is_empty() { "interview-unsure" } else { "interview-unsure-said" };
        return question.saying(texts.plain(key, &[]));
    }
    let kept: String = text.chars().take(room).collect();
    let is_cut = kept.len() < text.len();
    let speaks = says_something(&kept);
    let heard = Decision::go(noted(run));
    let heard = heard.because([Fact::Interview(run.id, InterviewFact::MessageAdded { text: kept })]);
    if is_cut {
        heard.saying(texts.plain("interview-cut", &[]))
    } else if speaks {
        heard
    } else {
        heard.saying(texts.plain("interview-wordless", &[]))
    }
}

/// "That's all": the answer is scored, and what comes next is decided.
pub fn done(state: &State, run: &InterviewRun, interview: &Interview, scene: &Scene<'_>) -> Option<Decision> {
    if !run.messages.iter().any(|message| says_something(message)) {
        let words_please = Texts::of(run.locale).plain("interview-words-please", &[]);
        return Some(Decision::go(current_place(run)).saying(words_please));
    }
    let asking = run.current()?;
    let question = written(interview, &asking)?;
    let (fact, scored) = scored(state, run, &asking, &question, scene);
    let follow = question.ask.follow(&scored).filter(|_| asking.follow.is_none());
    let mut facts = vec![Fact::Interview(run.id, fact.clone())];
    if let Some(follow) = follow {
        let asked = InterviewFact::FollowUpAsked { ask: question.ask.id.clone(), follow: follow.id.clone() };
        facts.push(Fact::Interview(run.id, asked));
    } else {
        facts.extend(end_if_dealt(state, run, &fact, scene));
    }
    facts.extend(state.learner.step(scene.now).map(Fact::from));
    Some(Decision::go(verdict_on(run.exchanges.len())).because(facts))
}

/// The question is left, and shown with its model answer.
pub fn skip(state: &State, run: &InterviewRun, interview: &Interview, scene: &Scene<'_>) -> Option<Decision> {
    if !run.messages.is_empty() {
        let said = Texts::of(run.locale).plain("interview-skip-said", &[]);
        return Some(Decision::go(current_place(run)).saying(said));
    }
    let asking = run.current()?;
    let question = written(interview, &asking)?;
    let right = question.rubric.points().iter().filter(|point| point.weight > 0);
    let skipped = InterviewFact::QuestionSkipped {
        interview: run.interview.clone(),
        ask: asking.ask.clone(),
        follow: asking.follow.cloned(),
        concept: question.ask.concept.clone(),
        missed: right.map(|point| point.id.clone()).collect(),
        seconds: run.seconds_spent(scene.now),
        day: scene.day(state),
    };
    let ended = end_if_dealt(state, run, &skipped, scene);
    Some(Decision::go(verdict_on(run.exchanges.len())).because([Fact::Interview(run.id, skipped)]).because(ended))
}

/// It is over before all is asked: what was said to the last question still counts.
pub fn end(
    state: &State,
    run: &InterviewRun,
    interview: Option<&Interview>,
    reason: EndReason,
    scene: &Scene<'_>,
) -> Decision {
    let last = run.current().filter(|_| run.messages.iter().any(|message| says_something(message)));
    let last = last.and_then(|asking| {
        let question = written(interview?, &asking)?;
        Some(scored(state, run, &asking, &question, scene).0)
    });
    let mut facts: Vec<Fact> = last.iter().map(|fact| Fact::Interview(run.id, fact.clone())).collect();
    let run = last.iter().fold(run.clone(), |run, fact| run.evolve(fact, scene.now));
    facts.extend(ending(state, &run, reason, scene));
    Decision::go(card_place()).because(facts)
}

fn scored(
    state: &State,
    run: &InterviewRun,
    asking: &Asking<'_>,
    question: &Written<'_>,
    scene: &Scene<'_>,
) -> (InterviewFact, Scored) {
    let scored = question.rubric.score(&run.answer());
    let points = question.rubric.points().iter().zip(&scored.points);
    let ids = |wanted: fn(i8, bool) -> bool| -> Vec<PointId> {
        let found = points.clone().filter(|(point, outcome)| wanted(point.weight, outcome.is_hit()));
        found.map(|(point, _)| point.id.clone()).collect()
    };
    let fact = InterviewFact::AnswerScored {
        interview: run.interview.clone(),
        ask: asking.ask.clone(),
        follow: asking.follow.cloned(),
        concept: question.ask.concept.clone(),
        share: score::rounded(scored.share),
        hits: ids(|_, is_hit| is_hit),
        missed: ids(|weight, is_hit| weight > 0 && !is_hit),
        seconds: run.seconds_spent(scene.now),
        day: scene.day(state),
    };
    (fact, scored)
}

fn end_if_dealt(state: &State, run: &InterviewRun, last: &InterviewFact, scene: &Scene<'_>) -> Vec<Fact> {
    let run = run.clone().evolve(last, scene.now);
    if run.current().is_some() { Vec::new() } else { ending(state, &run, EndReason::Done, scene).into() }
}

/// The interview's end in both streams; `run` with its last answer.
fn ending(state: &State, run: &InterviewRun, reason: EndReason, scene: &Scene<'_>) -> [Fact; 2] {
    let (topics, share, recommendation) = score::sum_up(run.level, &run.exchanges, run.asks.len());
    let asked: Vec<_> = run.asks.iter().take(run.asked).cloned().collect();
    let completed = InterviewFact::InterviewCompleted { share, per_topic: topics.clone(), recommendation, reason };
    let finished = PathFact::InterviewFinished {
        course: run.course.clone(),
        interview: run.interview.clone(),
        run: run.id,
        level: run.level,
        share,
        recommendation,
        reason,
        seconds: run.exchanges.iter().map(|exchange| exchange.seconds).sum(),
        day: scene.day(state),
        concepts: topics,
        asked,
    };
    [Fact::Interview(run.id, completed), finished.into()]
}
