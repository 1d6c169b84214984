//! What the operator's machines ask of every process, whatever its roles: `/healthz`, `/metrics`, `/readyz`.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use dialogues::access::Action;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::app::App;
use crate::http::Shared;
use crate::http::routes::Routes;

/// For each check; a probe gives up soon itself.
const PATIENCE: Duration = Duration::from_secs(2);

/// Open to whoever reaches them: a proxy keeps the world away from them, and they tell nothing of anybody.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/healthz", Action::Operate, health).get("/metrics", Action::Operate, metrics).get(
        "/readyz",
        Action::Operate,
        readiness,
    )
}

/// The process lives. Says nothing about what it depends on, as [`readiness`] does.
async fn health() -> Json<Value> {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}

/// All metrics in Prometheus' text format.
async fn metrics(State(api): State<Shared>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], api.metrics.render())
}

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

/// Can this process serve learners now? 200 or 503, with each thing that it depends on.
async fn readiness(State(api): State<Shared>) -> impl IntoResponse {
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

#[cfg(test)]
mod tests {
    use dialogues::catalogue::Catalogue;

    use crate::http::testing::Academy;

    #[tokio::test]
    async fn ready_is_who_has_a_database_a_cache_and_content() {
        let academy = Academy::start().await;
        let answer = academy.get("/readyz", "").await;
        assert_eq!((answer.status, answer.body["status"].as_str()), (200, Some("ready")), "{answer:?}");
        assert_eq!(answer.body["checks"]["cache"]["detail"], "memory");
        assert!(answer.body["checks"]["content"]["detail"].as_str().unwrap().starts_with("3 lessons"));
    }

    #[tokio::test]
    async fn what_is_missing_is_named_while_the_process_lives_on() {
        let academy = Academy::start().await;
        academy.app.content.replace(Catalogue::empty());
        academy.app.pool().close().await;
        let answer = academy.get("/readyz", "").await;
        assert_eq!(answer.status, 503);
        let checks = &answer.body["checks"];
        assert_eq!(
            (&checks["database"]["ok"], &checks["content"]["ok"], &checks["cache"]["ok"]),
            (&false.into(), &false.into(), &true.into())
        );
        assert_eq!(academy.get("/healthz", "").await.status, 200);
    }
}
