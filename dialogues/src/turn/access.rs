//! Who may ask what of a dialogue. Whoever may not hears the same as of what we do not have, so that nobody learns of a
//! command by trying it.

use crate::access::{Context, Resource, Subject, is_everybodys, may};
use crate::dialogues::contract::{Asked, Decision, Dialogue, Refusal};
use crate::input::Input;
use crate::kernel::place::Place;
use crate::scene::Scene;
use crate::streams::{State, Team};

/// What a dialogue decides, if the learner may ask it.
pub fn decide(
    dialogue: &dyn Dialogue,
    state: &State,
    place: &Place,
    input: &Input,
    scene: &Scene<'_>,
) -> Result<Decision, Refusal> {
    check(dialogue, Asked::of(input), state, scene)?;
    dialogue.decide(state, place, input, scene)
}

pub fn check(dialogue: &dyn Dialogue, asked: Asked<'_>, state: &State, scene: &Scene<'_>) -> Result<(), Refusal> {
    let action = dialogue.action(asked);
    let subject = match &state.team {
        Some(team) => scene.appointed.subject(state.id, team),
        None if is_everybodys(action) => Subject::learner(state.id, Vec::new()),
        None => scene.appointed.subject(state.id, &Team::default()),
    };
    // What a dialogue changes and shows is the learner's own; whose role it is about, it asks for itself.
    let decision = may(&subject, action, &Resource::of(state.id), &Context { operators: usize::MAX });
    if decision.allowed { Ok(()) } else { Err(Refusal::Unknown) }
}
