//! What is seen of a request from outside: its id, its log span, its metrics. Never its query, headers or body.

use std::fmt;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use metrics::{counter, histogram};
use tracing::{Instrument, debug, info_span};
use uuid::Uuid;

use crate::platform::telemetry::metric;

pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Characters of a caller's own request id.
const LONGEST: usize = 64;

/// Names a request in answers and logs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// The caller's own, if it is fit to stand in a log line, else a fresh one.
    pub fn of(headers: &HeaderMap) -> Self {
        let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(|id| is_sane(id));
        given.map_or_else(Self::fresh, Self::from)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn fresh() -> Self {
        Self(format!("req_{}", Uuid::new_v4().simple()))
    }
}

impl From<&str> for RequestId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The outermost layer.
pub async fn observe(mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId::of(request.headers());
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let span = info_span!("request", request_id = %id, method = %request.method(), route);
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).instrument(span.clone()).await;

    let status = response.status().as_u16();
    let took = started.elapsed();
    span.in_scope(|| debug!(status, took_ms = took.as_secs_f64() * 1000.0, "request answered"));
    counter!(metric::HTTP_REQUESTS, "route" => route.clone(), "status" => status.to_string()).increment(1);
    histogram!(metric::HTTP_REQUEST_DURATION, "route" => route).record(took);
    if let Ok(id) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

fn is_sane(id: &str) -> bool {
    (1..=LONGEST).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str) -> RequestId {
        RequestId::of(&HeaderMap::from_iter([(REQUEST_ID, HeaderValue::from_str(value).unwrap())]))
    }

    #[test]
    fn a_sane_id_of_the_caller_is_kept() {
        assert_eq!(of("trace-01.b_Z").as_str(), "trace-01.b_Z");
    }

    #[test]
    fn anything_else_gets_a_fresh_one() {
        for strange in ["", "a b", "{\"a\":1}", "id;drop", &"a".repeat(LONGEST + 1)] {
            assert!(of(strange).as_str().starts_with("req_"), "{strange}");
        }
        assert_ne!(RequestId::of(&HeaderMap::new()), RequestId::of(&HeaderMap::new()));
    }
}
