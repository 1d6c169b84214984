//! `/api/v2/users/{id}/sessions`: where the learner is signed in, and to sign out there.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use dialogues::access::Action;
use dialogues::dialogues::contract::Refusal;
use dialogues::input::Input;
use dialogues::kernel::ids::{LearnerId, SessionId};
use dialogues::scene::Device;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::conversation::{Arrival, take_turn};
use crate::http::auth::{Current, Own};
use crate::http::envelope::{Envelope, instant};
use crate::http::openapi::{About, Tag};
use crate::http::problem::{Kind, Problem};
use crate::http::routes::Routes;
use crate::http::{Shared, refusal};
use crate::identity::sessions;

const ALL: &str = "/api/v2/users/{id}/sessions";

pub fn routes(routes: Routes) -> Routes {
    let session = json!({
        "id": "6f0b52ac-8a63-4c1d-9a5e-2a4d3f0c71e9", "device": "iPhone", "createdAt": "2026-05-28T20:26:40Z",
        "lastUsedAt": "2026-05-28T20:28:50Z", "current": true,
    });
    let ended = |id, summary, ended: usize| {
        About::new(id, Tag::Sessions, summary).answers::<Ended>(
            StatusCode::OK,
            "How many were ended.",
            &json!({ "ended": ended }),
        )
    };
    routes
        .get(ALL, Action::ReadSessions, list)
        .about(
            About::new("listSessions", Tag::Sessions, "Where the learner is signed in")
                .answers_all::<SessionView>("The open sessions.", &json!([session])),
        )
        .delete(ALL, Action::EndSessions, end_all)
        .about(ended("endSessions", "Sign out everywhere, also whoever asks", 2).refuses(&[Kind::Leaving]))
        .delete("/api/v2/users/{id}/sessions/{session}", Action::EndSessions, end)
        .about(ended("endSession", "Sign out there", 1).refuses(&[Kind::Leaving]))
}

/// A session of the learner's.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OpenSession)]
struct SessionView {
    #[schema(value_type = String, format = "uuid")]
    id: SessionId,
    /// Empty if it has not said what it is.
    device: String,
    #[schema(format = "date-time")]
    created_at: String,
    #[schema(format = "date-time")]
    last_used_at: String,
    /// The one that asks.
    current: bool,
}

/// Sessions that are over now.
#[derive(Serialize, ToSchema)]
struct Ended {
    ended: usize,
}

async fn list(
    State(api): State<Shared>,
    envelope: Envelope,
    Own(learner): Own,
    Current(current): Current,
) -> Result<Response, Problem> {
    let devices = sessions::list(api.app.pool(), learner, api.app.clock.now()).await?;
    let view = |Device { session, name, opened_at, used_at }| SessionView {
        id: session,
        device: name,
        created_at: instant(opened_at),
        last_used_at: instant(used_at),
        current: session == current,
    };
    Ok(envelope.of(devices.into_iter().map(view).collect::<Vec<_>>()))
}

async fn end(
    State(api): State<Shared>,
    envelope: Envelope,
    Own(learner): Own,
    Path((_, session)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let unknown = || Problem::not_found("No such session is open.");
    let session = session.parse().map(SessionId::from_uuid).map_err(|_| unknown())?;
    if sign_out(&api, learner, Some(session)).await?.is_none() {
        return Err(unknown());
    }
    Ok(envelope.of(Ended { ended: 1 }))
}

async fn end_all(State(api): State<Shared>, envelope: Envelope, Own(learner): Own) -> Result<Response, Problem> {
    let open = sessions::list(api.app.pool(), learner, api.app.clock.now()).await?.len();
    sign_out(&api, learner, None).await?;
    Ok(envelope.of(Ended { ended: open }))
}

/// None: there is no such session of the learner's.
async fn sign_out(api: &Shared, learner: LearnerId, session: Option<SessionId>) -> Result<Option<()>, Problem> {
    let arrival = Arrival { learner, person: None, key: None };
    let reply = take_turn(&api.app, arrival, &Input::SignOut { session }).await?;
    if reply.refusal == Some(Refusal::Gone) {
        return Ok(None);
    }
    match refusal::problem(&reply, &api.app.content.current()) {
        Some(problem) => Err(problem),
        None => Ok(Some(())),
    }
}

#[cfg(test)]
mod tests;
