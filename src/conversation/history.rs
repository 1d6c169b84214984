//! From the log to a state, and from a state to the snapshots that shorten the way.

use dialogues::kernel::ids::LearnerId;
use dialogues::kernel::place::Place;
use dialogues::streams::{Recorded, State, Stream};
use futures::FutureExt as _;
use futures::future::BoxFuture;

use super::{Session, TurnError};
use crate::app::App;
use crate::platform::eventstore::SNAPSHOT_EVERY;

/// The learner as the log knows them, looking at home.
pub fn fold(app: &App, learner: LearnerId) -> BoxFuture<'_, Result<Session, TurnError>> {
    // In a box, since it is seldom needed and large: whoever might need it would carry it about.
    let folded = async move {
        let mut state = Box::new(State::new(learner));
        for stream in Stream::OWN {
            state.load(*stream, &app.store).await?;
        }
        Ok(Session { state, place: Place::lost(), key: None })
    };
    folded.boxed()
}

/// Renews the snapshots of the streams that the turn has carried over the threshold.
pub fn remember(app: &App, state: &State, facts: &[Recorded]) {
    let crossed = facts.iter().filter(|recorded| recorded.version % SNAPSHOT_EVERY == 0);
    app.store.remember(crossed.filter_map(|recorded| state.snapshot(recorded.fact.stream())).collect());
}

#[cfg(test)]
mod tests;
