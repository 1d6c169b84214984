//! From the log to a state: folds a learner's streams, from a snapshot where there is one.

use chrono::{DateTime, Utc};
use dialogues::dialogue::Place;
use dialogues::facts::{AssessmentFact, Fact, InterviewFact};
use dialogues::ids::LearnerId;
use dialogues::input::Input;
use dialogues::interview::run::InterviewRun;
use dialogues::review::{self, Review, ReviewFact};
use dialogues::state::{Attempt, Path, State};
use dialogues::turn;
use tracing::warn;

use super::{Session, TurnError};
use crate::app::App;
use crate::platform::eventstore::codec::CodecError;
use crate::platform::eventstore::{Snapshot, StoredEvent};
use crate::{assessment, learning, user};

/// A path's snapshot is renewed after so many events.
const SNAPSHOT_EVERY: u32 = 100;
/// Changes whenever [`Path`] folds or reads differently.
pub const PATH_SCHEMA: i32 = 5;

/// The learner as the log knows them, looking at home.
pub async fn fold(app: &App, learner: LearnerId) -> Result<Session, TurnError> {
    let mut state = State::new(learner);
    state.path = path_snapshot(app, learner).await?;
    for event in app.store.read(learner.path_stream(), state.path.version).await? {
        state = state.evolve(&Fact::Learning(learning::events::decode(&event)?), event.at);
    }
    for event in app.store.read(learner.as_uuid(), 0).await? {
        state = state.evolve(&Fact::User(user::events::decode(&event)?), event.at);
    }
    Ok(Session { state, place: Place::lost(), key: None })
}

/// Puts the attempt, the interview and the review session that the turn will look at into the state.
pub async fn bring(app: &App, state: &mut State, place: &Place, input: &Input) -> Result<(), TurnError> {
    if let Some(wanted) = turn::wanted_interview(state, input)
        && state.interview.as_ref().is_none_or(|run| run.id != wanted)
    {
        let events = app.store.read(wanted.as_uuid(), 0).await?;
        let begin = |fact: &InterviewFact, _| InterviewRun::begin(wanted, fact);
        state.interview = folded(&events, assessment::interview_events::decode, begin, InterviewRun::evolve)?;
    }
    if let Some(wanted) = review::wanted(state, place, input)
        && state.review.as_ref().is_none_or(|review| review.id != wanted)
    {
        let events = app.store.read(wanted.as_uuid(), 0).await?;
        let begin = |fact: &ReviewFact, at| Review::begin(wanted, fact, at);
        state.review = folded(&events, assessment::review_events::decode, begin, Review::evolve)?;
    }
    if let Some(wanted) = turn::wanted_attempt(state, input)
        && state.attempt.as_ref().is_none_or(|attempt| attempt.id != wanted)
    {
        let events = app.store.read(wanted.as_uuid(), 0).await?;
        let begin = |fact: &AssessmentFact, at| Attempt::begin(wanted, fact, at);
        state.attempt = folded(&events, assessment::events::decode, begin, Attempt::evolve)?;
    }
    Ok(())
}

/// Renews the path's snapshot when the turn has carried it over the threshold. Beside the turn: its loss costs nothing.
pub fn remember(app: &App, state: &State, facts: usize) {
    let version = state.path.version;
    let before = version.saturating_sub(facts as u32);
    if version / SNAPSHOT_EVERY == before / SNAPSHOT_EVERY {
        return;
    }
    let Ok(path) = serde_json::to_value(&state.path) else { return };
    let (store, stream) = (app.store.clone(), state.id.path_stream());
    tokio::spawn(async move {
        let snapshot = Snapshot { version, state: path };
        if let Err(error) = store.save_snapshot(stream, learning::events::AGGREGATE, &snapshot, PATH_SCHEMA).await {
            warn!(%error, %stream, "a snapshot could not be saved; the stream is folded from further back");
        }
    });
}

async fn path_snapshot(app: &App, learner: LearnerId) -> Result<Path, TurnError> {
    let snapshot = app.store.load_snapshot(learner.path_stream(), PATH_SCHEMA).await?;
    // What reads as no path, or as one of another version than it stands for, is as good as none.
    let path = snapshot.and_then(|Snapshot { version, state }| {
        serde_json::from_value(state).ok().filter(|path: &Path| path.version == version)
    });
    Ok(path.unwrap_or_default())
}

/// A stream as its aggregate. None: its first event begins none.
fn folded<A, F>(
    events: &[StoredEvent],
    decode: fn(&StoredEvent) -> Result<F, CodecError>,
    begin: impl Fn(&F, DateTime<Utc>) -> Option<A>,
    evolve: fn(A, &F, DateTime<Utc>) -> A,
) -> Result<Option<A>, CodecError> {
    let mut aggregate = None;
    for event in events {
        let fact = decode(event)?;
        aggregate = match aggregate {
            Some(aggregate) => Some(evolve(aggregate, &fact, event.at)),
            None => begin(&fact, event.at),
        };
    }
    Ok(aggregate)
}

#[cfg(test)]
mod tests;
