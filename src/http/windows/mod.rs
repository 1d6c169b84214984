//! Windows beside the chat, over HTTP: an attempt, an interview or a review is looked into and answered by the same two
//! handlers. Decides nothing and knows no dialogue: what is shown besides the screen, a [`WindowView`] says. Start at
//! [`show`] and [`answer`].

mod act;
mod screen;
#[cfg(test)]
pub mod testing;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use dialogues::input::Window;
use dialogues::kernel::ids::LearnerId;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use self::act::Act;
pub use self::screen::ScreenView;
use super::auth::{Learner, idempotency_key};
use super::body::JsonBody;
use super::envelope::Envelope;
use super::openapi::{About, Tag};
use super::problem::{Kind, Problem};
use super::{Shared, refusal};
use crate::app::App;
use crate::conversation::{Arrival, Reply, look_beside, take_turn};

/// The screen of a window as JSON, with what clients want to know of the stream that it looks at.
pub trait WindowView: Serialize + ToSchema + Sized {
    /// There is none, or it is somebody else's: which of both is nobody's business.
    const UNKNOWN: &str;

    fn window(id: Uuid) -> Window;

    /// None for a reply without such a stream, which is none of such a window.
    fn of(reply: &Reply, app: &App) -> Option<Self>;
}

/// What [`show`] is for such a window; one of its screens.
pub fn about_show<V: WindowView>(id: &'static str, tag: Tag, summary: &'static str, example: &Value) -> About {
    About::new(id, tag, summary).answers::<V>(StatusCode::OK, "The screen.", example)
}

/// What [`answer`] is for such a window; one of its screens.
pub fn about_answer<V: WindowView>(id: &'static str, tag: Tag, summary: &'static str, example: &Value) -> About {
    About::new(id, tag, summary)
        .more(
            "Either `press`, the token of a button, or `text`, perhaps with the `place` of the screen that it answers. What \
             does not fit the current step is refused, and `current` is the screen as it is now.",
        )
        .takes::<Act>(&[
            ("a press", json!({ "press": "q.a:0@1.4" })),
            ("a text", json!({ "text": "weak", "place": "question:6f0b52ac-8a63-4c1d-9a5e-2a4d3f0c71e9.3" })),
        ])
        .once()
        .answers::<V>(StatusCode::OK, "The next screen.", example)
        .refuses(&[Kind::Leaving])
        .refuses_with::<V>()
}

/// `GET …/{id}`: what its learner would see of it in the chat now, open or finished.
pub async fn show<V: WindowView>(
    State(api): State<Shared>,
    envelope: Envelope,
    Learner(learner): Learner,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let reply = look_beside(&api.app, learner, &window::<V>(&id)?).await?;
    let view = reply.and_then(|reply| V::of(&reply, &api.app)).ok_or_else(unknown::<V>)?;
    Ok(envelope.of(view))
}

/// `POST …/{id}/answers`: a press or a text on the window's screen; answers with the next screen.
pub async fn answer<V: WindowView>(
    State(api): State<Shared>,
    envelope: Envelope,
    Learner(learner): Learner,
    Path(id): Path<String>,
    headers: HeaderMap,
    JsonBody(act): JsonBody<Act>,
) -> Result<Response, Problem> {
    Ok(envelope.of(answered::<V>(&api.app, learner, &id, &headers, &act).await?))
}

/// What the window shows after what was done in it.
async fn answered<V: WindowView>(
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
fn window<V: WindowView>(id: &str) -> Result<Window, Problem> {
    id.parse().map(V::window).map_err(|_| unknown::<V>())
}

fn unknown<V: WindowView>() -> Problem {
    Problem::not_found(V::UNKNOWN)
}
