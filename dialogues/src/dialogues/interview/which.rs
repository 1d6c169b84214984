//! Which interview a turn looks at, as far as the path tells. Decides nothing.

use uuid::Uuid;

use super::words::{CODE, Verb, View};
use crate::input::Input;
use crate::kernel::ids::InterviewRunId;
use crate::kernel::place::Place;
use crate::streams::State;

/// The one that was begun last, open or not, or an earlier one whose answers are read once more.
pub fn wanted(state: &State, place: &Place, input: &Input) -> Option<InterviewRunId> {
    let read = match input {
        Input::Beside { window, input } if window.dialogue == CODE && only_reads(input) => own(state, window.stream),
        Input::SecondLook(look) => own(state, look.run.as_uuid()),
        Input::Press(token) if token.dialogue == CODE => match Verb::read(&token.verb) {
            Some(Verb::Card) => token.argument(0).and_then(|number| numbered(state, number.parse().ok()?)),
            _ => None,
        },
        // A message below an earlier scorecard leaves it there.
        Input::Beside { .. } => None,
        _ if place.dialogue == CODE && View::read(&place.view) == Some(View::Card) => {
            place.detail.as_deref().and_then(|number| numbered(state, number.parse().ok()?))
        }
        _ => None,
    };
    read.or(state.path.interviews.last)
}

/// One of the learner's own interviews; they are numbered, and their ids follow from the numbers.
pub fn own(state: &State, stream: Uuid) -> Option<InterviewRunId> {
    let mut all = (1..=state.path.interviews.number).rev().map(|number| InterviewRunId::of(state.id, number));
    all.find(|run| run.as_uuid() == stream)
}

/// The learner's `number`-th interview, if there is one.
pub fn numbered(state: &State, number: u32) -> Option<InterviewRunId> {
    (1..=state.path.interviews.number).contains(&number).then(|| InterviewRunId::of(state.id, number))
}

/// Does it only look at what was said, or object to it? Then it may be about an interview that is over, with another one after it.
fn only_reads(input: &Input) -> bool {
    match input {
        Input::Press(token) => {
            matches!(Verb::read(&token.verb), Some(Verb::Card | Verb::Claim | Verb::Model | Verb::Next | Verb::Verdict))
        }
        _ => matches!(input, Input::UnknownPress),
    }
}
