//! An interview simulation: one question at a time, answered in as many messages as the learner likes, scored against
//! the author's rubric, within a time. Pinned to the content that it was begun with. Knows no clock: whether the time is
//! over is decided by whatever comes after the deadline, a due moment or the learner.
//!
//! Start at [`InterviewDialogue::decide`], then `answer`. [`run`] is the fold, `setup` what comes before the first
//! question, `view`, `feedback` and `card` are the screens.

mod answer;
mod card;
pub mod facts;
mod feedback;
pub mod history;
pub mod run;
pub mod score;
mod second_look;
pub mod setup;
mod view;

use chrono::TimeDelta;
use uuid::Uuid;

use crate::catalogue::Level;
use crate::dialogue::{Decision, Dialogue, Place, Refusal};
use crate::facts::Fact;
use crate::ids::{ConceptId, CourseId};
use crate::input::Input;
use crate::locale::Locale;
use crate::scene::Scene;
use crate::screen::Screen;
use crate::state::State;
use crate::texts::Texts;
use crate::token::Token;
use crate::turn::own_interview;

use facts::{EndReason, InterviewFact};
use run::InterviewRun;

pub use answer::Written;
pub use second_look::{SecondLook, answered, is_shown, look_again};
pub use view::continue_button;

/// Begins the tokens of its buttons.
pub const CODE: &str = "i";
/// A moment may be told so much too early by another clock.
const EARLY: TimeDelta = TimeDelta::seconds(5);
const LEVELS: [(Level, &str); 3] = [(Level::Junior, "junior"), (Level::Middle, "middle"), (Level::Senior, "senior")];

pub struct InterviewDialogue;

impl Dialogue for InterviewDialogue {
    fn code(&self) -> &'static str {
        CODE
    }

    fn commands(&self) -> &'static [(&'static str, bool)] {
        &[("interview", true)]
    }

    fn decide(&self, state: &State, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        if let Some(ended) = ended(state, scene) {
            return Ok(ended);
        }
        let Input::Press(token) = input else {
            return Ok(enter(state));
        };
        let number = || token.argument(0).and_then(|number| number.parse::<usize>().ok()).ok_or(Refusal::Unknown);
        match token.verb.as_str() {
            "l" => Ok(enter(state)),
            "b" | "s" | "t" => setup::decide(state, token, scene),
            "c" => Ok(Decision::go(card_place())),
            "m" => Ok(Decision::go(Place::new(CODE, "model").with(number()?))),
            "n" => Ok(Decision::go(state.interview.as_ref().map_or_else(setup::place, current_place))),
            "v" => Ok(Decision::go(told(number()?))),
            "d" | "h" | "k" | "p" | "q" | "r" | "x" => step(state, token, scene),
            _ => Err(Refusal::Unknown),
        }
    }

    /// A message is a part of the answer to the question that is shown.
    fn hear(&self, state: &State, place: &Place, input: &Input, scene: &Scene<'_>) -> Option<Decision> {
        let run = state.interview.as_ref().filter(|run| run.is_open())?;
        if let Some(ended) = ended(state, scene) {
            return Some(ended);
        }
        let say = |key: &str| Some(Decision::go(place.clone()).saying(Texts::of(run.locale).plain(key, &[])));
        let waits = matches!(place.view.as_str(), "paused" | "question" | "stop");
        if waits && run.paused_at.is_some() {
            return say("interview-paused-answer");
        }
        match place.view.as_str() {
            "model" | "verdict" => say("interview-answered"),
            // Another turn has ended the pause meanwhile.
            "paused" => Some(again(run)),
            "question" | "stop" => match input {
                // It was written to an earlier question, which another turn has dealt with meanwhile.
                Input::Text(_) if place.detail != Some(shown(run)) => Some(again(run)),
                Input::Text(text) => Some(answer::hear(run, text, scene)),
                _ => say("interview-words-please"),
            },
            _ => None,
        }
    }

    fn settle(&self, state: &State, place: Place, _: &Scene<'_>) -> Place {
        match (&state.interview, place.view.as_str()) {
            (Some(run), "card" | "paused" | "question") => current_place(run),
            (Some(run), "stop") if !run.is_open() => current_place(run),
            (Some(run), "stop") => stopping(run),
            _ => place,
        }
    }

    /// At the feedback that the chat shows, else where the interview stands.
    fn resume(&self, state: &State, looking: &Place) -> Place {
        let Some(run) = &state.interview else { return setup::place() };
        let last = run.exchanges.len().checked_sub(1).map(told);
        last.filter(|last| last == looking && run.is_open()).unwrap_or_else(|| current_place(run))
    }

    fn owns(&self, state: &State, stream: Uuid) -> bool {
        state.interview.is_some() && own_interview(state, stream).is_some()
    }

    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Screen {
        let chosen = matches!(place.view.as_str(), "setup" | "topics").then(|| setup::screen(state, place, scene));
        if let Some(screen) = chosen.flatten() {
            return screen;
        }
        let of_run = || {
            let run = state.interview.as_ref()?;
            let interview = scene.interview_of(run).map(AsRef::as_ref);
            let number = || place.detail.as_deref().and_then(|number| number.parse().ok());
            let shown = match place.view.as_str() {
                "model" => feedback::model_screen(run, interview?, number()?, scene),
                "paused" if run.paused_at.is_some() => Some(view::paused(run, interview?, scene)),
                "start" | "setup" | "topics" => return None,
                "stop" if run.is_open() => Some(view::stop(run, interview?, scene)),
                "verdict" => feedback::screen(run, interview?, number()?, scene),
                _ => None,
            };
            shown.or_else(|| match &run.finished {
                Some(ending) => Some(card::screen(state, run, ending, interview, scene)),
                None if run.paused_at.is_some() => Some(view::paused(run, interview?, scene)),
                None => view::question(state, run, interview?, scene),
            })
        };
        of_run().unwrap_or_else(|| setup::start_screen(state, scene))
    }

    /// The time is over. `detail`: the interview's id.
    fn due(&self, state: &State, detail: &str, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        let run = state.interview.as_ref().filter(|run| run.id.to_string() == detail).ok_or(Refusal::Unknown)?;
        if !run.is_over(scene.now + EARLY) {
            return Err(Refusal::Unknown);
        }
        Ok(time_up(state, run, scene))
    }
}

/// A message at home, while an interview's time runs. If the session was lost, it is a part of the answer: without Redis
/// every session is lost, and nobody must be asked for ever. Otherwise the question is shown again, since a chat at home
/// may be about anything.
pub fn missed(state: &State, lost: bool, input: &Input, scene: &Scene<'_>) -> Option<Decision> {
    let run = state.interview.as_ref().filter(|run| run.is_open() && run.paused_at.is_none())?;
    if let Some(ended) = ended(state, scene) {
        return Some(ended);
    }
    if lost {
        return InterviewDialogue.hear(state, &current_place(run), input, scene);
    }
    Some(again(run))
}

/// Does it only look at what was said? Then it may be about an interview that is over, with another one after it.
pub fn only_reads(input: &Input) -> bool {
    match input {
        Input::Press(token) => matches!(token.verb.as_str(), "c" | "m" | "n" | "v"),
        _ => matches!(input, Input::UnknownPress),
    }
}

/// A press that belongs to the question that is being asked.
fn step(state: &State, token: &Token, scene: &Scene<'_>) -> Result<Decision, Refusal> {
    let run = state.interview.as_ref().ok_or_else(|| Refusal::Spent(setup::place()))?;
    if token.step != Some(run.step()) || !run.is_open() {
        // A second tap on what ended a question shows again what came of it.
        let ends = matches!(token.verb.as_str(), "d" | "k");
        let is_new = run.messages.is_empty() && run.paused_at.is_none();
        let last = run.exchanges.len().checked_sub(1).filter(|_| ends && is_new);
        return Err(Refusal::Spent(last.map_or_else(|| current_place(run), told)));
    }
    let interview = scene.interview_of(run).map(AsRef::as_ref);
    if token.verb == "x" {
        return Ok(answer::end(state, run, interview, EndReason::Stopped, scene));
    }
    let interview = interview.ok_or(Refusal::Gone)?;
    let paused = run.paused_at;
    let decided = match (token.verb.as_str(), paused) {
        ("q", _) => Some(Decision::go(stopping(run))),
        ("r", Some(since)) => {
            let pause = (scene.now - since).max(TimeDelta::zero());
            let resumed = InterviewFact::InterviewResumed { deadline: run.deadline + pause };
            Some(Decision::go(asking(None)).because([Fact::Interview(run.id, resumed)]))
        }
        ("d", None) => answer::done(state, run, interview, scene),
        ("h", None) => Some(Decision::go(current_place(run)).because(hint(run))),
        ("k", None) => answer::skip(state, run, interview, scene),
        ("p", None) => {
            let paused = InterviewFact::InterviewPaused { deadline: run.deadline };
            Some(Decision::go(Place::new(CODE, "paused")).because([Fact::Interview(run.id, paused)]))
        }
        _ => None,
    };
    decided.ok_or_else(|| Refusal::Spent(current_place(run)))
}

/// Goes on with the open interview, or chooses another one.
fn enter(state: &State) -> Decision {
    let open = state.interview.as_ref().filter(|run| run.is_open());
    Decision::go(open.map_or_else(setup::place, current_place))
}

/// The open interview's end, if its time is over, or if its questions are in neither catalogue nor archive.
fn ended(state: &State, scene: &Scene<'_>) -> Option<Decision> {
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

fn time_up(state: &State, run: &InterviewRun, scene: &Scene<'_>) -> Decision {
    let interview = scene.interview_of(run).map(AsRef::as_ref);
    let time_up = Texts::of(run.locale).plain("interview-time-up", &[]);
    answer::end(state, run, interview, EndReason::TimeUp, scene).saying(time_up)
}

fn hint(run: &InterviewRun) -> Option<Fact> {
    let question = run.current()?.question().clone();
    let news = !run.hints.contains(&question);
    news.then_some(Fact::Interview(run.id, InterviewFact::HintRevealed { question }))
}

fn again(run: &InterviewRun) -> Decision {
    Decision::go(current_place(run)).saying(Texts::of(run.locale).plain("quiz-answer-again", &[]))
}

/// Which question is shown: a message that answers it has no step of its own, unlike a button.
fn shown(run: &InterviewRun) -> String {
    format!("{}.{}", run.id, run.exchanges.len())
}

/// Where the interview stands.
fn current_place(run: &InterviewRun) -> Place {
    if !run.is_open() {
        card_place()
    } else if run.paused_at.is_some() {
        Place::new(CODE, "paused")
    } else {
        asking(Some(&shown(run)))
    }
}

fn asking(shown: Option<&str>) -> Place {
    let place = Place::new(CODE, "question");
    match shown {
        Some(shown) => place.with(shown),
        None => place,
    }
}

/// Really to be stopped?
fn stopping(run: &InterviewRun) -> Place {
    Place::new(CODE, "stop").with(shown(run))
}

fn card_place() -> Place {
    Place::new(CODE, "card")
}

/// The feedback on an exchange, from 0.
fn told(number: usize) -> Place {
    Place::new(CODE, "verdict").with(number)
}

/// What the course calls a topic; its id where it names it no longer.
fn topic_name(course: &CourseId, topic: &ConceptId, locale: Locale, scene: &Scene<'_>) -> String {
    let name = scene.catalogue.course(course).and_then(|course| course.concepts.get(topic));
    name.map_or_else(|| topic.to_string(), |name| name.get(locale).clone())
}

/// The button that leads to interviews; none where there are none.
pub fn button(texts: &Texts, scene: &Scene<'_>) -> Option<crate::screen::Button> {
    setup::all(scene).next()?;
    Some(crate::screen::Button::press(texts.plain("interview", &[]), setup::open()))
}
