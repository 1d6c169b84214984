//! What operators see: figures and results, and never a key or a learner's words.

use std::io;
use std::sync::{Arc, Mutex};

use super::service::{KEY, verdicts};
use super::*;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use metrics_exporter_prometheus::PrometheusBuilder;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// One that agrees, one that leaks the answer into all it says, one that is down.
async fn services() -> [Service; 3] {
    let good = verdicts(&[("p-owner", Some("The owner")), ("p-cycle", None), ("p-nil", None), ("p-speed", None)]);
    [
        Service::saying(good).await,
        Service::saying(format!(r#"{{"points": [{{"id": "{HALF}", "verdict": "{HALF}"}}]}}"#)).await,
        Service::new(|_, _| std::future::ready((StatusCode::UNAUTHORIZED, HALF).into_response())).await,
    ]
}

#[tokio::test]
async fn logs_have_neither_answers_nor_the_key() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter("academy=trace")
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    for _ in 0..2 {
        for service in services().await {
            reviewed(&service, HALF).await;
        }
        // Whether anybody listens is settled when a line is first passed, which may have been in another test.
        tracing::callsite::rebuild_interest_cache();
    }
    drop(guard);
    let log = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    for expected in ["an answer was reviewed", "a review was refused", "an answer could not be reviewed", "401"] {
        assert!(log.contains(expected), "{expected} is not in {log}");
    }
    for secret in ["owner", "freed", "Nothing", KEY, "delegate"] {
        assert!(!log.contains(secret), "{secret} is in {log}");
    }
}

#[tokio::test]
async fn calls_reviews_and_the_breaker_are_counted() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    let _guard = metrics::set_default_local_recorder(&recorder);
    for service in services().await {
        let reviewer = reviewer(&service);
        for _ in 0..6 {
            let _ = reviewer.review(task(&rubric(), HALF)).await;
        }
    }
    let text = handle.render();
    for line in [
        "llm_calls_total{result=\"ok\"} 12",
        "llm_calls_total{result=\"refused\"} 5",
        "llm_reviews_total{result=\"reviewed\"} 6",
        "llm_reviews_total{result=\"unfit\"} 6",
        "llm_reviews_total{result=\"refused\"} 5",
        "llm_reviews_total{result=\"open\"} 1",
        "llm_breaker_state 2",
        "llm_call_duration_seconds_count 17",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}
