//! `GET /api/v2/users/{id}/progress`: totals, streak, today and what comes next.

use axum::extract::State;
use axum::response::Response;

use crate::http::auth::Own;
use crate::http::envelope::Envelope;
use crate::http::problem::Problem;
use crate::http::progress::ProgressView;
use crate::http::views::View;
use crate::http::{Shared, reading};

pub async fn handle(State(api): State<Shared>, envelope: Envelope, Own(learner): Own) -> Result<Response, Problem> {
    let (state, whole) = tokio::try_join!(reading::learner(&api.app, learner), reading::whole(&api.app, learner))?;
    let catalogue = api.app.content.current();
    let view = View { state: &state, catalogue: &catalogue, bot: api.app.bot_username(), now: api.app.clock.now() };
    Ok(envelope.of(ProgressView::of(&view, &whole)))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use serde_json::{Value, json};

    use crate::http::testing::Academy;

    const PATH: &str = "/api/v2/users/me/progress";

    async fn progress(academy: &Academy, token: &str) -> Value {
        let answer = academy.get(PATH, token).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.data().clone()
    }

    #[tokio::test]
    async fn a_newcomer_has_a_first_lesson_and_no_score() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "en").await;
        assert_eq!(
            progress(&academy, &token).await,
            json!({
                "totalLessons": 3, "completedLessons": 0, "averageScore": null, "totalTimeSpentMinutes": 0,
                "streak": { "days": 0, "longest": 0, "activeToday": false },
                "today": { "minutes": 0, "goal": 10 },
                "current": {
                    "kind": "lesson", "courseId": "demo", "lessonId": "demo.a", "title": "Lesson A", "screen": 0,
                    "screens": 3, "chatLink": "https://t.me/demo_bot?start=l_demo_a",
                },
                "lessons": [],
            })
        );
    }

    #[tokio::test]
    async fn reading_counts_minutes_and_days_with_and_without_read_models() {
        for follows in [true, false] {
            let academy = Academy::with(follows, true).await;
            let token = academy.learner(7, "en").await;
            let lesson = "/api/v2/courses/demo/lessons/demo.c/progress";
            academy.put(lesson, &token, &json!({ "screen": 1 })).await;
            academy.later(TimeDelta::seconds(130));
            academy.put(lesson, &token, &json!({ "screen": 2 })).await;
            academy.put(lesson, &token, &json!({ "completed": true })).await;
            let found = progress(&academy, &token).await;
            assert_eq!(
                (&found["completedLessons"], &found["totalTimeSpentMinutes"]),
                (&json!(1), &json!(2)),
                "{found}"
            );
            assert_eq!(found["streak"], json!({ "days": 1, "longest": 1, "activeToday": true }));
            assert_eq!(found["today"], json!({ "minutes": 2, "goal": 10 }));
            assert_eq!(found["current"]["lessonId"], "demo.a");
            assert_eq!(
                found["lessons"],
                json!([{
                    "courseId": "demo", "lessonId": "demo.c", "state": "completed", "score": null,
                    "completedAt": "2026-05-28T20:28:50Z", "timeSpentMinutes": 2,
                }])
            );
        }
    }

    #[tokio::test]
    async fn an_open_quiz_is_where_the_learner_stands() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "en").await;
        academy.say(7, "en", "/learn").await;
        // Two more screens, the quiz, and its first answer.
        for _ in 0..3 {
            academy.press(7, "").await;
        }
        let mut current = progress(&academy, &token).await["current"].clone();
        let attempt = current.as_object_mut().unwrap().remove("attemptId").unwrap();
        assert_eq!(academy.get(&format!("/api/v2/attempts/{}", attempt.as_str().unwrap()), &token).await.status, 200);
        assert_eq!(
            current,
            json!({
                "kind": "quiz", "courseId": "demo", "lessonId": "demo.a", "title": "Lesson A", "screen": 3, "screens": 3,
                "question": 1, "questions": 4, "chatLink": "https://t.me/demo_bot?start=l_demo_a",
            })
        );
    }
}
