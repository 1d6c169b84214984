//! An interview simulation: one question at a time, answered in as many messages as the learner likes, scored against
//! the author's rubric, within a time. Pinned to the content that it was begun with. Knows no clock: whether the time is
//! over is decided by whatever comes after the deadline, a due moment or the learner.
//!
//! Start at [`InterviewDialogue::decide`], then `step` and `answer`. [`InterviewRun`] is the fold, `setup` and `begin` are
//! what comes before the first question, `view`, `feedback` and `card` are the screens.

mod answer;
mod begin;
mod card;
mod choice;
mod claim;
mod feedback;
mod places;
mod second_look;
mod setup;
mod step;
mod topic;
mod unsure;
mod view;
mod which;
pub mod words;

use chrono::TimeDelta;
use uuid::Uuid;

use crate::catalogue::{Interview, Pin};
use crate::dialogues::contract::{Decision, Dialogue, Needs, Refusal};
use crate::dialogues::question;
use crate::input::Input;
use crate::kernel::place::Place;
use crate::kernel::screen::Screen;
use crate::kernel::texts::Texts;
use crate::scene::Scene;
use crate::streams::interview::InterviewRun;
use crate::streams::{State, Stream};
use places::{card_place, choosing, current_place, past_card, shown, stopping, verdict_on};
use step::{ended, step, time_up};
pub use words::CODE;
use words::{Verb, View};

pub use answer::Written;
pub use claim::{Rescored, rescored};
pub use second_look::is_shown;
pub use view::asked;
pub(crate) use view::{button, continue_button};

/// A moment may be told so much too early by another clock.
const EARLY: TimeDelta = TimeDelta::seconds(5);

pub(crate) struct InterviewDialogue;

impl Dialogue for InterviewDialogue {
    fn code(&self) -> &'static str {
        CODE
    }

    fn verbs(&self) -> &'static [&'static str] {
        Verb::WORDS
    }

    fn commands(&self) -> &'static [(&'static str, bool)] {
        &[("interview", true)]
    }

    /// What somebody else has found in an answer.
    fn answers(&self, input: &Input) -> bool {
        matches!(input, Input::SecondLook(_))
    }

    fn needs(&self, state: &State, place: &Place, input: &Input) -> Needs {
        let content = state.interview.as_ref().map(|run| Pin::to::<Interview>(&run.interview, &run.revision));
        Needs::stream(which::wanted(state, place, input).map(Stream::Interview)).with(content)
    }

    fn decide(&self, state: &State, _: &Place, input: &Input, scene: &Scene<'_>) -> Result<Decision, Refusal> {
        if let Input::SecondLook(look) = input {
            return second_look::look_again(state, look, scene).map(|facts| Decision::stay().because(facts));
        }
        if let Some(ended) = ended(state, scene) {
            return Ok(ended);
        }
        let Input::Press(token) = input else {
            return Ok(enter(state));
        };
        let number = || token.argument(0).and_then(|number| number.parse::<usize>().ok()).ok_or(Refusal::Unknown);
        let verb = Verb::read(&token.verb).ok_or(Refusal::Unknown)?;
        match verb {
            Verb::List => Ok(enter(state)),
            Verb::Begin => begin::begin(state, token, scene),
            Verb::Setup => setup::choose(View::Setup, token, scene),
            Verb::Topics => setup::choose(View::Topics, token, scene),
            Verb::Card => {
                let number = token.argument(0).and_then(|number| number.parse::<u32>().ok());
                Ok(Decision::go(number.map_or_else(card_place, past_card)))
            }
            Verb::Claim => claim::decide(state, token, scene),
            Verb::Model => Ok(Decision::go(Place::new(CODE, View::Model).with(number()?))),
            Verb::Next => Ok(Decision::go(state.interview.as_ref().map_or_else(choosing, current_place))),
            Verb::Verdict => Ok(Decision::go(verdict_on(number()?))),
            Verb::Done | Verb::Hint | Verb::Skip | Verb::Pause | Verb::Quit | Verb::Resume | Verb::Stop => {
                step(state, verb, token, scene)
            }
        }
    }

    /// A message is a part of the answer to the question that is shown.
    fn hear(&self, state: &State, place: &Place, input: &Input, scene: &Scene<'_>) -> Option<Decision> {
        let run = state.interview.as_ref().filter(|run| run.is_open())?;
        if let Some(ended) = ended(state, scene) {
            return Some(ended);
        }
        let say = |key: &str| Some(Decision::go(place.clone()).saying(Texts::of(run.locale).plain(key, &[])));
        let view = View::read(&place.view)?;
        let waits = matches!(view, View::Noted | View::Paused | View::Question | View::Stop);
        if waits && run.paused_at.is_some() {
            return say("interview-paused-answer");
        }
        match view {
            View::Claim | View::Model | View::Verdict => say("interview-answered"),
            // Another turn has ended the pause meanwhile.
            View::Paused => Some(again(run)),
            View::Noted | View::Question | View::Stop => match input {
                // It was written to an earlier question, which another turn has dealt with meanwhile.
                Input::Text(_) if place.detail != Some(shown(run)) => Some(again(run)),
                Input::Text(text) => Some(answer::hear(run, text, scene)),
                _ => say("interview-media"),
            },
            View::Card | View::Setup | View::Start | View::Topics => None,
        }
    }

    fn resolve(&self, state: &State, place: Place, _: &Scene<'_>) -> Place {
        match (&state.interview, View::read(&place.view)) {
            (_, Some(View::Card)) if place.detail.is_some() => place,
            (Some(run), Some(View::Noted)) if run.is_open() && !run.messages.is_empty() => places::noted(run),
            (Some(run), Some(View::Card | View::Noted | View::Paused | View::Question)) => current_place(run),
            (Some(run), Some(View::Stop)) if !run.is_open() => current_place(run),
            (Some(run), Some(View::Stop)) => stopping(run),
            _ => place,
        }
    }

    /// A window has no chat above it in which the question stands.
    fn contained(&self, place: Place) -> Place {
        match View::read(&place.view) {
            Some(View::Noted) => Place { view: View::Question.as_ref().to_owned(), ..place },
            _ => place,
        }
    }

    /// At the feedback that the chat shows, else where the interview stands.
    fn resume(&self, state: &State, looking: &Place) -> Place {
        let Some(run) = &state.interview else { return choosing() };
        let last = run.exchanges.len().checked_sub(1).map(verdict_on);
        last.filter(|last| last.shows(looking) && run.is_open()).unwrap_or_else(|| current_place(run))
    }

    fn owns(&self, state: &State, stream: Uuid) -> bool {
        state.interview.is_some() && which::own(state, stream).is_some()
    }

    fn screen(&self, state: &State, place: &Place, scene: &Scene<'_>) -> Option<Screen> {
        let view = View::read(&place.view);
        let chosen = match view {
            Some(View::Setup | View::Topics) => setup::screen(state, place, view == Some(View::Topics), scene),
            Some(View::Start) => None,
            _ => of_run(state, place, view, scene),
        };
        chosen.or_else(|| Some(setup::start_screen(state, scene)))
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

/// What is seen of the interview in the state; none where there is none.
fn of_run(state: &State, place: &Place, view: Option<View>, scene: &Scene<'_>) -> Option<Screen> {
    let run = state.interview.as_ref()?;
    let past = place.detail.as_deref().filter(|_| view == Some(View::Card)).and_then(|number| number.parse().ok());
    if past.is_some_and(|number| which::numbered(state, number) != Some(run.id)) {
        return None;
    }
    let interview = scene.interview_of(run).map(AsRef::as_ref);
    let number = || place.detail.as_deref().and_then(|number| number.parse().ok());
    let shown = match view {
        Some(View::Claim) => claim::screen(run, interview?, place.detail.as_deref()?, scene),
        Some(View::Noted) => view::noted(run, interview?, scene),
        Some(View::Model) => feedback::model_screen(run, interview?, number()?, scene),
        Some(View::Paused) if run.paused_at.is_some() => Some(view::paused(run, interview?, scene)),
        Some(View::Stop) if run.is_open() => Some(view::stop(run, interview?, scene)),
        Some(View::Verdict) => feedback::screen(run, interview?, number()?, scene),
        _ => None,
    };
    shown.or_else(|| match &run.finished {
        Some(ending) => Some(card::screen(state, run, ending, interview, scene)),
        None if run.paused_at.is_some() => Some(view::paused(run, interview?, scene)),
        None => view::question(state, run, interview?, scene),
    })
}

/// A message at home, while an interview's time runs. If the session was lost, it is a part of the answer: without Redis
/// every session is lost, and nobody must be asked for ever. Otherwise the question is shown again, since a chat at home
/// may be about anything.
pub(crate) fn missed(state: &State, lost: bool, input: &Input, scene: &Scene<'_>) -> Option<Decision> {
    let run = state.interview.as_ref().filter(|run| run.is_open() && run.paused_at.is_none())?;
    if let Some(ended) = ended(state, scene) {
        return Some(ended);
    }
    if lost {
        return InterviewDialogue.hear(state, &current_place(run), input, scene);
    }
    Some(again(run))
}

/// Goes on with the open interview, or chooses another one.
fn enter(state: &State) -> Decision {
    let open = state.interview.as_ref().filter(|run| run.is_open());
    Decision::go(open.map_or_else(choosing, current_place))
}

fn again(run: &InterviewRun) -> Decision {
    question::again(current_place(run), &Texts::of(run.locale))
}
