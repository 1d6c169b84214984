//! `/api/v2/events`: what happens to the learner, as it happens, as Server-Sent Events.

use axum::Extension;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONNECTION};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;
use dialogues::access::Action;
use serde::Deserialize;
use utoipa::openapi::path::ParameterIn;
use utoipa::openapi::schema::Type;

use crate::http::Shared;
use crate::http::auth::{Learner, Used};
use crate::http::live::{self, Full, Ids, Replay};
use crate::http::openapi::{About, Tag};
use crate::http::problem::{Kind, Problem};
use crate::http::room::Room;
use crate::http::routes::Routes;
use crate::platform::eventstore::Cursor;

const LAST_EVENT_ID: &str = "last-event-id";
/// Of nginx: what is sent goes out at once.
const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");
/// Seconds after which one of a learner's streams, or of the process's, may have ended.
const SOON: u64 = 10;

pub fn routes(routes: Routes) -> Routes {
    routes.get("/api/v2/events", Action::ReadEvents, follow).about(
        About::new("followEvents", Tag::Learner, "What happens to the learner, as it happens")
            .more(
                "Server-Sent Events. Whoever comes back says the last id that they have seen, and gets what they missed, each \
                 event once and in order. Without an id the stream begins now. It ends after some minutes by itself.",
            )
            .asks(ParameterIn::Header, "Last-Event-ID", "The id of the last event that was seen.")
            .asks(ParameterIn::Query, "after", "The same, for the first request.")
            .answers_bare("The events, as long as the stream lasts.", "text/event-stream", Type::String)
            .refuses(&[Kind::UnknownEvent, Kind::Unreadable]),
    )
}

#[derive(Deserialize)]
struct Wanted {
    after: Option<String>,
}

async fn follow(
    State(api): State<Shared>,
    Learner(learner): Learner,
    Used(session): Used,
    room: Option<Extension<Room>>,
    headers: HeaderMap,
    query: Result<Query<Wanted>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let Query(Wanted { after }) = query.map_err(|_| Problem::unreadable("`after` takes the id of an event."))?;
    let ids = Ids::of(&api.app).await?;
    let last = match headers.get(LAST_EVENT_ID) {
        Some(id) => Some(id.to_str().map_err(|_| unknown())?.to_owned()),
        None => after,
    };
    let last = last.filter(|id| !id.is_empty()).map(|id| ids.open(learner, &id).ok_or_else(unknown)).transpose()?;
    if let Some(last) = last {
        known(&api, last).await?;
    }
    // First the place among the streams, so that what comes while the log is read waits there.
    let watch = api.live.enter(learner, session).await?.map_err(full)?;
    let from = watch.from;
    let replay = match last {
        Some(last) => Some(Replay::between(&api.app, learner, last, from).await?),
        None => None,
    };
    if let Some(Extension(room)) = room {
        room.leave();
    }
    let mut response = live::open(ids, watch, last.unwrap_or(from), replay);
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Its room was given up.
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    headers.insert(BUFFERING, HeaderValue::from_static("no"));
    Ok(response)
}

/// An id that is further than the log is of a log that is there no more, such as before a restore.
async fn known(api: &Shared, last: Cursor) -> Result<(), Problem> {
    if last > api.app.store.head().await? { Err(unknown()) } else { Ok(()) }
}

fn unknown() -> Problem {
    let detail = "There is no event of yours with this id. Load what you show once more, and come without an id.";
    Problem::new(Kind::UnknownEvent, detail)
}

fn full(full: Full) -> Problem {
    match full {
        Full::Learner => Problem::too_many(SOON),
        Full::Process => Problem::overloaded(SOON),
    }
}
