//! The content that an open attempt or an interview was begun with, when the catalogue has moved on.

use std::sync::{Arc, LazyLock};

use dialogues::ids::{InterviewId, LessonId, Revision};
use dialogues::state::State;
use moka::future::Cache;

use super::{SharedInterview, SharedLesson, TurnError};
use crate::app::App;
use crate::course;

/// Archived lessons that are kept compiled, by id and revision; a revision never changes.
static COMPILED: LazyLock<Cache<(LessonId, Revision), SharedLesson>> = LazyLock::new(|| Cache::new(256));

/// The archived lesson of the state's attempt. None: there is no attempt, the catalogue has it, or nobody has.
pub async fn lesson(app: &App, state: &State) -> Result<Option<SharedLesson>, TurnError> {
    let Some(attempt) = &state.attempt else {
        return Ok(None);
    };
    let current = app.content.current().lesson(&attempt.lesson).map(|lesson| lesson.revision.clone());
    if current.as_ref() == Some(&attempt.revision) {
        return Ok(None);
    }
    let key = (attempt.lesson.clone(), attempt.revision.clone());
    if let Some(known) = COMPILED.get(&key).await {
        return Ok(Some(known));
    }
    let archived = course::archived_lesson(app.pool(), &attempt.lesson, &attempt.revision).await?.map(Arc::new);
    if let Some(lesson) = &archived {
        COMPILED.insert(key, Arc::clone(lesson)).await;
    }
    Ok(archived)
}

/// The same of interviews: few are open when their file changes.
static COMPILED_INTERVIEWS: LazyLock<Cache<(InterviewId, Revision), SharedInterview>> =
    LazyLock::new(|| Cache::new(32));

/// The archived interview of the state's interview, like [`lesson`].
pub async fn interview(app: &App, state: &State) -> Result<Option<SharedInterview>, TurnError> {
    let Some(run) = &state.interview else {
        return Ok(None);
    };
    let current = app.content.current().interview(&run.interview).map(|interview| interview.revision.clone());
    if current.as_ref() == Some(&run.revision) {
        return Ok(None);
    }
    let key = (run.interview.clone(), run.revision.clone());
    if let Some(known) = COMPILED_INTERVIEWS.get(&key).await {
        return Ok(Some(known));
    }
    let archived = course::archived_interview(app.pool(), &run.interview, &run.revision).await?.map(Arc::new);
    if let Some(interview) = &archived {
        COMPILED_INTERVIEWS.insert(key, Arc::clone(interview)).await;
    }
    Ok(archived)
}
