//! `PUT /api/v2/courses/{id}/lessons/{lessonId}/progress`: the learner reads a screen or completes a lesson.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use dialogues::catalogue::Lesson;
use dialogues::ids::{CourseId, LessonId};
use dialogues::input::Input;
use serde::Deserialize;

use crate::conversation::{Arrival, take_turn};
use crate::http::auth::{Learner, idempotency_key};
use crate::http::body::JsonBody;
use crate::http::envelope::Envelope;
use crate::http::problem::Problem;
use crate::http::views::View;
use crate::http::{Shared, refusal};

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// From 1.
    screen: Option<u32>,
    completed: Option<bool>,
}

pub async fn handle(
    State(api): State<Shared>,
    envelope: Envelope,
    Learner(learner): Learner,
    Path((course, lesson)): Path<(String, String)>,
    headers: HeaderMap,
    JsonBody(body): JsonBody<Body>,
) -> Result<Response, Problem> {
    let catalogue = api.app.content.current();
    let taught = catalogue.lesson(&LessonId::new(lesson)).filter(|taught| taught.course.as_str() == course);
    let taught = taught.ok_or_else(|| Problem::not_found("There is no such lesson in this course."))?;
    let input = input(body, taught)?;
    let key = idempotency_key(&headers, learner, &format!("progress {} {body:?}", taught.id))?;
    if matches!(input, Input::Complete { .. }) {
        api.limits.completions.check(&learner)?;
    }
    let reply = take_turn(&api.app, Arrival { learner, person: None, key: key.as_deref() }, &input).await?;
    if let Some(problem) = refusal::problem(&reply, &catalogue) {
        return Err(problem);
    }
    let view =
        View { state: &reply.state, catalogue: &catalogue, bot: api.app.bot_username(), now: api.app.clock.now() };
    Ok(envelope.of(view.lesson(taught)))
}

fn input(body: Body, lesson: &Lesson) -> Result<Input, Problem> {
    let (course, id): (CourseId, LessonId) = (lesson.course.clone(), lesson.id.clone());
    let screens = lesson.screens.len() as u32;
    match body {
        Body { screen: Some(screen), completed: None } if (1..=screens).contains(&screen) => {
            Ok(Input::Read { course, lesson: id, screen })
        }
        Body { screen: Some(_), completed: None } => {
            Err(Problem::unreadable(format!("`screen` must be a number from 1 to {screens}.")))
        }
        Body { screen: None, completed: Some(true) } => Ok(Input::Complete { course, lesson: id }),
        _ => Err(Problem::unreadable(
            "The body takes either `screen`, a number, or `completed`, which can only be true.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Method;
    use serde_json::{Value, json};

    use crate::http::testing::{Academy, Answer, request};

    async fn report(academy: &Academy, token: &str, lesson: &str, body: Value) -> Answer {
        academy.put(&format!("/api/v2/courses/demo/lessons/{lesson}/progress"), token, &body).await
    }

    #[tokio::test]
    async fn a_lesson_without_a_quiz_is_read_and_completed() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "en").await;
        let read = report(&academy, &token, "demo.c", json!({ "screen": 2 })).await;
        assert_eq!((read.status, &read.data()["state"], &read.data()["screen"]), (200, &json!("started"), &json!(2)));
        let done = report(&academy, &token, "demo.c", json!({ "completed": true })).await;
        assert_eq!((done.status, &done.data()["state"]), (200, &json!("completed")));
    }

    #[tokio::test]
    async fn a_locked_lesson_names_what_it_waits_for() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "ru").await;
        let answer = report(&academy, &token, "demo.b", json!({ "screen": 1 })).await;
        assert_eq!(answer.problem(), (409, "lesson-locked"));
        let detail = answer.body["detail"].as_str().unwrap();
        assert!(detail.contains("Сначала пройдите: Урок А") && !detail.contains('<'), "{detail}");
    }

    #[tokio::test]
    async fn a_lesson_with_a_quiz_is_completed_by_its_quiz_only() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "en").await;
        let answer = report(&academy, &token, "demo.a", json!({ "completed": true })).await;
        assert_eq!(answer.problem(), (409, "quiz-first"));
        assert_eq!(answer.body["detail"], "The lesson is complete once its quiz is passed.");
    }

    #[tokio::test]
    async fn what_is_no_lesson_of_the_course_is_not_found() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "en").await;
        assert_eq!(report(&academy, &token, "demo.z", json!({ "screen": 1 })).await.problem(), (404, "not-found"));
        let answer =
            academy.put("/api/v2/courses/other/lessons/demo.a/progress", &token, &json!({ "screen": 1 })).await;
        assert_eq!(answer.problem(), (404, "not-found"));
    }

    #[tokio::test]
    async fn a_report_that_cannot_be_is_refused() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "en").await;
        for body in [
            json!({}),
            json!([]),
            json!({ "screen": 0 }),
            json!({ "screen": 4 }),
            json!({ "screen": -1 }),
            json!({ "screen": "1" }),
            json!({ "completed": false }),
            json!({ "screen": 1, "completed": true }),
            json!({ "screen": 1, "score": 1 }),
        ] {
            let answer = report(&academy, &token, "demo.a", body.clone()).await;
            assert_eq!(answer.problem(), (400, "unreadable"), "{body}");
        }
    }

    #[tokio::test]
    async fn a_key_that_is_used_for_something_else_swallows_nothing() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "en").await;
        for (screen, expected) in [(2, 2), (3, 3), (2, 3)] {
            let path = "/api/v2/courses/demo/lessons/demo.a/progress";
            let mut request = request(Method::PUT, path, &token, Some(&json!({ "screen": screen })));
            request.headers_mut().insert("idempotency-key", "key-1".parse().unwrap());
            assert_eq!(academy.call(request).await.data()["screen"], expected, "{screen}");
        }
    }

    #[tokio::test]
    async fn ten_completions_a_minute_are_enough() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "en").await;
        for number in 0..11 {
            let answer = report(&academy, &token, "demo.c", json!({ "completed": true })).await;
            assert_eq!(answer.status, if number < 10 { 200 } else { 429 });
        }
        assert_eq!(report(&academy, &token, "demo.c", json!({ "screen": 1 })).await.status, 200);
    }
}
