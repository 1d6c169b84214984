//! `GET /readyz`: can this process serve learners now? 200 or 503, with each thing that it depends on.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Serialize;
use tokio::time::timeout;

use crate::app::App;
use crate::http::Shared;

/// For each check; a probe gives up soon itself.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Clone, Debug, Serialize)]
struct Readiness {
    status: &'static str,
    checks: Checks,
}

#[derive(Clone, Debug, Serialize)]
struct Checks {
    cache: Check,
    content: Check,
    database: Check,
}

#[derive(Clone, Debug, Serialize)]
struct Check {
    ok: bool,
    detail: String,
}

pub async fn handle(State(api): State<Shared>) -> impl IntoResponse {
    let (cache, database) = tokio::join!(cache(&api.app), database(&api.app));
    let checks = Checks { cache, content: content(&api.app), database };
    let ready = checks.cache.ok && checks.content.ok && checks.database.ok;
    let (status, word) = if ready { (StatusCode::OK, "ready") } else { (StatusCode::SERVICE_UNAVAILABLE, "not ready") };
    (status, Json(Readiness { status: word, checks }))
}

async fn cache(app: &App) -> Check {
    let ok = timeout(PATIENCE, app.cache.ping()).await.unwrap_or(false);
    let detail = if ok { app.cache.kind().to_owned() } else { format!("{} does not answer", app.cache.kind()) };
    Check { ok, detail }
}

async fn database(app: &App) -> Check {
    let answer = timeout(PATIENCE, sqlx::query("SELECT 1").execute(app.pool())).await;
    // The error itself may name hosts and users: it is nobody's who can only ask for readiness.
    let (ok, detail) = match answer {
        Ok(Ok(_)) => (true, "answers"),
        Ok(Err(_)) => (false, "cannot be reached"),
        Err(_) => (false, "does not answer in time"),
    };
    Check { ok, detail: detail.to_owned() }
}

fn content(app: &App) -> Check {
    let catalogue = app.content.current();
    let lessons: usize = catalogue.courses().iter().map(|course| course.lessons().count()).sum();
    Check { ok: lessons > 0, detail: format!("{lessons} lessons at revision {}", catalogue.revision()) }
}
