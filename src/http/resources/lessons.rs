//! `/api/v2/courses/{course}/lessons/{lesson}`: a lesson with what its screens say, and `…/progress`, where the learner
//! reads a screen or completes it. And a lesson as the API shows it.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use dialogues::access::Action;
use dialogues::catalogue::{Catalogue, Lesson};
use dialogues::dialogues::progression::Standing;
use dialogues::input::Input;
use dialogues::kernel::ids::{CourseId, LessonId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::conversation::{Arrival, take_turn};
use crate::http::auth::{Learner, idempotency_key};
use crate::http::body::JsonBody;
use crate::http::envelope::Envelope;
use crate::http::limits::Meter;
use crate::http::openapi::{About, Tag, example};
use crate::http::problem::{Kind, Problem};
use crate::http::routes::Routes;
use crate::http::view::View;
use crate::http::words::LessonState;
use crate::http::{Shared, reading, refusal};

pub fn routes(routes: Routes) -> Routes {
    let routes = routes.get("/api/v2/courses/{course}/lessons/{lesson}", Action::Learn, show).about(
        About::new("getLesson", Tag::Courses, "A lesson with what its screens say")
            .more("Nothing is recorded by looking. A lesson that is locked is refused.")
            .answers::<WholeLesson>(StatusCode::OK, "The lesson.", &example("whole-lesson"))
            .refuses(&[Kind::LessonLocked]),
    );
    routes.put("/api/v2/courses/{course}/lessons/{lesson}/progress", Action::Learn, report).about(
        About::new("reportProgress", Tag::Courses, "Report a screen read, or a lesson completed")
            .more(
                "Either `screen` or `completed`. A lesson with a quiz is completed by its quiz. Ten completions a minute \
                 are taken.",
            )
            .takes::<Body>(&[
                ("a screen was read", json!({ "screen": 2 })),
                ("the lesson is completed", json!({ "completed": true })),
            ])
            .once()
            .answers::<LessonView>(StatusCode::OK, "The lesson as it stands now.", &example("lesson"))
            .refuses(&[Kind::Leaving, Kind::LessonLocked, Kind::QuizFirst, Kind::Refused]),
    )
}

/// What the learner did.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LessonReport)]
struct Body {
    /// The screen that was read, from 1.
    #[schema(minimum = 1)]
    screen: Option<u32>,
    /// Only ever true.
    completed: Option<bool>,
}

/// A lesson as it stands for the learner.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Lesson)]
pub struct LessonView {
    id: String,
    title: String,
    /// That it takes.
    minutes: u32,
    screens: usize,
    /// In an attempt; 0 where there is no quiz.
    questions: usize,
    state: LessonState,
    /// From 1; 0 before the lesson is begun.
    screen: u32,
    /// 0..=1; null: there is none yet.
    best_score: Option<f64>,
    requires: Vec<Requirement>,
    /// Leads to it in the chat; null while the bot's name is not known.
    chat_link: Option<String>,
}

/// A lesson that comes first.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Requirement {
    id: String,
    title: String,
    /// Or tested out, which is as good here.
    completed: bool,
}

/// A lesson to be read.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WholeLesson {
    #[serde(flatten)]
    lesson: LessonView,
    /// Of what it says, in all languages.
    revision: String,
    contents: Vec<ScreenView>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = LessonScreen)]
struct ScreenView {
    id: String,
    title: String,
    /// In Telegram's tags.
    html: String,
}

/// Nothing is recorded by looking; what is locked stays so.
async fn show(
    State(api): State<Shared>,
    envelope: Envelope,
    Learner(learner): Learner,
    Path((course, lesson)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let state = reading::learner(&api.app, learner).await?;
    let catalogue = api.app.content.current();
    let taught = taught(&catalogue, &course, lesson)?;
    let view = View::of(&api.app, &state, &catalogue);
    if Standing::of(&state, taught) == Standing::Locked {
        let titles: Vec<String> = taught.requires.iter().map(|id| Requirement::of(&view, id).title).collect();
        let detail = format!("It builds on: {}.", titles.join(", "));
        return Err(Problem::new(Kind::LessonLocked, detail));
    }
    let locale = state.learner.locale;
    let contents = taught.screens.iter().map(|screen| {
        let text = screen.text.get(locale);
        ScreenView { id: screen.id.clone(), title: text.title.clone(), html: text.html.to_string() }
    });
    let (revision, contents) = (taught.revision.to_string(), contents.collect());
    Ok(envelope.of(WholeLesson { lesson: LessonView::of(&view, taught), revision, contents }))
}

fn taught<'a>(catalogue: &'a Catalogue, course: &str, lesson: String) -> Result<&'a Lesson, Problem> {
    let taught = catalogue.lesson(&LessonId::new(lesson)).filter(|taught| taught.course.as_str() == course);
    taught.map(|taught| &**taught).ok_or_else(|| Problem::not_found("There is no such lesson in this course."))
}

async fn report(
    State(api): State<Shared>,
    envelope: Envelope,
    Learner(learner): Learner,
    meter: Meter,
    Path((course, lesson)): Path<(String, String)>,
    headers: HeaderMap,
    JsonBody(body): JsonBody<Body>,
) -> Result<Response, Problem> {
    let catalogue = api.app.content.current();
    let taught = taught(&catalogue, &course, lesson)?;
    let input = input(body, taught)?;
    let key = idempotency_key(&headers, learner, &format!("progress {} {body:?}", taught.id))?;
    if matches!(input, Input::Complete { .. }) {
        meter.take(&api.limits.completions, learner.as_uuid()).await?;
    }
    let reply = take_turn(&api.app, Arrival { learner, person: None, key: key.as_deref() }, &input).await?;
    if let Some(problem) = refusal::problem(&reply, &catalogue) {
        return Err(problem);
    }
    Ok(envelope.of(LessonView::of(&View::of(&api.app, &reply.state, &catalogue), taught)))
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

impl LessonView {
    pub fn of(view: &View<'_>, lesson: &Lesson) -> Self {
        let progress = view.state.path.lesson(&lesson.id);
        Self {
            id: lesson.id.to_string(),
            title: lesson.title.get(view.state.learner.locale).clone(),
            minutes: lesson.minutes,
            screens: lesson.screens.len(),
            questions: lesson.quiz.as_ref().map_or(0, |quiz| quiz.pick),
            state: Standing::of(view.state, lesson).into(),
            screen: view.screen(lesson),
            best_score: progress.and_then(|progress| progress.best_score),
            requires: lesson.requires.iter().map(|id| Requirement::of(view, id)).collect(),
            chat_link: view.chat_link(&lesson.id),
        }
    }
}

impl Requirement {
    fn of(view: &View<'_>, id: &LessonId) -> Self {
        let lesson = view.catalogue.lesson(id);
        let title = lesson.map_or_else(|| id.to_string(), |lesson| lesson.title.get(view.state.learner.locale).clone());
        Self { id: id.to_string(), title, completed: view.state.path.done(id) }
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
    async fn a_lesson_is_shown_with_what_its_screens_say_once_it_is_open() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "en").await;
        let path = "/api/v2/courses/demo/lessons/demo.a";
        let lesson = academy.get(path, &token).await;
        let contents = lesson.data()["contents"].as_array().unwrap();
        assert_eq!((lesson.status, contents.len() as u64), (200, lesson.data()["screens"].as_u64().unwrap()));
        assert!(contents.iter().all(|screen| screen["html"].as_str().is_some_and(|html| !html.is_empty())));
        assert_eq!(lesson.data()["state"], "open", "it was only looked at");
        assert!(!lesson.text.contains("explanation") && !lesson.text.contains("correct"), "{}", lesson.text);
        let locked = academy.get("/api/v2/courses/demo/lessons/demo.b", &token).await;
        assert_eq!(locked.problem(), (409, "lesson-locked"));
        assert_eq!(academy.get("/api/v2/courses/other/lessons/demo.a", &token).await.problem(), (404, "not-found"));

        let tag = lesson.headers["etag"].to_str().unwrap();
        let again = |tag: &str| {
            let mut request = request(Method::GET, path, &token, None);
            request.headers_mut().insert("if-none-match", tag.parse().unwrap());
            academy.call(request)
        };
        let same = again(tag).await;
        assert_eq!((same.status, &*same.text, &same.headers["etag"]), (304, "", &lesson.headers["etag"]));
        report(&academy, &token, "demo.a", json!({ "screen": 1 })).await;
        assert_eq!(again(tag).await.status, 200, "it is another one now");
    }

    #[tokio::test]
    async fn a_locked_lesson_names_what_it_waits_for() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "ru").await;
        let answer = report(&academy, &token, "demo.b", json!({ "screen": 1 })).await;
        assert_eq!(answer.problem(), (409, "lesson-locked"));
        let detail = answer.body["detail"].as_str().unwrap();
        assert!(detail.contains("Начните отсюда: Урок А") && !detail.contains('<'), "{detail}");
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
