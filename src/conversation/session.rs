//! Sessions: the cached fold and where the learner is looking, and which message shows it. Losing one loses nothing.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

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

/// The marks of screens that are stored but perhaps not shown.
const UNSHOWN: &str = "unshown";

/// Stands for a screen that is stored and still to be shown in the chat. Each has its own: whoever has shown one does not
/// speak for the next, which another process may have stored meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark(String);

impl Mark {
    fn new(learner: LearnerId) -> Self {
        Self(format!("{learner}/{:08x}", rand::random::<u32>()))
    }

    fn learner(&self) -> Option<LearnerId> {
        let learner = self.0.split('/').next()?;
        learner.parse().ok().map(LearnerId::from_uuid)
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    pub state: Box<State>,
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

/// Caches the session. `to_show`: its screen is still to be shown in the chat, and the mark says so.
pub async fn save(app: &App, learner: LearnerId, session: &Session, to_show: bool) -> Option<Mark> {
    let stored = Stored { shape: shape(), session };
    let bytes = serde_json::to_vec(&stored).ok()?;
    let mark = to_show.then(|| Mark::new(learner));
    let changes = Changes {
        put: Some((session_key(learner), bytes)),
        mark: mark.as_ref().map(|mark| (UNSHOWN, mark.0.clone())),
        unmark: Vec::new(),
    };
    app.cache.apply(changes).await;
    mark
}

/// Notes that what these marks stand for was seen, or need not be any more. `moved`: where the learner's screen is now, if
/// it was elsewhere before.
pub async fn shown(app: &App, learner: LearnerId, moved: Option<Live>, marks: Vec<Mark>) {
    let unmark = marks.into_iter().map(|mark| (UNSHOWN, mark.0)).collect();
    match moved.and_then(|live| serde_json::to_vec(&live).ok()) {
        // The next process would draw over an older message.
        Some(bytes) => {
            let put = Some((live_key(learner), bytes));
            app.cache.apply(Changes { put, mark: None, unmark }).await;
        }
        None => app.cache.unmark_soon(unmark),
    }
}

/// The learners whose screen was stored, but not seen to be shown: a process died in between. With the marks that say so.
pub async fn unshown(app: &App) -> BTreeMap<LearnerId, Vec<Mark>> {
    let mut learners: BTreeMap<LearnerId, Vec<Mark>> = BTreeMap::new();
    for mark in app.cache.marked(UNSHOWN).await.into_iter().map(Mark) {
        if let Some(learner) = mark.learner() {
            learners.entry(learner).or_default().push(mark);
        }
    }
    learners
}

/// Forgets all that is cached of the learner. False: that cannot be done now.
pub async fn forget(app: &App, learner: LearnerId) -> bool {
    let Some(marks) = app.cache.members(UNSHOWN).await else { return false };
    let own = marks.into_iter().filter(|mark| Mark(mark.clone()).learner() == Some(learner));
    let unmark = own.map(|mark| (UNSHOWN, mark)).collect();
    app.cache.erase(&[session_key(learner), live_key(learner)], unmark).await
}

/// Stands for a state and a place: the versions of all streams in it, and where the learner looks.
pub fn standing(state: &State, place: &Place) -> u64 {
    let mut hasher = DefaultHasher::new();
    state.versions().hash(&mut hasher);
    place.hash(&mut hasher);
    hasher.finish()
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

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use dialogues::catalogue::Catalogue;

    use super::*;
    use crate::platform::database::testing::database;

    #[tokio::test]
    async fn who_has_shown_one_screen_does_not_speak_for_the_next() {
        let db = database().await;
        let app = App::for_test(db.clone(), Catalogue::empty(), DateTime::UNIX_EPOCH);
        let learner = LearnerId::of_telegram(7);
        let session = history::fold(&app, learner).await.unwrap();
        let first = save(&app, learner, &session, true).await.unwrap();
        // Stored by another process, before this one could note that the first was shown.
        let second = save(&app, learner, &session, true).await.unwrap();
        shown(&app, learner, None, vec![first]).await;
        app.cache.settled().await;
        assert_eq!(unshown(&app).await, BTreeMap::from([(learner, vec![second.clone()])]));
        shown(&app, learner, Some(Live { message: 5, keep: false }), vec![second]).await;
        assert!(unshown(&app).await.is_empty());
        assert_eq!(load(&app, learner).await.unwrap().live, Some(Live { message: 5, keep: false }));
    }

    #[tokio::test]
    async fn a_mark_of_an_earlier_version_names_its_learner() {
        let db = database().await;
        let app = App::for_test(db.clone(), Catalogue::empty(), DateTime::UNIX_EPOCH);
        let learner = LearnerId::of_telegram(7);
        let old = (UNSHOWN, learner.to_string());
        app.cache.apply(Changes { mark: Some(old), ..Changes::default() }).await;
        let marks = unshown(&app).await.remove(&learner).unwrap();
        shown(&app, learner, None, marks).await;
        app.cache.settled().await;
        assert!(unshown(&app).await.is_empty());
    }
}
