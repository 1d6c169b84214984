//! Which interview a turn looks at, as far as the path tells. Decides nothing.

use uuid::Uuid;

use super::words::{CODE, Verb};
use crate::input::Input;
use crate::kernel::ids::InterviewRunId;
use crate::streams::State;

/// The one that was begun last, open or not, or an earlier one whose answers are read once more.
pub fn wanted(state: &State, input: &Input) -> Option<InterviewRunId> {
    let read = match input {
        Input::Beside { window, input } if window.dialogue == CODE && only_reads(input) => own(state, window.stream),
        Input::SecondLook(look) => own(state, look.run.as_uuid()),
        _ => None,
    };
    read.or(state.path.interviews.last)
}

/// One of the learner's own interviews; they are numbered, and their ids follow from the numbers.
pub fn own(state: &State, stream: Uuid) -> Option<InterviewRunId> {
    let mut all = (1..=state.path.interviews.number).rev().map(|number| InterviewRunId::of(state.id, number));
    all.find(|run| run.as_uuid() == stream)
}

/// Does it only look at what was said? Then it may be about an interview that is over, with another one after it.
fn only_reads(input: &Input) -> bool {
    match input {
        Input::Press(token) => {
            matches!(Verb::read(&token.verb), Some(Verb::Card | Verb::Model | Verb::Next | Verb::Verdict))
        }
        _ => matches!(input, Input::UnknownPress),
    }
}
