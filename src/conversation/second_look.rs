//! A second look at an answer of an interview, where a reviewer is configured: a job, so that nobody waits for it and none
//! is lost. What is found is stored once; where nothing is found, the score stands that the turn has given.

use dialogues::catalogue::{Interview, Pin};
use dialogues::dialogues::interview;
use dialogues::input::Input;
use dialogues::kernel::ids::LearnerId;
use dialogues::kernel::markup::Html;
use dialogues::rubric::{Outcome, quote};
use dialogues::streams::Source;
use dialogues::streams::interview::SecondLook;
use dialogues::streams::interview::run::{Exchange, InterviewRun};
use dialogues::turn;

use super::{Arrival, Reply, TurnError, fetch, look, take_turn};
use crate::app::App;
use crate::assessment::Answer;
use crate::external::reviewer::{Reviewer, Task, Unreviewed};
use crate::platform::jobs::Job;

/// Why an answer could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum LookError {
    #[error(transparent)]
    Turn(#[from] TurnError),
    #[error("its payload is unreadable: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// The reviewer may be there another time.
    #[error("the reviewer is not there")]
    Away,
}

/// The learner's screen after the second look.
pub struct Looked {
    pub reply: Reply,
    /// It shows what came of that answer.
    pub is_shown: bool,
}

/// Looks again at the answer that the job names. None: nothing has changed, and nothing will.
pub async fn look_again(app: &App, job: &Job) -> Result<Option<Looked>, LookError> {
    let (learner, answer) = Answer::of(job)?;
    let Some(reviewer) = &app.reviewer else { return Ok(None) };
    let run = app.store.fold::<InterviewRun>(answer.run).await.map_err(TurnError::from)?;
    let Some(run) = run else { return Ok(None) };
    let is_it = |exchange: &Exchange| exchange.ask == answer.ask && exchange.follow == answer.follow;
    let Some(number) = run.exchanges.iter().position(is_it) else { return Ok(None) };
    // A try before may have stored what it found, and died before that was shown.
    let reply = if run.exchanges[number].found.is_some() {
        look(app, learner).await?
    } else {
        let Some(found) = find(app, reviewer, learner, &run, number).await? else { return Ok(None) };
        let key = format!("look:{}:{number}", run.id);
        let arrival = Arrival { learner, person: None, key: Some(&key) };
        take_turn(app, arrival, &Input::SecondLook(found)).await?
    };
    let is_shown =
        reply.outcome == turn::Outcome::Done && interview::is_shown(&reply.state, &reply.shown, run.id, number);
    Ok(Some(Looked { reply, is_shown }))
}

/// What the reviewer finds in an answer that the scorer has not found. None: the same as the scorer.
async fn find(
    app: &App,
    reviewer: &Reviewer,
    learner: LearnerId,
    run: &InterviewRun,
    number: usize,
) -> Result<Option<SecondLook>, LookError> {
    let pin = Pin::to::<Interview>(&run.interview, &run.revision);
    let document = fetch::document(app, &app.content.current(), &pin).await.map_err(TurnError::from)?;
    let Some(interview) = document.and_then(|document| document.get::<Interview>().cloned()) else { return Ok(None) };
    let exchange = &run.exchanges[number];
    let Some(written) = interview::asked(&interview, exchange) else { return Ok(None) };
    let (text, answer) = (written.text.get(run.locale), exchange.answer());
    let (question, points) = (text.prompt.plain(), text.points.iter().map(Html::plain).collect());
    let Some(task) = Task::new(learner, &question, written.rubric, points, &answer) else { return Ok(None) };
    let second = match reviewer.review(task).await {
        Ok(second) => second,
        Err(Unreviewed::Never) => return Ok(None),
        Err(Unreviewed::Now) => return Err(LookError::Away),
    };
    let mut look =
        SecondLook { run: run.id, exchange: number, share: second.share(), said: Vec::new(), unsaid: Vec::new() };
    let points = written.rubric.points().iter().zip(&second.scored.points).enumerate();
    for (_, (point, outcome)) in points.filter(|(number, _)| second.changed.contains(number)) {
        match outcome {
            Outcome::Hit(ranges) => {
                let words = ranges.first().map(|range| quote(&answer, range)).unwrap_or_default();
                look.said.push((point.id.clone(), words));
            }
            _ => look.unsaid.push(point.id.clone()),
        }
    }
    Ok((!second.changed.is_empty()).then_some(look))
}
