//! `/api/v2/users/{id}/progress`: totals, streak, today and what comes next.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use dialogues::access::Action;
use dialogues::catalogue::{Course, Lesson};
use dialogues::dialogues::progression;
use dialogues::dialogues::progression::Next;
use dialogues::dialogues::progression::Standing;
use dialogues::kernel::ids::AttemptId;
use dialogues::streams::State as LearnerState;
use serde::Serialize;
use utoipa::ToSchema;

use super::users::daily_goal;
use crate::http::auth::Own;
use crate::http::envelope::{Envelope, instant};
use crate::http::openapi::{About, Tag, example};
use crate::http::problem::Problem;
use crate::http::routes::Routes;
use crate::http::view::View;
use crate::http::words::{CurrentKind, LessonState};
use crate::http::{Shared, reading};

pub fn routes(routes: Routes) -> Routes {
    routes.get("/api/v2/users/{id}/progress", Action::ReadProgress, show).about(
        About::new("getProgress", Tag::Learner, "Totals, streak, today, and what comes next").answers::<ProgressView>(
            StatusCode::OK,
            "How far the learner is.",
            &example("progress"),
        ),
    )
}

async fn show(State(api): State<Shared>, envelope: Envelope, Own(learner): Own) -> Result<Response, Problem> {
    let (state, whole) = tokio::try_join!(reading::learner(&api.app, learner), reading::whole(&api.app, learner))?;
    let catalogue = api.app.content.current();
    let view = |state| View::of(&api.app, state, &catalogue);
    Ok(envelope.of(ProgressView::of(&view(&state), &view(&whole))))
}

/// How far a learner is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Progress)]
struct ProgressView {
    /// On offer, in all courses.
    total_lessons: usize,
    completed_lessons: usize,
    /// Of the best attempts, 0..=1.
    average_score: Option<f64>,
    /// All learning, that of reviews and interviews as well: today's minutes are among them.
    total_time_spent_minutes: u64,
    streak: StreakView,
    today: TodayView,
    /// Where "continue" leads; left out: all is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    current: Option<CurrentView>,
    /// The ones that have been begun, in the order of the courses.
    lessons: Vec<LessonProgressView>,
}

/// Days in a row on which the learner has learnt.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Streak)]
struct StreakView {
    days: u32,
    longest: u32,
    active_today: bool,
}

/// The learner's day.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Today)]
struct TodayView {
    minutes: u32,
    /// Minutes.
    goal: u32,
}

/// Where the learner goes on.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Current)]
struct CurrentView {
    kind: CurrentKind,
    course_id: String,
    lesson_id: String,
    title: String,
    screen: u32,
    screens: usize,
    /// The one that waits for an answer, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    question: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    questions: Option<usize>,
    /// The open attempt, whose screens the API draws.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = "uuid", nullable = false)]
    attempt_id: Option<AttemptId>,
    /// Null while the bot's name is not known.
    chat_link: Option<String>,
}

/// A lesson that has been begun.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LessonProgress)]
struct LessonProgressView {
    course_id: String,
    lesson_id: String,
    state: LessonState,
    /// Of the best attempt, 0..=1.
    score: Option<f64>,
    #[schema(format = "date-time")]
    completed_at: Option<String>,
    time_spent_minutes: u32,
}

impl ProgressView {
    /// `view` is for lists and totals, `whole` has everything that is known of the same learner.
    fn of(view: &View<'_>, whole: &View<'_>) -> Self {
        let state = view.state;
        let day = state.learner.day(view.now);
        let streak = &state.learner.streak;
        let all = || view.catalogue.courses().iter().flat_map(Course::lessons);
        let scores: Vec<_> = state.path.lessons.values().filter_map(|lesson| lesson.best_score).collect();
        Self {
            total_lessons: all().count(),
            completed_lessons: all().filter(|lesson| state.path.done(&lesson.id)).count(),
            average_score: (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64),
            total_time_spent_minutes: state.path.seconds / 60,
            streak: StreakView {
                days: state.learner.streak_days(view.now),
                longest: streak.longest,
                active_today: streak.last_day.is_some_and(|last| last >= day),
            },
            today: TodayView { minutes: state.seconds_today(view.now) / 60, goal: daily_goal(state) },
            current: current(whole),
            lessons: all().filter_map(|lesson| begun(state, lesson)).collect(),
        }
    }
}

fn begun(state: &LearnerState, lesson: &Lesson) -> Option<LessonProgressView> {
    let progress = state.path.lesson(&lesson.id)?;
    Some(LessonProgressView {
        course_id: lesson.course.to_string(),
        lesson_id: lesson.id.to_string(),
        state: Standing::of(state, lesson).into(),
        score: progress.best_score,
        completed_at: progress.completed_at.map(instant),
        time_spent_minutes: progress.seconds / 60,
    })
}

/// Where the chat's "continue" leads.
fn current(view: &View<'_>) -> Option<CurrentView> {
    match progression::next(view.state, view.catalogue) {
        Next::Quiz(lesson) => Some(quiz(view, lesson)),
        Next::Lesson(lesson) => Some(reading(view, lesson)),
        Next::AllDone => None,
    }
}

fn reading(view: &View<'_>, lesson: &Lesson) -> CurrentView {
    CurrentView {
        kind: CurrentKind::Lesson,
        course_id: lesson.course.to_string(),
        lesson_id: lesson.id.to_string(),
        title: lesson.title.get(view.state.learner.locale).clone(),
        screen: view.screen(lesson),
        screens: lesson.screens.len(),
        question: None,
        questions: None,
        attempt_id: None,
        chat_link: view.chat_link(&lesson.id),
    }
}

fn quiz(view: &View<'_>, lesson: &Lesson) -> CurrentView {
    let attempt =
        view.state.attempt.as_ref().filter(|attempt| attempt.lesson == lesson.id && attempt.finished.is_none());
    CurrentView {
        kind: CurrentKind::Quiz,
        question: attempt.and_then(|attempt| attempt.current()).map(|(number, _)| number + 1),
        questions: attempt.map(|attempt| attempt.questions.len()),
        attempt_id: view.state.path.lesson(&lesson.id).and_then(|progress| progress.open_attempt),
        ..reading(view, lesson)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use dialogues::kernel::ids::ReviewId;
    use dialogues::streams::{Path, PathFact};
    use serde_json::{Value, json};

    use crate::http::testing::Academy;
    use crate::learning::LEARNING_PROGRESS;
    use crate::platform::eventstore::{Batch, codec, passed};

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

    /// In the chat and in the API, which may read the log or the read models.
    async fn today(academy: &Academy) -> (u64, String) {
        let token = academy.session(7).await;
        let minutes = progress(academy, &token).await["today"]["minutes"].as_u64().unwrap();
        let home = academy.say(7, "en", "/start").await.screen.html.plain();
        (minutes, home.lines().find(|line| line.contains("Today")).unwrap().to_owned())
    }

    #[tokio::test]
    async fn chat_and_api_tell_the_same_minutes_when_the_learner_flies_to_the_day_before() {
        for follows in [true, false] {
            let academy = Academy::with(follows, true).await;
            academy.learner(7, "en").await;
            let fly = async |zone: &str| {
                let body = json!({ "initData": academy.init_data(7), "timeZone": zone });
                assert_eq!(academy.post("/api/v2/session", "", &body).await.status, 200);
            };
            let read = async |minutes: u32| {
                let token = academy.session(7).await;
                for minute in 0..=minutes {
                    let screen = json!({ "screen": 1 + minute % 2 });
                    academy.put("/api/v2/courses/demo/lessons/demo.c/progress", &token, &screen).await;
                    academy.later(TimeDelta::minutes(i64::from(minute < minutes)));
                }
            };
            // Half past five in the morning of the 29th; then it is the 28th again.
            fly("Asia/Tokyo").await;
            read(8).await;
            assert_eq!(today(&academy).await, (8, "⏱ Today: 8 of 10\u{a0}min".to_owned()));
            fly("America/Los_Angeles").await;
            assert_eq!(today(&academy).await, (0, "⏱ Today: 0 of 10\u{a0}min".to_owned()));
            read(10).await;
            assert_eq!(today(&academy).await, (10, "🎉 Today’s goal reached: 10\u{a0}min".to_owned()));
            academy.later(TimeDelta::days(1));
            assert_eq!(today(&academy).await, (8, "⏱ Today: 8 of 10\u{a0}min".to_owned()));
        }
    }

    #[tokio::test]
    async fn todays_minutes_are_among_all_minutes_also_those_of_reviews() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "en").await;
        let state = academy.say(7, "en", "/start").await.state;
        let day = state.learner.day(academy.app.clock.now());
        let review = ReviewId::of(state.id, 1);
        let reviewed = PathFact::ReviewFinished { review, reviewed: 3, seconds: 320, day };
        let events = &[codec::encode_as::<Path>(state.id, &reviewed, state.path.version + 1).unwrap()];
        let (at, metadata) = (academy.app.clock.now(), codec::metadata(state.id));
        academy.app.store.append(Batch { key: None, events, at, metadata }).await.unwrap();
        // Stored past the pipeline, so that only the read model hears of it.
        let head = academy.app.store.head().await.unwrap();
        passed(&academy.app.store, LEARNING_PROGRESS, head).await.unwrap();
        let found = progress(&academy, &token).await;
        assert_eq!((&found["today"]["minutes"], &found["totalTimeSpentMinutes"]), (&json!(5), &json!(5)), "{found}");
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
