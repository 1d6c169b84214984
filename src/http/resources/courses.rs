//! `/api/v2/users/{id}/courses`: all courses on offer, as they stand for the learner, who may enrol in one.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use dialogues::access::Action;
use dialogues::catalogue::{Course, Module};
use dialogues::dialogues::progression;
use dialogues::input::Input;
use dialogues::kernel::ids::{CourseId, LearnerId};
use dialogues::streams;
use dialogues::streams::PathFact;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::lessons::LessonView;
use crate::app::App;
use crate::conversation::{Arrival, TurnError, take_turn};
use crate::http::auth::{Own, idempotency_key};
use crate::http::envelope::{Envelope, Page, instant};
use crate::http::openapi::{About, Tag, example};
use crate::http::problem::{Kind, Problem};
use crate::http::routes::Routes;
use crate::http::view::View;
use crate::http::words::Level;
use crate::http::{Shared, reading, refusal};
use crate::platform::eventstore::codec;

pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v2/users/{id}/courses", Action::ReadProgress, list)
        .about(
            About::new("listCourses", Tag::Courses, "All courses as they stand for the learner")
                .answers_page::<CourseView>(
                    "Courses with their modules and lessons, in the learner’s language.",
                    &example("courses"),
                ),
        )
        .post("/api/v2/users/{id}/courses/{course}/enroll", Action::Learn, enroll)
        .about(about_enroll())
}

/// A course as it stands for the learner.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Course)]
struct CourseView {
    id: String,
    title: String,
    summary: String,
    level: Level,
    enrolled: bool,
    completed_lessons: usize,
    total_lessons: usize,
    modules: Vec<ModuleView>,
}

/// A part of a course.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Module)]
struct ModuleView {
    id: String,
    title: String,
    summary: String,
    lessons: Vec<LessonView>,
}

/// That the learner takes part in a course.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Enrolment<'a> {
    course_id: &'a str,
    #[schema(format = "date-time")]
    enrolled_at: String,
}

fn about_enroll() -> About {
    let example = json!({ "courseId": "demo", "enrolledAt": "2026-05-28T20:26:40Z" });
    About::new("enroll", Tag::Courses, "Enrol in a course")
        .once()
        .answers::<Enrolment<'_>>(StatusCode::CREATED, "The learner is enrolled.", &example)
        .answers::<Enrolment<'_>>(StatusCode::OK, "The learner was enrolled already.", &example)
        .refuses(&[Kind::Leaving, Kind::Refused])
}

async fn list(
    State(api): State<Shared>,
    envelope: Envelope,
    Own(learner): Own,
    page: Page,
) -> Result<Response, Problem> {
    let state = reading::learner(&api.app, learner).await?;
    let catalogue = api.app.content.current();
    let view = View::of(&api.app, &state, &catalogue);
    let (courses, pagination) = page.of(catalogue.courses());
    let courses: Vec<_> = courses.iter().map(|course| CourseView::of(&view, course)).collect();
    Ok(envelope.page_of(courses, pagination))
}

/// 201, or 200 for whom the course is no news.
async fn enroll(
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
        if matches!(codec::decode::<streams::Path>(&event)?, PathFact::CourseEnrolled { course: enrolled } if enrolled == *course)
        {
            return Ok(Some(event.at));
        }
    }
    Ok(None)
}

impl CourseView {
    fn of(view: &View<'_>, course: &Course) -> Self {
        let locale = view.state.learner.locale;
        let (completed_lessons, total_lessons) = progression::count(view.state, course);
        Self {
            id: course.id.to_string(),
            title: course.title.get(locale).clone(),
            summary: course.summary.get(locale).clone(),
            level: course.level.into(),
            enrolled: view.state.path.enrolled.contains(&course.id),
            completed_lessons,
            total_lessons,
            modules: course.modules.iter().map(|module| ModuleView::of(view, module)).collect(),
        }
    }
}

impl ModuleView {
    fn of(view: &View<'_>, module: &Module) -> Self {
        let locale = view.state.learner.locale;
        Self {
            id: module.id.to_string(),
            title: module.title.get(locale).clone(),
            summary: module.summary.get(locale).clone(),
            lessons: module.lessons.iter().map(|lesson| LessonView::of(view, lesson)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Method;
    use chrono::TimeDelta;
    use serde_json::json;

    use crate::http::testing::{Academy, request};

    const PATH: &str = "/api/v2/users/me/courses";
    const ENROLL: &str = "/api/v2/users/me/courses/demo/enroll";

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

    #[tokio::test]
    async fn an_enrolment_is_created_once() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "en").await;
        let first = academy.post(ENROLL, &token, &json!(null)).await;
        assert_eq!(
            (first.status, first.data()),
            (201, &json!({ "courseId": "demo", "enrolledAt": "2026-05-28T20:26:40Z" }))
        );
        academy.later(TimeDelta::minutes(5));
        let second = academy.post(ENROLL, &token, &json!(null)).await;
        assert_eq!((second.status, second.data()), (200, first.data()));
    }

    #[tokio::test]
    async fn a_repeated_request_enrols_nobody_twice() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "en").await;
        for status in [201, 200] {
            let mut request = request(Method::POST, ENROLL, &token, None);
            request.headers_mut().insert("idempotency-key", "key-1".parse().unwrap());
            assert_eq!(academy.call(request).await.status, status);
        }
        let mut strange = request(Method::POST, ENROLL, &token, None);
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
