//! The progress of a learner as the API tells it: totals, streak, today, what comes next. Pure.

use dialogues::catalogue::{Course, Lesson};
use dialogues::courses::Standing;
use dialogues::home::{self, Next};
use dialogues::ids::AttemptId;
use dialogues::state::State;
use serde::Serialize;

use super::envelope::instant;
use super::views::{View, daily_goal};

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProgressView {
    /// On offer, in all courses.
    total_lessons: usize,
    completed_lessons: usize,
    /// Of the best attempts, 0..=1.
    average_score: Option<f64>,
    total_time_spent_minutes: u32,
    streak: StreakView,
    today: TodayView,
    current: Option<CurrentView>,
    /// The ones that have been begun, in the order of the courses.
    lessons: Vec<LessonProgressView>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct StreakView {
    days: u32,
    longest: u32,
    active_today: bool,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct TodayView {
    minutes: u32,
    goal: u32,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct CurrentView {
    kind: &'static str,
    course_id: String,
    lesson_id: String,
    title: String,
    screen: u32,
    screens: usize,
    /// The one that waits for an answer, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    questions: Option<usize>,
    /// The open attempt, whose screens the API draws.
    #[serde(skip_serializing_if = "Option::is_none")]
    attempt_id: Option<AttemptId>,
    chat_link: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct LessonProgressView {
    course_id: String,
    lesson_id: String,
    state: &'static str,
    score: Option<f64>,
    completed_at: Option<String>,
    time_spent_minutes: u32,
}

impl ProgressView {
    /// `view` is for lists and totals, `whole` is everything that is known of the same learner.
    pub fn of(view: &View<'_>, whole: &State) -> Self {
        let state = view.state;
        let day = state.learner.day(view.now);
        let streak = &state.learner.streak;
        let all = || view.catalogue.courses().iter().flat_map(Course::lessons);
        let scores: Vec<_> = state.path.lessons.values().filter_map(|lesson| lesson.best_score).collect();
        let seconds = state.path.lessons.values().fold(0_u32, |sum, lesson| sum.saturating_add(lesson.seconds));
        Self {
            total_lessons: all().count(),
            completed_lessons: all().filter(|lesson| state.path.done(&lesson.id)).count(),
            average_score: (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64),
            total_time_spent_minutes: seconds / 60,
            streak: StreakView {
                days: streak.alive(day),
                longest: streak.longest,
                active_today: streak.last_day.is_some_and(|last| last >= day),
            },
            today: TodayView { minutes: state.path.seconds_on(day) / 60, goal: daily_goal(state) },
            current: current(&View { state: whole, ..*view }),
            lessons: all().filter_map(|lesson| begun(state, lesson)).collect(),
        }
    }
}

fn begun(state: &State, lesson: &Lesson) -> Option<LessonProgressView> {
    let progress = state.path.lesson(&lesson.id)?;
    Some(LessonProgressView {
        course_id: lesson.course.to_string(),
        lesson_id: lesson.id.to_string(),
        state: Standing::of(state, lesson).as_str(),
        score: progress.best_score,
        completed_at: progress.completed_at.map(instant),
        time_spent_minutes: progress.seconds / 60,
    })
}

/// Where the chat's "continue" leads.
fn current(view: &View<'_>) -> Option<CurrentView> {
    match home::next(view.state, view.catalogue) {
        Next::Quiz(lesson) => Some(quiz(view, lesson)),
        Next::Lesson(lesson) => Some(reading(view, lesson)),
        Next::AllDone => None,
    }
}

fn reading(view: &View<'_>, lesson: &Lesson) -> CurrentView {
    CurrentView {
        kind: "lesson",
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
        kind: "quiz",
        question: attempt.and_then(|attempt| attempt.current()).map(|(number, _)| number + 1),
        questions: attempt.map(|attempt| attempt.questions.len()),
        attempt_id: view.state.path.lesson(&lesson.id).and_then(|progress| progress.open_attempt),
        ..reading(view, lesson)
    }
}
