//! `GET /api/v2/users/{id}/courses`: all courses on offer, as they stand for the learner.

use axum::extract::State;
use axum::response::Response;

use crate::http::auth::Own;
use crate::http::envelope::{Envelope, Page};
use crate::http::problem::Problem;
use crate::http::views::{CourseView, View};
use crate::http::{Shared, reading};

pub async fn handle(
    State(api): State<Shared>,
    envelope: Envelope,
    Own(learner): Own,
    page: Page,
) -> Result<Response, Problem> {
    let state = reading::learner(&api.app, learner).await?;
    let catalogue = api.app.content.current();
    let view = View { state: &state, catalogue: &catalogue, bot: api.app.bot_username(), now: api.app.clock.now() };
    let (courses, pagination) = page.of(catalogue.courses());
    let courses: Vec<CourseView> = courses.iter().map(|course| view.course(course)).collect();
    Ok(envelope.page_of(courses, pagination))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::http::testing::Academy;

    const PATH: &str = "/api/v2/users/me/courses";

    #[tokio::test]
    async fn courses_show_lessons_with_their_states_in_the_learners_language() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "ru").await;
        let answer = academy.get(PATH, &token).await;
        assert_eq!(answer.body["pagination"], json!({ "page": 1, "limit": 20, "total": 1, "hasNext": false }));
        let course = &answer.data()[0];
        assert_eq!(
            (&course["id"], &course["title"], &course["enrolled"]),
            (&json!("demo"), &json!("Учебный курс"), &json!(false))
        );
        assert_eq!((&course["completedLessons"], &course["totalLessons"]), (&json!(0), &json!(3)));
        let lessons = &course["modules"][0]["lessons"];
        assert_eq!(
            lessons[1],
            json!({
                "id": "demo.b", "title": "Lesson B", "minutes": 3, "screens": 1, "questions": 1, "state": "locked",
                "screen": 0, "bestScore": null,
                "requires": [{ "id": "demo.a", "title": "Урок А", "completed": false }],
                "chatLink": "https://t.me/demo_bot?start=l_demo_b",
            })
        );
        assert_eq!((&lessons[0]["state"], &lessons[2]["questions"]), (&json!("open"), &json!(0)));
    }

    #[tokio::test]
    async fn what_was_just_done_shows_at_once() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "en").await;
        for screen in 1..=3 {
            let report = json!({ "screen": screen });
            academy.put("/api/v2/courses/demo/lessons/demo.a/progress", &token, &report).await;
            let answer = academy.get(PATH, &token).await;
            let lesson = &answer.data()[0]["modules"][0]["lessons"][0];
            assert_eq!((&lesson["state"], &lesson["screen"]), (&json!("started"), &json!(screen)));
            assert_eq!(answer.data()[0]["enrolled"], true);
        }
    }

    #[tokio::test]
    async fn pages_beyond_the_end_are_empty_and_strange_ones_refused() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "en").await;
        let answer = academy.get(&format!("{PATH}?page=2&limit=50"), &token).await;
        assert_eq!((answer.status, answer.data()), (200, &json!([])));
        for query in ["page=0", "limit=101", "limit=many"] {
            assert_eq!(academy.get(&format!("{PATH}?{query}"), &token).await.problem(), (400, "unreadable"), "{query}");
        }
    }
}
