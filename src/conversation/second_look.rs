//! A second look at an answer of an interview, where a reviewer is configured: after the turn that has scored it, so that
//! nobody waits. It is lost with the process, and then the score stands that the turn has given.

use dialogues::facts::{Fact, InterviewFact};
use dialogues::input::Input;
use dialogues::interview::{self, SecondLook, Written};
use dialogues::markup::Html;
use dialogues::rubric::{Outcome, quote};
use tracing::warn;

use super::{Arrival, Reply, pinned, take_turn};
use crate::app::App;
use crate::external::reviewer::Task;

/// Looks again at the answer that the turn [has scored](has_scored). None: nothing has changed.
pub async fn look_again(app: &App, reply: &Reply) -> Option<(usize, Reply)> {
    let look = look(app, reply).await?;
    let exchange = look.exchange;
    let key = format!("look:{}:{exchange}", look.run);
    let arrival = Arrival { learner: reply.learner, person: None, key: Some(&key) };
    match take_turn(app, arrival, &Input::SecondLook(look)).await {
        Ok(reply) => Some((exchange, reply)),
        Err(error) => {
            warn!(%error, "what a second look has found cannot be stored; the score stands");
            None
        }
    }
}

/// Is there anything to look at? Asked before a task is spawned.
pub fn has_scored(app: &App, facts: &[Fact]) -> bool {
    let is_scored = |fact: &Fact| matches!(fact, Fact::Interview(_, InterviewFact::AnswerScored { .. }));
    app.reviewer.is_some() && facts.iter().any(is_scored)
}

async fn look(app: &App, reply: &Reply) -> Option<SecondLook> {
    let reviewer = app.reviewer.as_ref()?;
    let run = reply.state.interview.as_ref()?;
    let archived = pinned::interview(app, &reply.state).await.ok()?;
    let interview = archived.or_else(|| app.content.current().interview(&run.interview).cloned())?;
    let (exchange, Written { text, rubric, .. }) = interview::last_answer(run, &interview)?;
    let text = text.get(run.locale);
    let (question, answer) = (text.prompt.plain(), run.exchanges.get(exchange)?.answer());
    let points = text.points.iter().map(Html::plain).collect();
    let second = reviewer.review(Task::new(reply.learner, &question, rubric, points, &answer)?).await?;
    let mut look = SecondLook { run: run.id, exchange, share: second.share(), said: Vec::new(), unsaid: Vec::new() };
    for number in &second.changed {
        let (point, outcome) = (rubric.points().get(*number)?, second.scored.points.get(*number)?);
        match outcome {
            Outcome::Hit(ranges) => {
                let words = ranges.first().map(|range| quote(&answer, range)).unwrap_or_default();
                look.said.push((point.id.clone(), words));
            }
            _ => look.unsaid.push(point.id.clone()),
        }
    }
    (!second.changed.is_empty()).then_some(look)
}
