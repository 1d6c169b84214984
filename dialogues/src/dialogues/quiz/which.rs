//! Which attempt a turn looks at, as far as the path tells. Decides nothing.

use uuid::Uuid;

use super::words::CODE;
use crate::dialogues::links;
use crate::input::Input;
use crate::kernel::ids::{AttemptId, LessonId};
use crate::streams::State;

/// The attempt that a turn will look at, as far as the path tells: it must be in the state, if it exists.
pub fn wanted(state: &State, input: &Input) -> Option<AttemptId> {
    let of_lesson = |lesson: &LessonId| {
        let progress = state.path.lesson(lesson)?;
        progress.open_attempt.or(progress.last_attempt)
    };
    if let Input::Beside { window, .. } = input
        && window.dialogue == CODE
    {
        return own_attempt(state, window.stream);
    }
    // Whoever carries on goes to the quiz of the last step, whatever they looked at in between.
    let carries_on = links::carries_on(input);
    if carries_on && let Some(open) = state.path.at.as_ref().and_then(|lesson| state.path.lesson(lesson)?.open_attempt)
    {
        return Some(open);
    }
    if let Input::Press(token) = input {
        let attempts =
            state.path.lessons.values().flat_map(|lesson| [lesson.open_attempt, lesson.last_attempt]).flatten();
        if let Some(attempt) =
            attempts.into_iter().find(|attempt| token.step.is_some_and(|step| step.is_of(attempt.as_uuid())))
        {
            return Some(attempt);
        }
        if let Some(attempt) = token.argument(0).and_then(|lesson| of_lesson(&LessonId::new(lesson))) {
            return Some(attempt);
        }
    }
    // A quiz that the learner came back to stays with them, also while another lesson had the last step.
    let current = state.attempt.as_ref().map(|attempt| attempt.id);
    current.or_else(|| state.path.at.as_ref().and_then(of_lesson))
}

/// One of the learner's own attempts, however long ago; they are numbered, and their ids follow from the numbers.
fn own_attempt(state: &State, stream: Uuid) -> Option<AttemptId> {
    let current = state.attempt.as_ref().map(|attempt| attempt.id);
    if let Some(current) = current.filter(|current| current.as_uuid() == stream) {
        return Some(current);
    }
    let all = state.path.lessons.iter();
    let mut all =
        all.flat_map(|(lesson, progress)| (1..=progress.attempts).map(|n| AttemptId::of(state.id, lesson, n)));
    all.find(|attempt| attempt.as_uuid() == stream)
}
