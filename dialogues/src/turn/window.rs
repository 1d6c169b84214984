//! Windows beside the chat: what one shows, and what an input in it leads to. Whatever leads out of its dialogue leads
//! back to where that stands.

use super::{access, explain, hear, resolved};
use crate::dialogues::contract::{Decision, Refusal};
use crate::dialogues::registry;
use crate::input::{Input, Window};
use crate::kernel::place::Place;
use crate::scene::Scene;
use crate::streams::State;

/// Where a window stands, or an input has led to that was taken before. `looking`: where the learner looks in the chat.
/// None: what the window looks at is not there.
pub fn shown_beside(
    state: &State,
    window: &Window,
    input: Option<&Input>,
    looking: &Place,
    scene: &Scene<'_>,
) -> Option<Place> {
    if !opens(state, window) {
        return None;
    }
    let at = current(state, window, looking, scene);
    let place = match input.map(|input| decide(state, window, input, looking, scene)) {
        Some(Ok(decision)) => decision.place.unwrap_or(at),
        Some(Err(refusal)) => explain(state, &at, refusal, scene).place.unwrap_or(at),
        None => at,
    };
    Some(contained(window, state, place, looking, scene))
}

/// What follows from an input in a window: what would follow in the chat, as far as the window's dialogue goes.
pub fn decide(
    state: &State,
    window: &Window,
    input: &Input,
    looking: &Place,
    scene: &Scene<'_>,
) -> Result<Decision, Refusal> {
    if !opens(state, window) {
        return Err(Refusal::Gone);
    }
    match input {
        Input::Press(token) if token.dialogue == window.dialogue => {
            let dialogue = registry::by_code(window.dialogue).ok_or(Refusal::Unknown)?;
            access::decide(dialogue, state, looking, input, scene)
        }
        Input::Text(_) => Ok(hear(state, &current(state, window, looking, scene), input, scene, "hint-text")),
        _ => Err(Refusal::Unknown),
    }
}

/// A place that the window can show.
pub fn contained(window: &Window, state: &State, place: Place, looking: &Place, scene: &Scene<'_>) -> Place {
    if place.dialogue == window.dialogue {
        let place = resolved(state, place.keeping(looking), scene);
        registry::by_code(window.dialogue).map_or(place.clone(), |dialogue| dialogue.contained(place))
    } else {
        resumed(state, window, looking, scene)
    }
}

/// Is what the window looks at the learner's, and in the state?
fn opens(state: &State, window: &Window) -> bool {
    let dialogue = registry::by_code(window.dialogue);
    registry::first(state).is_none() && dialogue.is_some_and(|dialogue| dialogue.owns(state, window.stream))
}

/// Where a window stands before an input.
fn current(state: &State, window: &Window, looking: &Place, scene: &Scene<'_>) -> Place {
    window.place.clone().unwrap_or_else(|| resumed(state, window, looking, scene))
}

/// Where a window's dialogue stands.
fn resumed(state: &State, window: &Window, looking: &Place, scene: &Scene<'_>) -> Place {
    let place = match registry::by_code(window.dialogue) {
        Some(dialogue) => dialogue.resume(state, looking),
        None => looking.clone(),
    };
    resolved(state, place.keeping(looking), scene)
}
