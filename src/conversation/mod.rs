//! The one pipeline: an input becomes stored facts and a screen. Bot, Mini App and API all come through
//! [`take_turn`]. Knows no Telegram method and no HTTP; decides nothing itself, that is the pure crate's.

mod history;
mod pinned;
mod second_look;
mod session;

use std::sync::Arc;
use std::time::Instant;

use dialogues::catalogue::Catalogue;
use dialogues::dialogue::{Place, Refusal};
use dialogues::facts::{Fact, LearningFact};
use dialogues::ids::LearnerId;
use dialogues::input::{Input, Person, Window};
use dialogues::placement::{self, Difficulties};
use dialogues::review::{self, Memories};
use dialogues::scene::Scene;
use dialogues::screen::{Notice, Screen};
use dialogues::state::{Attempt, State};
use dialogues::turn::{self, Outcome, Turn};
use metrics::{counter, histogram};
use tracing::{debug, info};

use crate::app::App;
use crate::assessment;
use crate::learning;
use crate::platform::database;
use crate::platform::eventstore::codec::CodecError;
use crate::platform::eventstore::{AppendError, Appended, Batch, NewEvent};
use crate::platform::telemetry::metric;
use crate::user;

pub use crate::assessment::LOOK;
pub use history::PATH_SCHEMA;
pub use second_look::{LookError, Looked, look_again};
use session::Loaded;
pub use session::{Live, Session, shown, unshown};

/// A turn decides again after so many lost races.
const ATTEMPTS: u32 = 5;

/// Who brings an input, and under which name it is remembered.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    pub learner: LearnerId,
    /// Whom Telegram names; none for calls of the API, which know only learners who are registered.
    pub person: Option<&'a Person>,
    /// The same for every delivery of the same input. None: it may be repeated.
    pub key: Option<&'a str>,
}

/// What to show.
#[derive(Clone, Debug)]
pub struct Reply {
    pub learner: LearnerId,
    pub state: State,
    /// Where the screen is drawn.
    pub shown: Place,
    pub screen: Screen,
    pub notice: Option<Notice>,
    /// The message that held the screen before this turn.
    pub live: Option<Live>,
    /// What this turn stored.
    pub facts: Vec<Fact>,
    pub outcome: Outcome,
    /// Why the input was refused, for callers that do not show the screen.
    pub refusal: Option<Refusal>,
}

#[derive(Debug, thiserror::Error)]
pub enum TurnError {
    /// The database does not answer: the same turn works when it does again.
    #[error("the database does not answer: {0}")]
    Unavailable(sqlx::Error),
    /// The database refuses what it is asked: no repetition helps.
    #[error("the database refuses: {0}")]
    Broken(sqlx::Error),
    /// Others were faster every time: the same turn works a moment later.
    #[error("lost {ATTEMPTS} races for the same streams")]
    Contended,
    /// What is stored cannot be read: no repetition helps.
    #[error(transparent)]
    Unreadable(#[from] CodecError),
    /// A call of the API for a learner who has never written to the bot.
    #[error("there is no such learner")]
    Unknown,
}

impl From<sqlx::Error> for TurnError {
    fn from(error: sqlx::Error) -> Self {
        if database::passes(&error) { Self::Unavailable(error) } else { Self::Broken(error) }
    }
}

/// Decides, stores, and only then tells what to show.
pub async fn take_turn(app: &App, arrival: Arrival<'_>, input: &Input) -> Result<Reply, TurnError> {
    let started = Instant::now();
    let Loaded { mut session, live, mut cached } = session::load(app, arrival.learner).await?;
    if session.key.is_some() && session.key.as_deref() == arrival.key {
        return redelivered(app, arrival, input, session, live).await;
    }
    let place = session.place.clone();
    let chats = beside(input).and_then(|_| session.state.attempt.clone());
    for _ in 0..ATTEMPTS {
        if session.state.learner.version == 0 && arrival.person.is_none() {
            return Err(TurnError::Unknown);
        }
        history::bring(app, &mut session.state, &session.place, input).await?;
        let memories = memories(app, arrival.learner, input).await?;
        let catalogue = app.content.current();
        let plain = scene(app, &session.state, &catalogue, rand::random()).await?;
        let now = plain.now;
        let scene = Scene { difficulties: difficulties(app, input).await, memories, ..plain };
        let turn = turn::take_turn(session.state, &session.place, arrival.person, input, &scene);
        // The cache may lag behind another instance, or behind a Redis that was away: a no must stand on the log.
        if cached && turn.outcome != Outcome::Done {
            cached = false;
            session = Session { place: place.clone(), ..history::fold(app, arrival.learner).await? };
            continue;
        }
        let batch = events(arrival.learner, &turn)?;
        let appended = if batch.is_empty() { Ok(Appended::Stored) } else { append(app, arrival, &batch, now).await };
        match appended {
            Ok(Appended::Stored) => {
                count(&turn, started);
                return Ok(settle(app, arrival, input, turn, live, chats).await);
            }
            Ok(Appended::Duplicate) => {
                let key = arrival.key.map(str::to_owned);
                session = Session { place: turn.place, key, ..history::fold(app, arrival.learner).await? };
                return redelivered(app, arrival, input, session, live).await;
            }
            // Another turn was first: decide again upon what it left, where the learner was.
            Err(AppendError::Conflict) => {
                cached = false;
                session = Session { place: place.clone(), ..history::fold(app, arrival.learner).await? };
            }
            Err(AppendError::Database(error)) => return Err(error.into()),
        }
    }
    Err(TurnError::Contended)
}

/// The learner's screen as it is now, without a turn.
pub async fn look(app: &App, learner: LearnerId) -> Result<Reply, TurnError> {
    let Loaded { mut session, live, .. } = session::load(app, learner).await?;
    redraw(app, learner, &Input::UnknownPress, &mut session, live).await
}

/// What a window beside the chat shows, without a turn. None: what it looks at is not the learner's.
pub async fn look_beside(app: &App, learner: LearnerId, window: &Window) -> Result<Option<Reply>, TurnError> {
    let Loaded { mut session, live, cached } = session::load(app, learner).await?;
    let nothing = Input::Beside { window: window.clone(), input: Box::new(Input::UnknownPress) };
    history::bring(app, &mut session.state, &session.place, &nothing).await?;
    if let Some(reply) = redraw_beside(app, window, None, &session, live).await? {
        return Ok(Some(reply));
    }
    if !cached {
        return Ok(None);
    }
    // The cache may lag behind another instance: a no must stand on the log.
    session = Session { place: session.place, ..history::fold(app, learner).await? };
    history::bring(app, &mut session.state, &session.place, &nothing).await?;
    redraw_beside(app, window, None, &session, live).await
}

/// What was taken before is only drawn again.
async fn redelivered(
    app: &App,
    arrival: Arrival<'_>,
    input: &Input,
    mut session: Session,
    live: Option<Live>,
) -> Result<Reply, TurnError> {
    debug!("this input was taken before; drawing its screen again");
    if let Input::Beside { window, input: inner } = input {
        history::bring(app, &mut session.state, &session.place, input).await?;
        return redraw_beside(app, window, Some(inner), &session, live).await?.ok_or(TurnError::Unknown);
    }
    let reply = redraw(app, arrival.learner, input, &mut session, live).await?;
    session::save(app, arrival.learner, &session, for_the_chat(arrival, input)).await;
    Ok(reply)
}

/// Is what comes of it to be shown in the chat? Calls of the API show it themselves.
const fn for_the_chat(arrival: Arrival<'_>, input: &Input) -> bool {
    arrival.person.is_some() || matches!(input, Input::Due { .. })
}

async fn redraw(
    app: &App,
    learner: LearnerId,
    input: &Input,
    session: &mut Session,
    live: Option<Live>,
) -> Result<Reply, TurnError> {
    history::bring(app, &mut session.state, &session.place, input).await?;
    let catalogue = app.content.current();
    // What is only drawn asks nothing new: any seed will do.
    let scene = scene(app, &session.state, &catalogue, 0).await?;
    let screen = turn::draw(&session.state, &session.place, &scene);
    Ok(drawn(learner, session, session.place.clone(), screen, live))
}

/// What a window shows, or what an input in it has led to that was taken before.
async fn redraw_beside(
    app: &App,
    window: &Window,
    taken: Option<&Input>,
    session: &Session,
    live: Option<Live>,
) -> Result<Option<Reply>, TurnError> {
    let catalogue = app.content.current();
    let scene = scene(app, &session.state, &catalogue, 0).await?;
    let Some(place) = turn::shown_beside(&session.state, window, taken, &session.place, &scene) else {
        return Ok(None);
    };
    let screen = turn::draw(&session.state, &place, &scene);
    Ok(Some(drawn(session.state.id, session, place, screen, live)))
}

fn drawn(learner: LearnerId, session: &Session, shown: Place, screen: Screen, live: Option<Live>) -> Reply {
    Reply {
        learner,
        state: session.state.clone(),
        shown,
        screen,
        notice: None,
        live,
        facts: Vec::new(),
        outcome: Outcome::Done,
        refusal: None,
    }
}

/// The content as the state looks at it: what it is pinned to stands beside the catalogue.
async fn scene<'a>(app: &App, state: &State, catalogue: &'a Catalogue, seed: u64) -> Result<Scene<'a>, TurnError> {
    let pinned = pinned::lesson(app, state).await?;
    let pinned_interview = pinned::interview(app, state).await?;
    Ok(Scene { pinned, pinned_interview, ..Scene::new(catalogue, app.clock.now(), seed) })
}

/// What answers have taught about questions, for the turns that look at it. Without it the authors' word stands.
async fn difficulties(app: &App, input: &Input) -> Difficulties {
    if !placement::looks_at_difficulties(input) {
        return Difficulties::default();
    }
    learning::difficulties(app.pool()).await.unwrap_or_else(|error| {
        debug!(%error, "the difficulties cannot be read; placing by what the authors say");
        Difficulties::default()
    })
}

/// What the learner remembers, for the few inputs that need it.
async fn memories(app: &App, learner: LearnerId, input: &Input) -> Result<Option<Memories>, TurnError> {
    if !review::wants_memories(input) {
        return Ok(None);
    }
    Ok(assessment::remembered(&app.store, learner).await?)
}

/// `chats`: the attempt that the chat looks at, where the turn was taken in a window beside it.
async fn settle(
    app: &App,
    arrival: Arrival<'_>,
    input: &Input,
    turn: Turn,
    live: Option<Live>,
    chats: Option<Attempt>,
) -> Reply {
    let learner = arrival.learner;
    let Turn { facts, state, place, shown, screen, notice, outcome, refusal } = turn;
    let mut session = Session { state, place, key: arrival.key.map(str::to_owned) };
    // A moment that nobody waits for any more shows nothing.
    let to_show = for_the_chat(arrival, input) && (arrival.person.is_some() || refusal.is_none());
    // A visit that changed nothing must not put what it read over what a turn beside it has saved.
    let mut after = None;
    if !facts.is_empty() || to_show {
        // The chat stays with its own attempt; another one is of another stream and has not changed it.
        if let Some(chats) = chats.filter(|chats| !touched(&facts, chats)) {
            after = session.state.attempt.replace(chats);
        }
        session::save(app, learner, &session, to_show).await;
    }
    history::remember(app, &session.state, facts.len());
    if after.is_some() {
        session.state.attempt = after;
    }
    Reply { learner, state: session.state, shown, screen, notice, live, facts, outcome, refusal }
}

fn touched(facts: &[Fact], attempt: &Attempt) -> bool {
    facts.iter().any(|fact| matches!(fact, Fact::Assessment(id, _) if *id == attempt.id))
}

fn beside(input: &Input) -> Option<&Window> {
    match input {
        Input::Beside { window, .. } => Some(window),
        _ => None,
    }
}

async fn append(
    app: &App,
    arrival: Arrival<'_>,
    events: &[NewEvent],
    at: chrono::DateTime<chrono::Utc>,
) -> Result<Appended, AppendError> {
    let metadata = user::events::metadata(arrival.learner);
    let started = Instant::now();
    let appended = app.store.append(Batch { key: arrival.key, events, at, metadata }).await;
    histogram!(metric::TURN_DURATION, "stage" => "append").record(started.elapsed());
    appended
}

/// The turn's facts as events of their streams, numbered from the versions that they were decided upon.
fn events(learner: LearnerId, turn: &Turn) -> Result<Vec<NewEvent>, CodecError> {
    let attempt = turn.state.attempt.as_ref();
    let of = |matches: fn(&Fact) -> bool| turn.facts.iter().filter(|fact| matches(fact)).count() as u32;
    let mut user_version = turn.state.learner.version - of(|fact| matches!(fact, Fact::User(_)));
    let mut path_version = turn.state.path.version - of(|fact| matches!(fact, Fact::Learning(_)));
    let mut attempt_version =
        attempt.map_or(0, |attempt| attempt.version - of(|fact| matches!(fact, Fact::Assessment(..))));
    let review = turn.state.review.as_ref();
    let mut review_version = review.map_or(0, |review| review.version - of(|fact| matches!(fact, Fact::Review(..))));
    let interview = turn.state.interview.as_ref();
    let mut interview_version = interview.map_or(0, |run| run.version - of(|fact| matches!(fact, Fact::Interview(..))));
    let next = |version: &mut u32| {
        *version += 1;
        *version
    };
    let events = turn.facts.iter().map(|fact| match fact {
        Fact::User(fact) => user::events::encode(learner, fact, next(&mut user_version)),
        Fact::Learning(fact) => learning::events::encode(learner, fact, next(&mut path_version)),
        Fact::Assessment(id, fact) => assessment::events::encode(*id, fact, next(&mut attempt_version)),
        Fact::Review(id, fact) => assessment::review_events::encode(*id, fact, next(&mut review_version)),
        Fact::Interview(id, fact) => assessment::interview_events::encode(*id, fact, next(&mut interview_version)),
    });
    events.collect()
}

fn count(turn: &Turn, started: Instant) {
    counter!(metric::TURNS, "outcome" => turn.outcome.as_str()).increment(1);
    histogram!(metric::TURN_DURATION, "stage" => "turn").record(started.elapsed());
    for fact in &turn.facts {
        if let Fact::Learning(LearningFact::LessonCompleted { lesson, time_spent_seconds, level, .. }) = fact {
            let difficulty = format!("{level:?}").to_lowercase();
            counter!(metric::LESSON_COMPLETIONS, "lesson_id" => lesson.to_string(), "difficulty" => difficulty, "user_type" => "learner")
                .increment(1);
            histogram!(metric::LESSON_COMPLETION_DURATION).record(f64::from(*time_spent_seconds));
            info!(learner = %turn.state.id, %lesson, "lesson completed");
        }
    }
}

/// The catalogue's own lesson or the archived one, shared.
type SharedLesson = Arc<dialogues::catalogue::Lesson>;
/// The same of an interview.
type SharedInterview = Arc<dialogues::catalogue::Interview>;
