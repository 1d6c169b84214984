//! Sessions: the cached fold and where the learner is looking, and which message shows it. Losing one loses nothing.

use dialogues::kernel::ids::LearnerId;
use dialogues::kernel::place::Place;
use dialogues::streams::State;
use dialogues::streams::golden::shape;
use metrics::counter;
use serde::{Deserialize, Serialize};
use tracing::debug;

use super::{TurnError, history};
use crate::app::App;
use crate::platform::cache::Changes;
use crate::platform::telemetry::metric;

/// The learners whose screen is stored but perhaps not shown.
const UNSHOWN: &str = "unshown";

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    pub state: State,
    pub place: Place,
    /// The input that was taken last: its redelivery is recognised also when it stored nothing.
    pub key: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Stored<S> {
    /// Of the folds in it: those of another version are folded again.
    shape: i32,
    session: S,
}

/// What is known before a turn.
pub struct Loaded {
    pub session: Session,
    /// The message that shows the learner's screen, if that is known.
    pub live: Option<Live>,
    /// The session comes from the cache, which may lag behind the log.
    pub cached: bool,
}

/// The message that shows a learner's screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Live {
    pub message: i32,
    /// It shall stay: the next screen gets a message of its own.
    pub keep: bool,
}

/// The session from the cache or, where that has none, from the log.
pub async fn load(app: &App, learner: LearnerId) -> Result<Loaded, TurnError> {
    let mut values = app.cache.get(&[session_key(learner), live_key(learner)]).await.into_iter();
    let cached = values.next().flatten().and_then(|bytes| read(&bytes));
    let live = values.next().flatten().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    counter!(metric::SESSION_CACHE, "result" => if cached.is_some() { "hit" } else { "miss" }).increment(1);
    Ok(match cached {
        Some(session) => Loaded { session, live, cached: true },
        None => Loaded { session: history::fold(app, learner).await?, live, cached: false },
    })
}

/// Caches the session. `to_show`: notes that its screen is still to be shown in the chat.
pub async fn save(app: &App, learner: LearnerId, session: &Session, to_show: bool) {
    let stored = Stored { shape: shape(), session };
    let Ok(bytes) = serde_json::to_vec(&stored) else { return };
    let mark = to_show.then(|| (UNSHOWN.to_owned(), learner.to_string()));
    app.cache.apply(Changes { put: vec![(session_key(learner), bytes)], mark, unmark: None }).await;
}

/// Notes where the learner's screen is, and that they have seen it unless a newer one `waits`. `live` is none where
/// nothing is to be shown any more.
pub async fn shown(app: &App, learner: LearnerId, live: Option<Live>, waits: bool) {
    let bytes = live.and_then(|live| serde_json::to_vec(&live).ok());
    let put = bytes.map(|bytes| (live_key(learner), bytes)).into_iter().collect();
    let unmark = (!waits).then(|| (UNSHOWN.to_owned(), learner.to_string()));
    app.cache.apply(Changes { put, mark: None, unmark }).await;
}

/// The learners whose screen was stored, but not seen to be shown: a process died in between.
pub async fn unshown(app: &App) -> Vec<LearnerId> {
    let members = app.cache.marked(UNSHOWN).await;
    members.iter().filter_map(|member| member.parse().ok()).map(LearnerId::from_uuid).collect()
}

fn read(bytes: &[u8]) -> Option<Session> {
    match serde_json::from_slice::<Stored<Session>>(bytes) {
        Ok(stored) => (stored.shape == shape()).then_some(stored.session),
        Err(error) => {
            debug!(%error, "a cached session has another shape; folding it from the log");
            None
        }
    }
}

fn session_key(learner: LearnerId) -> String {
    format!("session:{learner}")
}

fn live_key(learner: LearnerId) -> String {
    format!("live:{learner}")
}
