//! `/api/v2/users/{id}`: the learner.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use dialogues::access::Action;
use dialogues::input::Input;
use dialogues::kernel::ids::LearnerId;
use dialogues::streams::State as LearnerState;
use dialogues::streams::learner::GOALS;
use serde::Serialize;
use tracing::error;
use utoipa::ToSchema;
use utoipa::openapi::schema::Type;

use crate::conversation::{Arrival, take_turn};
use crate::http::auth::Own;
use crate::http::envelope::{Envelope, instant};
use crate::http::openapi::{About, Tag, example};
use crate::http::problem::{Kind, Problem};
use crate::http::routes::Routes;
use crate::http::words::Level;
use crate::http::{Shared, reading, refusal};
use crate::privacy::export;

pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v2/users/{id}", Action::ReadProfile, show)
        .about(About::new("getUser", Tag::Learner, "The learner").answers::<UserView>(
            StatusCode::OK,
            "Who it is.",
            &example("user"),
        ))
        .post("/api/v2/users/{id}/export", Action::ExportData, export)
        .about(
            About::new("exportData", Tag::Learner, "A copy of all that is kept of the learner")
                .more("Once an hour. Nothing of it is kept.")
                .answers_bare("A zip of JSON files.", "application/zip", Type::String)
                .refuses(&[Kind::Leaving, Kind::TooSoon]),
        )
}

async fn show(State(api): State<Shared>, envelope: Envelope, Own(learner): Own) -> Result<Response, Problem> {
    let state = reading::learner(&api.app, learner).await?;
    Ok(envelope.of(UserView::of(&state)))
}

/// A copy of all that is kept of the learner, in the answer itself: nothing of it is kept anywhere.
async fn export(State(api): State<Shared>, Own(learner): Own) -> Result<Response, Problem> {
    let arrival = Arrival { learner, person: None, key: None };
    let reply = take_turn(&api.app, arrival, &Input::Export).await?;
    if let Some(problem) = refusal::problem(&reply, &api.app.content.current()) {
        return Err(problem);
    }
    let file = export::packed(&api.app, learner).await.map_err(|error| {
        error!(%error, "a copy of what is kept of a learner cannot be made");
        Problem::unavailable()
    })?;
    let name = format!("attachment; filename=\"{}\"", export::NAME);
    Ok(([(CONTENT_TYPE, "application/zip".to_owned()), (CONTENT_DISPOSITION, name)], file).into_response())
}

/// A learner.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = User)]
pub struct UserView {
    #[schema(value_type = String, format = "uuid")]
    id: LearnerId,
    /// What they call themselves in Telegram.
    name: String,
    /// `en` or `ru`.
    locale: String,
    /// Left out until they have chosen it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    level: Option<Level>,
    /// Minutes.
    daily_goal: u32,
    #[schema(format = "date-time")]
    created_at: String,
}

impl UserView {
    pub fn of(state: &LearnerState) -> Self {
        let learner = &state.learner;
        Self {
            id: state.id,
            name: learner.first_name.clone(),
            locale: learner.locale.to_string(),
            level: learner.level.map(Level::from),
            daily_goal: daily_goal(state),
            created_at: instant(learner.registered_at),
        }
    }
}

/// Minutes; whoever has not chosen yet gets the smallest.
pub fn daily_goal(state: &LearnerState) -> u32 {
    state.learner.daily_goal.unwrap_or(GOALS[0])
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use dialogues::kernel::ids::LearnerId;
    use serde_json::json;

    use crate::http::testing::Academy;
    use crate::identity::sessions;

    #[tokio::test]
    async fn me_and_the_own_id_are_the_same_and_others_are_out_of_reach() {
        let academy = Academy::start().await;
        let (ada, _) = (academy.learner(7, "en").await, academy.learner(8, "en").await);
        let (own, other) = (LearnerId::of_telegram(7), LearnerId::of_telegram(8));
        let me = academy.get("/api/v2/users/me", &ada).await;
        assert_eq!(
            me.data(),
            &json!({
                "id": own, "name": "Ada", "locale": "en", "level": "junior", "dailyGoal": 10,
                "createdAt": "2026-05-28T20:26:40Z",
            })
        );
        assert_eq!(academy.get(&format!("/api/v2/users/{own}"), &ada).await.data(), me.data());
        for path in ["", "/courses", "/progress"] {
            let answer = academy.get(&format!("/api/v2/users/{other}{path}"), &ada).await;
            assert_eq!(answer.problem(), (403, "forbidden"));
            assert_eq!(academy.get(&format!("/api/v2/users/42{path}"), &ada).await.problem(), (404, "not-found"));
        }
    }

    #[tokio::test]
    async fn nobody_gets_in_without_a_session_that_is_good() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "en").await;
        let missing = academy.get("/api/v2/users/me", "").await;
        assert_eq!(missing.problem(), (401, "unauthenticated"));
        assert_eq!(missing.headers["www-authenticate"], "Bearer");
        assert_eq!(academy.get("/api/v2/users/me", "nonsense").await.status, 401);
        let day = sessions::IDLE;
        academy.later(day - TimeDelta::seconds(1));
        assert_eq!(academy.get("/api/v2/users/me", &token).await.status, 200);
        // It was used, and lasts a day from then.
        academy.later(day - TimeDelta::seconds(1));
        assert_eq!(academy.get("/api/v2/users/me", &token).await.status, 200);
        academy.later(day);
        assert_eq!(academy.get("/api/v2/users/me", &token).await.problem(), (401, "unauthenticated"));
    }

    #[tokio::test]
    async fn a_copy_of_all_that_is_kept_is_in_the_answer_once_an_hour_and_of_nobody_else() {
        let academy = Academy::start().await;
        let (ada, _) = (academy.learner(7, "en").await, academy.learner(8, "en").await);
        let export = async |academy: &Academy, id: &str| {
            academy.post(&format!("/api/v2/users/{id}/export"), &ada, &json!({})).await
        };
        let other = LearnerId::of_telegram(8).to_string();
        assert_eq!(export(&academy, &other).await.problem(), (403, "forbidden"));
        let answer = export(&academy, "me").await;
        assert_eq!((answer.status, answer.headers["content-type"].to_str().unwrap()), (200, "application/zip"));
        assert!(answer.text.starts_with("PK") && answer.text.contains("schema.json"), "{}", answer.text.len());
        assert_eq!(export(&academy, "me").await.problem(), (429, "too-soon"));
    }
}
