//! What the API reads of a learner: the read models once they have caught up, else the fold of the log. So a learner
//! who has just done something sees it, and one whose read models are being rebuilt sees no zeros.

use dialogues::kernel::ids::LearnerId;
use dialogues::streams::{Learner, LessonProgress, Path, Source as _, State};
use tokio::time::timeout;
use tokio::try_join;
use tracing::debug;

use super::problem::Problem;
use crate::app::App;
use crate::platform::eventstore::{PATIENCE, ReadError, passed};
use crate::{conversation, learning};

/// The learner and as much of their path as lists and totals need: no open attempts, no current place.
pub async fn learner(app: &App, id: LearnerId) -> Result<State, Problem> {
    match timeout(PATIENCE, from_read_models(app, id)).await {
        Ok(Ok(Some(state))) => return Ok(state),
        Ok(Ok(None)) => {}
        Ok(Err(error)) => debug!(%error, "the read models cannot be read; folding the log instead"),
        Err(_) => debug!("the read models lag behind; folding the log instead"),
    }
    whole(app, id).await
}

/// All that is known of the learner, from the log.
pub async fn whole(app: &App, id: LearnerId) -> Result<State, Problem> {
    let state = conversation::look(app, id).await?.state;
    if state.learner.version == 0 || state.learner.is_erased() {
        Err(Problem::not_found("There is no such learner."))
    } else {
        Ok(*state)
    }
}

async fn from_read_models(app: &App, id: LearnerId) -> Result<Option<State>, ReadError> {
    let head = app.store.head().await?;
    passed(&app.store, learning::LEARNING_PROGRESS, head).await?;

    let pool = app.pool();
    // Who they are lies sealed in the log, and its stream is short.
    let Some(learner) = app.store.fold::<Learner>(id).await?.filter(|learner| !learner.is_erased()) else {
        return Ok(None);
    };
    let day = learner.day(app.clock.now());
    let (rows, enrolments, lately, seconds, tested_out) = try_join!(
        learning::progress(pool, id),
        learning::enrolments(pool, id),
        learning::activity(pool, id, day),
        learning::seconds(pool, id),
        learning::tested_out(pool, id),
    )?;
    let path = Path {
        enrolled: enrolments.into_iter().map(|enrolment| enrolment.course).collect(),
        lessons: rows.into_iter().map(|row| (row.lesson.clone(), progress(&row))).collect(),
        lately,
        seconds,
        tested_out: tested_out.into_iter().collect(),
        ..Path::default()
    };
    Ok(Some(State { learner, path, ..State::new(id) }))
}

fn progress(row: &learning::ProgressRow) -> LessonProgress {
    LessonProgress {
        screen: row.screen,
        seconds: row.time_spent_seconds,
        attempts: row.attempts,
        open_attempt: None,
        last_attempt: None,
        best_score: row.best_score,
        completed_at: row.completed_at,
    }
}
