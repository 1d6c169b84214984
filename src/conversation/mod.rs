//! The one pipeline: an input becomes stored facts and a screen. Bot, Mini App and API all come through
//! [`take_turn`]. Knows no Telegram method and no HTTP; decides nothing itself, that is the pure crate's.

mod history;
mod pinned;
mod session;

use std::sync::Arc;
use std::time::Instant;

use dialogues::dialogue::Refusal;
use dialogues::facts::{Fact, LearningFact};
use dialogues::ids::LearnerId;
use dialogues::input::{Input, Person};
use dialogues::scene::Scene;
use dialogues::screen::{Notice, Screen};
use dialogues::state::State;
use dialogues::turn::{self, Outcome, Turn};
use metrics::{counter, histogram};
use tracing::{debug, info};

use crate::app::App;
use crate::assessment;
use crate::learning;
use crate::platform::eventstore::codec::CodecError;
use crate::platform::eventstore::{AppendError, Appended, Batch, NewEvent};
use crate::platform::telemetry::metric;
use crate::user;

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
    pub screen: Screen,
    pub notice: Option<Notice>,
    /// The message that held the screen before this turn.
    pub live: Option<Live>,
    /// The input had been stored before: the screen is only drawn again.
    pub duplicate: bool,
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
        Self::Unavailable(error)
    }
}

/// Decides, stores, and only then tells what to show.
pub async fn take_turn(app: &App, arrival: Arrival<'_>, input: &Input) -> Result<Reply, TurnError> {
    let started = Instant::now();
    let (mut session, live) = session::load(app, arrival.learner).await?;
    for _ in 0..ATTEMPTS {
        if session.state.learner.version == 0 && arrival.person.is_none() {
            return Err(TurnError::Unknown);
        }
        let now = app.clock.now();
        history::bring_attempt(app, &mut session.state, input).await?;
        let catalogue = app.content.current();
        let scene = Scene {
            catalogue: &catalogue,
            pinned: pinned::lesson(app, &session.state).await?,
            now,
            seed: rand::random(),
        };
        let turn = turn::take_turn(session.state, &session.place, arrival.person, input, &scene);
        let batch = events(arrival.learner, &turn)?;
        let appended = if batch.is_empty() { Ok(Appended::Stored) } else { append(app, arrival, &batch, now).await };
        match appended {
            Ok(Appended::Stored) => {
                count(&turn, started);
                return Ok(settle(app, arrival, turn, live).await);
            }
            Ok(Appended::Duplicate) => {
                debug!("this input was stored before; drawing its screen again");
                session = Session { place: turn.place, ..history::fold(app, arrival.learner).await? };
                let reply = redraw(app, arrival.learner, session, live).await?;
                return Ok(Reply { duplicate: true, ..reply });
            }
            Err(AppendError::Conflict) => {
                let place = turn.place;
                session = history::fold(app, arrival.learner).await?;
                // A decision that lost its race is made again where the learner was, not where it would have led.
                if turn.outcome == Outcome::Spent {
                    session.place = place;
                }
            }
            Err(AppendError::Database(error)) => return Err(error.into()),
        }
    }
    Err(TurnError::Contended)
}

/// The learner's screen as it is now, without a turn.
pub async fn look(app: &App, learner: LearnerId) -> Result<Reply, TurnError> {
    let (session, live) = session::load(app, learner).await?;
    redraw(app, learner, session, live).await
}

async fn redraw(app: &App, learner: LearnerId, mut session: Session, live: Option<Live>) -> Result<Reply, TurnError> {
    history::bring_attempt(app, &mut session.state, &Input::UnknownPress).await?;
    let catalogue = app.content.current();
    let pinned = pinned::lesson(app, &session.state).await?;
    let scene = Scene { catalogue: &catalogue, pinned, now: app.clock.now(), seed: 0 };
    let screen = turn::draw(&session.state, &session.place, &scene);
    session::save(app, learner, &session, false).await;
    Ok(Reply {
        learner,
        state: session.state,
        screen,
        notice: None,
        live,
        duplicate: false,
        facts: Vec::new(),
        outcome: Outcome::Done,
        refusal: None,
    })
}

async fn settle(app: &App, arrival: Arrival<'_>, turn: Turn, live: Option<Live>) -> Reply {
    let learner = arrival.learner;
    let Turn { facts, state, place, screen, notice, outcome, refusal } = turn;
    let session = Session { state, place };
    session::save(app, learner, &session, arrival.person.is_some()).await;
    history::remember(app, &session.state, facts.len());
    Reply { learner, state: session.state, screen, notice, live, duplicate: false, facts, outcome, refusal }
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
    let next = |version: &mut u32| {
        *version += 1;
        *version
    };
    let events = turn.facts.iter().map(|fact| match fact {
        Fact::User(fact) => user::events::encode(learner, fact, next(&mut user_version)),
        Fact::Learning(fact) => learning::events::encode(learner, fact, next(&mut path_version)),
        Fact::Assessment(id, fact) => assessment::events::encode(*id, fact, next(&mut attempt_version)),
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
