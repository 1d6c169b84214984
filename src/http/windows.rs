//! A window beside the chat, over HTTP: looks into it, and does there what a client asks. Decides nothing and knows no
//! dialogue: what is shown besides the screen, a [`Shown`] says. Start at [`look`] and [`answer`].

use axum::http::HeaderMap;
use dialogues::ids::LearnerId;
use dialogues::input::Window;
use serde::Serialize;
use uuid::Uuid;

use super::auth::idempotency_key;
use super::problem::Problem;
use super::refusal;
use super::screens::Act;
use crate::app::App;
use crate::conversation::{Arrival, Reply, look_beside, take_turn};

/// The screen of a window as JSON, with what clients want to know of the stream that it looks at.
pub trait Shown: Serialize + Sized {
    /// There is none, or it is somebody else's: which of both is nobody's business.
    const UNKNOWN: &str;

    fn window(id: Uuid) -> Window;

    /// None for a reply without such a stream, which is none of such a window.
    fn of(reply: &Reply, app: &App) -> Option<Self>;
}

/// What the window shows now.
pub async fn look<V: Shown>(app: &App, learner: LearnerId, id: &str) -> Result<V, Problem> {
    let reply = look_beside(app, learner, &window::<V>(id)?).await?;
    reply.and_then(|reply| V::of(&reply, app)).ok_or_else(unknown::<V>)
}

/// What the window shows after what was done in it.
pub async fn answer<V: Shown>(
    app: &App,
    learner: LearnerId,
    id: &str,
    headers: &HeaderMap,
    act: &Act,
) -> Result<V, Problem> {
    let window = window::<V>(id)?;
    let key = idempotency_key(headers, learner, &format!("answer {} {act:?}", window.stream))?;
    let input = act.in_window(window)?;
    let reply = take_turn(app, Arrival { learner, person: None, key: key.as_deref() }, &input).await?;
    let view = V::of(&reply, app);
    let refused = refusal::problem(&reply, &app.content.current());
    let refused = refused.or_else(|| act.came_late(&reply).then(|| refusal::left(&reply)));
    match (refused, view) {
        // The current screen is not for whom there is none.
        (Some(problem), Some(view)) if !problem.is_not_found() => Err(problem.showing(&view)),
        (Some(problem), _) => Err(problem),
        (None, view) => view.ok_or_else(unknown::<V>),
    }
}

/// The window on what a path names.
fn window<V: Shown>(id: &str) -> Result<Window, Problem> {
    id.parse().map(V::window).map_err(|_| unknown::<V>())
}

fn unknown<V: Shown>() -> Problem {
    Problem::not_found(V::UNKNOWN)
}

#[cfg(test)]
mod tests;
