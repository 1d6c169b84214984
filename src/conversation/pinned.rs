//! The content that an open attempt was begun with, when the catalogue has moved on.

use std::sync::{Arc, LazyLock};

use dialogues::ids::{LessonId, Revision};
use dialogues::state::State;
use moka::future::Cache;

use super::{SharedLesson, TurnError};
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
