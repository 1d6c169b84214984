//! `POST /api/v2/users/{id}/courses/{courseId}/enroll`: 201, or 200 for whom the course is no news.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use dialogues::facts::LearningFact;
use dialogues::ids::{CourseId, LearnerId};
use dialogues::input::Input;
use serde::Serialize;

use crate::app::App;
use crate::conversation::{Arrival, TurnError, take_turn};
use crate::http::auth::{Own, idempotency_key};
use crate::http::envelope::{Envelope, instant};
use crate::http::problem::Problem;
use crate::http::{Shared, refusal};
use crate::learning;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Enrolment<'a> {
    course_id: &'a str,
    enrolled_at: String,
}

pub async fn handle(
    State(api): State<Shared>,
    envelope: Envelope,
    Own(learner): Own,
    Path((_, course)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let key = idempotency_key(&headers, learner, &format!("enroll {course}"))?;
    let catalogue = api.app.content.current();
    let course = CourseId::new(course);
    catalogue.course(&course).ok_or_else(|| Problem::not_found("There is no such course."))?;

    let arrival = Arrival { learner, person: None, key: key.as_deref() };
    let reply = take_turn(&api.app, arrival, &Input::Enrol { course: course.clone() }).await?;
    if let Some(problem) = refusal::problem(&reply, &catalogue) {
        return Err(problem);
    }
    let enrolled_at = enrolled_at(&api.app, learner, &course).await?.ok_or_else(Problem::internal)?;
    let status = if reply.facts.is_empty() { StatusCode::OK } else { StatusCode::CREATED };
    let body = envelope.of(Enrolment { course_id: course.as_str(), enrolled_at: instant(enrolled_at) });
    Ok((status, body).into_response())
}

/// From the log: the read model may be a moment behind.
async fn enrolled_at(app: &App, learner: LearnerId, course: &CourseId) -> Result<Option<DateTime<Utc>>, TurnError> {
    for event in app.store.read(learner.path_stream(), 0).await? {
        if matches!(learning::events::decode(&event)?, LearningFact::CourseEnrolled { course: enrolled } if enrolled == *course)
        {
            return Ok(Some(event.at));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use axum::http::Method;
    use chrono::TimeDelta;
    use serde_json::json;

    use crate::http::testing::{Academy, request};

    const PATH: &str = "/api/v2/users/me/courses/demo/enroll";

    #[tokio::test]
    async fn an_enrolment_is_created_once() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "en").await;
        let first = academy.post(PATH, &token, &json!(null)).await;
        assert_eq!(
            (first.status, first.data()),
            (201, &json!({ "courseId": "demo", "enrolledAt": "2026-05-28T20:26:40Z" }))
        );
        academy.later(TimeDelta::minutes(5));
        let second = academy.post(PATH, &token, &json!(null)).await;
        assert_eq!((second.status, second.data()), (200, first.data()));
    }

    #[tokio::test]
    async fn a_repeated_request_enrols_nobody_twice() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "en").await;
        for status in [201, 200] {
            let mut request = request(Method::POST, PATH, &token, None);
            request.headers_mut().insert("idempotency-key", "key-1".parse().unwrap());
            assert_eq!(academy.call(request).await.status, status);
        }
        let mut strange = request(Method::POST, PATH, &token, None);
        strange.headers_mut().insert("idempotency-key", "key 1".parse().unwrap());
        assert_eq!(academy.call(strange).await.problem(), (400, "unreadable"));
    }

    #[tokio::test]
    async fn a_course_that_is_not_on_offer_is_not_found() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "en").await;
        let answer = academy.post("/api/v2/users/me/courses/other/enroll", &token, &json!(null)).await;
        assert_eq!(answer.problem(), (404, "not-found"));
    }
}
