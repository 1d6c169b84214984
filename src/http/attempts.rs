//! An attempt as the API shows it: the screen of its window, and which attempt that is. Pure.

use dialogues::dialogue::Place;
use dialogues::ids::AttemptId;
use dialogues::input::Window;
use dialogues::state::Attempt;
use serde::Serialize;
use uuid::Uuid;

use super::screens::ScreenView;
use super::windows::Shown;
use crate::app::App;
use crate::conversation::Reply;

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AttemptView {
    attempt_id: AttemptId,
    course_id: String,
    lesson_id: String,
    finished: bool,
    /// Answers given.
    answered: usize,
    questions: usize,
    /// On a verdict: was the answer right?
    #[serde(skip_serializing_if = "Option::is_none")]
    correct: Option<bool>,
    /// Once it is finished.
    #[serde(skip_serializing_if = "Option::is_none")]
    passed: Option<bool>,
    #[serde(flatten)]
    screen: ScreenView,
}

impl Shown for AttemptView {
    const UNKNOWN: &str = "You have no such attempt.";

    fn window(id: Uuid) -> Window {
        Window::of_attempt(AttemptId::from_uuid(id), None)
    }

    fn of(reply: &Reply, app: &App) -> Option<Self> {
        let attempt: &Attempt = reply.state.attempt.as_ref()?;
        Some(Self {
            attempt_id: attempt.id,
            course_id: attempt.course.to_string(),
            lesson_id: attempt.lesson.to_string(),
            finished: attempt.finished.is_some(),
            answered: attempt.answers.len(),
            questions: attempt.questions.len(),
            correct: verdict(attempt, &reply.shown),
            passed: attempt.finished.map(|outcome| outcome.passed),
            screen: ScreenView::of(reply, attempt.version, app.bot_username()),
        })
    }
}

/// What a verdict says of the answer that it is about.
fn verdict(attempt: &Attempt, shown: &Place) -> Option<bool> {
    let number: usize = shown.detail.as_deref().filter(|_| shown.view == "verdict")?.parse().ok()?;
    attempt.answers.get(number).map(|answer| answer.correct)
}
