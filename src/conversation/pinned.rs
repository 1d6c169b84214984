//! The documents that an open attempt or an interview was begun with, when the catalogue has moved on.

use std::sync::{Arc, LazyLock};

use dialogues::catalogue::{AnyDocument, Document, Pin};
use dialogues::kernel::ids::Revision;
use dialogues::streams::State;
use moka::future::Cache;

use super::{SharedInterview, SharedLesson, TurnError};
use crate::app::App;
use crate::course;

/// Archived documents that are kept compiled; a revision never changes.
static COMPILED: LazyLock<Cache<Pin, AnyDocument>> = LazyLock::new(|| Cache::new(256));

/// The archived lesson of the state's attempt. None: there is no attempt, the catalogue has it, or nobody has.
pub async fn lesson(app: &App, state: &State) -> Result<Option<SharedLesson>, TurnError> {
    match &state.attempt {
        Some(attempt) => document(app, &attempt.lesson, &attempt.revision).await,
        None => Ok(None),
    }
}

/// The archived interview of the state's interview, likewise.
pub async fn interview(app: &App, state: &State) -> Result<Option<SharedInterview>, TurnError> {
    match &state.interview {
        Some(run) => document(app, &run.interview, &run.revision).await,
        None => Ok(None),
    }
}

async fn document<D: Document>(app: &App, id: &D::Id, revision: &Revision) -> Result<Option<Arc<D>>, TurnError> {
    let pin = Pin::to::<D>(id, revision);
    if app.content.current().pinned(&pin).is_some() {
        return Ok(None);
    }
    if let Some(known) = COMPILED.get(&pin).await {
        return Ok(known.get().cloned());
    }
    let archived = course::archived(app.pool(), &pin).await?;
    if let Some(document) = &archived {
        COMPILED.insert(pin, document.clone()).await;
    }
    Ok(archived.and_then(|document| document.get().cloned()))
}
