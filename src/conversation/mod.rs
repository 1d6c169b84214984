//! The one pipeline: an input becomes stored facts and a screen. Bot, Mini App and API all come through
//! [`take_turn`]. Knows no Telegram method and no HTTP; decides nothing itself, that is the pure crate's.

mod fetch;
mod history;
mod look;
mod second_look;
mod session;

use std::time::Instant;

use dialogues::dialogues::contract::Refusal;
use dialogues::input::{Input, Person};
use dialogues::kernel::ids::LearnerId;
use dialogues::kernel::place::Place;
use dialogues::kernel::screen::{Notice, Screen};
use dialogues::streams::{Fact, PathFact, Recorded, State};
use dialogues::turn;
use dialogues::turn::{Outcome, Turn};
use metrics::{counter, histogram};
use tracing::info;

use crate::app::App;
use crate::identity;
use crate::identity::sessions::{self, Reason};
use crate::platform::database;
use crate::platform::eventstore::codec::{self, CodecError};
use crate::platform::eventstore::{AppendError, Appended, Batch, NewEvent, ReadError};
use crate::platform::telemetry::{metric, who};

pub use crate::assessment::LOOK;
pub use look::{look, look_beside};
pub use second_look::{LookError, Looked, look_again};
use session::Loaded;
pub use session::{Live, Mark, Session, forget, shown, unshown};

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
    pub state: Box<State>,
    /// Where the screen is drawn.
    pub shown: Place,
    pub screen: Screen,
    pub notice: Option<Notice>,
    /// The message that held the screen before this turn.
    pub live: Option<Live>,
    /// Stand for the screen until it is shown.
    pub marks: Vec<Mark>,
    /// What this turn stored.
    pub facts: Vec<Recorded>,
    /// Stand for what was known before the turn and after it: where they are the same, nobody else was there.
    pub standing: [u64; 2],
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
    /// A newer program has stored what this one cannot know: it is about to be replaced.
    #[error(transparent)]
    Newer(CodecError),
    /// A call of the API for a learner who has never written to the bot.
    #[error("there is no such learner")]
    Unknown,
}

impl From<ReadError> for TurnError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Database(error) => error.into(),
            ReadError::Unreadable(error) => Self::Unreadable(error),
            ReadError::Newer(error) => Self::Newer(error),
        }
    }
}

impl From<sqlx::Error> for TurnError {
    fn from(error: sqlx::Error) -> Self {
        if database::passes(&error) { Self::Unavailable(error) } else { Self::Broken(error) }
    }
}

/// A turn that is stored, so that its press may be answered. The learner's next input has to wait until it is
/// [saved](Self::saved) as well.
pub struct Taken {
    reply: Box<Reply>,
    /// None: it was taken before, and is saved.
    unsaved: Option<Unsaved>,
}

struct Unsaved {
    place: Place,
    key: Option<String>,
    /// What the chat looks at, where the turn was taken in a window beside it.
    chats: Option<Box<State>>,
    to_show: bool,
}

impl Taken {
    /// What is said at once to whoever has pressed.
    pub fn notice(&self) -> Option<&Notice> {
        self.reply.notice.as_ref()
    }

    /// Is the learner one of whom nothing is kept any more?
    pub fn is_of_nobody(&self) -> bool {
        self.reply.state.learner.is_erased()
    }

    /// Notes where the learner is now, and tells what to show.
    pub async fn saved(self, app: &App) -> Reply {
        let mut reply = *self.reply;
        let Some(Unsaved { place, key, chats, to_show }) = self.unsaved else { return reply };
        history::remember(app, &reply.state, &reply.facts);
        // A visit that changed nothing must not put what it read over what a turn beside it has saved.
        if reply.facts.is_empty() && !to_show {
            return reply;
        }
        let seen = chats.is_some().then(|| reply.state.clone());
        let mut session = Session { state: reply.state, place, key };
        if let Some(chats) = chats {
            session.state.stay_with(*chats, &reply.facts);
        }
        reply.marks = session::save(app, reply.learner, &session, to_show).await.into_iter().collect();
        reply.state = seen.unwrap_or(session.state);
        reply
    }
}

/// Decides, stores, and only then tells what to show.
pub async fn take_turn(app: &App, arrival: Arrival<'_>, input: &Input) -> Result<Reply, TurnError> {
    Ok(take(app, arrival, input).await?.saved(app).await)
}

/// Decides and stores.
pub async fn take(app: &App, arrival: Arrival<'_>, input: &Input) -> Result<Taken, TurnError> {
    // A state and what becomes of it are some kilobytes, which no caller shall carry about.
    Box::pin(stored(app, arrival, input)).await
}

async fn stored(app: &App, arrival: Arrival<'_>, input: &Input) -> Result<Taken, TurnError> {
    let started = Instant::now();
    let Loaded { mut session, live, mut cached } = session::load(app, arrival.learner).await?;
    if session.key.is_some() && session.key.as_deref() == arrival.key {
        return redelivered(app, arrival, input, session, live).await;
    }
    let place = session.place.clone();
    let before = session::standing(&session.state, &place);
    let chats = is_beside(input).then(|| session.state.clone());
    for _ in 0..ATTEMPTS {
        let learner = &session.state.learner;
        if (learner.version == 0 || learner.is_erased()) && arrival.person.is_none() {
            return Err(TurnError::Unknown);
        }
        let catalogue = app.content.current();
        let needed = fetch::needed(app, &catalogue, &mut session.state, &session.place, input).await?;
        let scene = needed.scene(app, &catalogue, rand::random());
        let now = scene.now;
        let turn = turn::take_turn(*session.state, &session.place, arrival.person, input, &scene);
        // The cache may lag behind another instance, or behind a Redis that was away: a no must stand on the log.
        if cached && turn.outcome != Outcome::Done {
            cached = false;
            session = Session { place: place.clone(), ..history::fold(app, arrival.learner).await? };
            continue;
        }
        // Who signs out is out before anybody says so: a process that dies in between must leave no session open.
        sessions::follow(app.pool(), arrival.learner, &turn.facts, now).await?;
        // That the bot is blocked is told to the log a few times a day only, and counts every time.
        if matches!(input, Input::Blocked) && turn.facts.is_empty() {
            sessions::end_all(&mut *app.pool().acquire().await?, arrival.learner, Reason::Blocked, now).await?;
        }
        let batch = codec::encode_all(arrival.learner, &turn.facts)?;
        let appended =
            if batch.is_empty() { Ok(Appended::Stored) } else { append(app, arrival, &batch, &turn.facts, now).await };
        match appended {
            Ok(Appended::Stored) => {
                count(&turn, started);
                // A moment that nobody waits for any more shows nothing.
                let to_show = for_the_chat(arrival, input) && (arrival.person.is_some() || turn.refusal.is_none());
                let Turn { facts, mut state, place, shown, screen, notice, outcome, refusal } = turn;
                // It is everybody's: the next turn that asks for it folds it again.
                state.team = None;
                let standing = [before, session::standing(&state, &place)];
                let (learner, state, marks) = (state.id, Box::new(state), Vec::new());
                let reply =
                    Reply { learner, state, shown, screen, notice, live, marks, facts, standing, outcome, refusal };
                let unsaved = Unsaved { place, key: arrival.key.map(str::to_owned), chats, to_show };
                return Ok(Taken { reply: Box::new(reply), unsaved: Some(unsaved) });
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

/// What was taken before is only drawn again; in a box, as it seldom comes to that.
async fn redelivered(
    app: &App,
    arrival: Arrival<'_>,
    input: &Input,
    session: Session,
    live: Option<Live>,
) -> Result<Taken, TurnError> {
    let reply = Box::pin(look::redelivered(app, arrival, input, session, live)).await?;
    Ok(Taken { reply: Box::new(reply), unsaved: None })
}

/// Is what comes of it to be shown in the chat? Calls of the API show it themselves.
const fn for_the_chat(arrival: Arrival<'_>, input: &Input) -> bool {
    arrival.person.is_some() || matches!(input, Input::Due { .. })
}

/// Is it about something that the chat need not be looking at?
const fn is_beside(input: &Input) -> bool {
    matches!(input, Input::Beside { .. } | Input::SecondLook(_))
}

async fn append(
    app: &App,
    arrival: Arrival<'_>,
    events: &[NewEvent],
    facts: &[Recorded],
    at: chrono::DateTime<chrono::Utc>,
) -> Result<Appended, AppendError> {
    let metadata = codec::metadata(arrival.learner);
    let started = Instant::now();
    let batch = Batch { key: arrival.key, events, at, metadata };
    let of_team = |recorded: &Recorded| match &recorded.fact {
        Fact::Team(_, fact) => Some(fact.clone()),
        _ => None,
    };
    let roles: Vec<_> = facts.iter().filter_map(of_team).collect();
    let appended = if roles.is_empty() {
        app.store.append(batch).await
    } else {
        Box::pin(identity::team::append(&app.store, batch, roles)).await
    };
    histogram!(metric::TURN_DURATION, "stage" => "append").record(started.elapsed());
    appended
}

fn count(turn: &Turn, started: Instant) {
    counter!(metric::TURNS, "outcome" => turn.outcome.as_str()).increment(1);
    histogram!(metric::TURN_DURATION, "stage" => "turn").record(started.elapsed());
    for recorded in &turn.facts {
        if let Fact::Path(PathFact::LessonCompleted { lesson, time_spent_seconds, level, .. }) = &recorded.fact {
            let difficulty = format!("{level:?}").to_lowercase();
            counter!(metric::LESSON_COMPLETIONS, "lesson_id" => lesson.to_string(), "difficulty" => difficulty, "user_type" => "learner")
                .increment(1);
            histogram!(metric::LESSON_COMPLETION_DURATION).record(f64::from(*time_spent_seconds));
            info!(learner = who(turn.state.id), %lesson, "lesson completed");
        }
    }
}
