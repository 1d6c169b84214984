//! From the log to a state, and back to snapshots of it: what a turn needs is folded, whatever it is.

use dialogues::dialogues::contract::Needs;
use dialogues::dialogues::registry;
use dialogues::input::Input;
use dialogues::kernel::ids::LearnerId;
use dialogues::kernel::place::Place;
use dialogues::streams::{Recorded, State, Stream};

use super::{Session, TurnError};
use crate::app::App;
use crate::platform::eventstore::SNAPSHOT_EVERY;

/// The learner as the log knows them, looking at home.
pub async fn fold(app: &App, learner: LearnerId) -> Result<Session, TurnError> {
    let mut state = State::new(learner);
    for stream in Stream::OWN {
        state.load(*stream, &app.store).await?;
    }
    Ok(Session { state, place: Place::lost(), key: None })
}

/// Puts the sessions that the turn looks at into the state, and tells what else it needs. What one session shows may need
/// another: it is asked until nothing new is named.
pub async fn bring(app: &App, state: &mut State, place: &Place, input: &Input) -> Result<Needs, TurnError> {
    let mut sought: Vec<Stream> = Vec::new();
    loop {
        let needs = registry::needs(state, place, input);
        let missing = |stream: &&Stream| !state.holds(**stream) && !sought.contains(*stream);
        let Some(stream) = needs.streams.iter().find(missing).copied() else {
            return Ok(needs);
        };
        state.load(stream, &app.store).await?;
        sought.push(stream);
    }
}

/// Renews the snapshots of the streams that the turn has carried over the threshold.
pub fn remember(app: &App, state: &State, facts: &[Recorded]) {
    let crossed = facts.iter().filter(|recorded| recorded.version % SNAPSHOT_EVERY == 0);
    app.store.remember(crossed.filter_map(|recorded| state.snapshot(recorded.fact.stream())).collect());
}

#[cfg(test)]
mod tests;
