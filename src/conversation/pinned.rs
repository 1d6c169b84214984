//! The documents that an open attempt or an interview was begun with, also when the catalogue has moved on.

use std::sync::LazyLock;

use dialogues::catalogue::{AnyDocument, Interview, Lesson, Pin};
use dialogues::state::State;
use moka::future::Cache;

use super::TurnError;
use crate::app::App;
use crate::course;

/// Archived documents that are kept compiled; a revision never changes.
static COMPILED: LazyLock<Cache<Pin, AnyDocument>> = LazyLock::new(|| Cache::new(256));

/// What the state is pinned to. Nothing of what nobody has any more.
pub async fn documents(app: &App, state: &State) -> Result<Vec<AnyDocument>, TurnError> {
    let lesson = state.attempt.as_ref().map(|attempt| Pin::to::<Lesson>(&attempt.lesson, &attempt.revision));
    let interview = state.interview.as_ref().map(|run| Pin::to::<Interview>(&run.interview, &run.revision));
    let mut documents = Vec::new();
    for pin in lesson.into_iter().chain(interview) {
        documents.extend(document(app, pin).await?);
    }
    Ok(documents)
}

/// The catalogue's own document, or the archived one.
pub async fn document(app: &App, pin: Pin) -> Result<Option<AnyDocument>, TurnError> {
    if let Some(current) = app.content.current().pinned(&pin) {
        return Ok(Some(current.clone()));
    }
    if let Some(known) = COMPILED.get(&pin).await {
        return Ok(Some(known));
    }
    let archived = course::archived(app.pool(), &pin).await?;
    if let Some(document) = &archived {
        COMPILED.insert(pin, document.clone()).await;
    }
    Ok(archived)
}
