//! A learner's screen as it is, without a turn: to look at, or once more for an input that was taken before.

use dialogues::input::{Input, Window};
use dialogues::kernel::ids::LearnerId;
use dialogues::kernel::place::Place;
use dialogues::kernel::screen::Screen;
use dialogues::turn;
use dialogues::turn::Outcome;
use tracing::debug;

use super::session::{self, Live, Loaded, Session};
use super::{Arrival, Reply, TurnError, fetch, for_the_chat, history};
use crate::app::App;

/// The learner's screen as it is now, without a turn.
pub async fn look(app: &App, learner: LearnerId) -> Result<Reply, TurnError> {
    let Loaded { mut session, live, .. } = session::load(app, learner).await?;
    redraw(app, learner, &Input::UnknownPress, &mut session, live).await
}

/// What a window beside the chat shows, without a turn. None: what it looks at is not the learner's.
pub async fn look_beside(app: &App, learner: LearnerId, window: &Window) -> Result<Option<Reply>, TurnError> {
    let Loaded { mut session, live, cached } = session::load(app, learner).await?;
    let nothing = Input::Beside { window: window.clone(), input: Box::new(Input::UnknownPress) };
    let shown = redraw_beside(app, window, &nothing, &mut session, live).await?;
    if shown.is_some() || !cached {
        return Ok(shown);
    }
    // The cache may lag behind another instance: a no must stand on the log.
    session = Session { place: session.place, ..history::fold(app, learner).await? };
    redraw_beside(app, window, &nothing, &mut session, live).await
}

/// The screen of what was taken before.
pub async fn redelivered(
    app: &App,
    arrival: Arrival<'_>,
    input: &Input,
    mut session: Session,
    live: Option<Live>,
) -> Result<Reply, TurnError> {
    debug!("this input was taken before; drawing its screen again");
    if let Input::Beside { window, .. } = input {
        return redraw_beside(app, window, input, &mut session, live).await?.ok_or(TurnError::Unknown);
    }
    // The chat need not be looking at the interview that was looked at again.
    let seen = if matches!(input, Input::SecondLook(_)) { &Input::UnknownPress } else { input };
    let reply = redraw(app, arrival.learner, seen, &mut session, live).await?;
    let mark = session::save(app, arrival.learner, &session, for_the_chat(arrival, input)).await;
    Ok(Reply { marks: mark.into_iter().collect(), ..reply })
}

async fn redraw(
    app: &App,
    learner: LearnerId,
    input: &Input,
    session: &mut Session,
    live: Option<Live>,
) -> Result<Reply, TurnError> {
    let catalogue = app.content.current();
    let needed = fetch::needed(app, &catalogue, &mut session.state, &session.place, input).await?;
    // What is only drawn asks nothing new: any seed will do.
    let scene = needed.scene(app, &catalogue, 0);
    let screen = turn::draw(&session.state, &session.place, &scene);
    Ok(drawn(learner, session, session.place.clone(), screen, live))
}

/// What a window shows, or what an input in it has led to that was taken before.
async fn redraw_beside(
    app: &App,
    window: &Window,
    input: &Input,
    session: &mut Session,
    live: Option<Live>,
) -> Result<Option<Reply>, TurnError> {
    let catalogue = app.content.current();
    let needed = fetch::needed(app, &catalogue, &mut session.state, &session.place, input).await?;
    let scene = needed.scene(app, &catalogue, 0);
    let taken = match input {
        Input::Beside { input, .. } if **input != Input::UnknownPress => Some(&**input),
        _ => None,
    };
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
        marks: Vec::new(),
        facts: Vec::new(),
        standing: [session::standing(&session.state, &session.place); 2],
        outcome: Outcome::Done,
        refusal: None,
    }
}
