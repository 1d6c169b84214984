//! How often: the API's quotas by learner and by address. What a request takes of them its [`Meter`] notes, and
//! [`tell`] says it in the answer. Where a quota is kept, [`quota`](crate::platform::quota) decides.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use secrecy::SecretString;

use super::problem::Problem;
use crate::platform::cache::Cache;
use crate::platform::mac::derived;
use crate::platform::quota::{Quota, Rate, Standing};

/// The use of the bot's token that names callers in Redis.
const NAMES: &[u8] = b"academy quotas in redis v1";
const MINUTE: Duration = Duration::from_mins(1);
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// All quotas.
pub struct Limits {
    /// 100 calls of the API a minute and learner, however many sessions they have.
    pub calls: Quota,
    /// 10 reports of a completed lesson a minute and learner.
    pub completions: Quota,
    /// 10 sessions opened a minute and learner.
    pub sessions: Quota,
    /// 10 attempts to open a session with launch data that lead to nobody, a minute and address.
    pub strangers: Quota,
}

impl Limits {
    /// `token` is the bot's, which all instances have.
    pub fn new(cache: &Cache, token: &SecretString) -> Self {
        let secret = derived(Some(token), NAMES);
        let quota = |name, limit| Quota::new(name, Rate { limit, window: MINUTE }, cache.clone(), secret);
        Self {
            calls: quota("calls", 100),
            completions: quota("completions", 10),
            sessions: quota("sessions", 10),
            strangers: quota("strangers", 10),
        }
    }
}

/// What one request has taken.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<Mutex<Vec<Taken>>>);

#[derive(Clone, Copy, Debug)]
struct Taken {
    name: &'static str,
    rate: Rate,
    standing: Standing,
}

impl Meter {
    /// Takes one from the caller's quota, or says when there is one again.
    pub async fn take(&self, quota: &Quota, caller: impl AsRef<[u8]>) -> Result<(), Problem> {
        let standing = quota.take(caller).await;
        let taken = Taken { name: quota.name(), rate: quota.rate(), standing };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(taken);
        if standing.allowed { Ok(()) } else { Err(Problem::too_many(seconds(standing.renewed))) }
    }

    /// `RateLimit` and `RateLimit-Policy`, as draft-ietf-httpapi-ratelimit-headers has them: what is left (`r`) of each quota
    /// and in how many seconds there is more of it (`t`); its whole (`q`) in how many seconds (`w`).
    fn write(&self, headers: &mut HeaderMap) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = all.iter().map(|Taken { name, standing, .. }| {
            format!("\"{name}\";r={};t={}", standing.left, seconds(standing.renewed))
        });
        let whole = all
            .iter()
            .map(|Taken { name, rate, .. }| format!("\"{name}\";q={};w={}", rate.limit, rate.window.as_secs()));
        for (field, items) in [(LIMIT, left.collect::<Vec<_>>()), (POLICY, whole.collect())] {
            if let Ok(list) = HeaderValue::try_from(items.join(", "))
                && !list.is_empty()
            {
                headers.insert(field, list);
            }
        }
    }
}

/// Whole seconds after which it is not too early.
fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

/// Says in the answer what the request has taken, also if it was refused.
pub async fn tell(mut request: Request, next: Next) -> Response {
    let meter = Meter::default();
    request.extensions_mut().insert(meter.clone());
    let mut response = next.run(request).await;
    meter.write(response.headers_mut());
    response
}

impl<S: Send + Sync> FromRequestParts<S> for Meter {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().cloned().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Method;
    use serde_json::json;

    use super::*;
    use crate::http::testing::{Academy, Answer, request};

    const ME: &str = "/api/v2/users/me";

    fn said(answer: &Answer) -> (&str, &str) {
        let line = |name| answer.headers.get(name).map_or("", |value| value.to_str().unwrap());
        (line("ratelimit"), line("ratelimit-policy"))
    }

    #[tokio::test]
    async fn every_answer_of_the_api_says_what_is_left() {
        let academy = Academy::start().await;
        let token = academy.learner(7, "en").await;
        let policy = r#""calls";q=100;w=60"#;
        assert_eq!(said(&academy.get(ME, &token).await), (r#""calls";r=99;t=60"#, policy));
        assert!(said(&academy.get("/api/v2/attempts/none", &token).await).0.starts_with(r#""calls";r=98;t="#));
        let (left, policies) = (r#", "completions";r=9;t=60"#, r#""calls";q=100;w=60, "completions";q=10;w=60"#);
        let path = "/api/v2/courses/demo/lessons/demo.c/progress";
        let done = academy.put(path, &token, &json!({ "completed": true })).await;
        assert!(said(&done).0.ends_with(left) && said(&done).1 == policies, "{done:?}");
        let opened = academy.post("/api/v2/session", "", &json!({ "initData": academy.init_data(7) })).await;
        assert!(said(&opened).0.starts_with(r#""sessions";r=8;t="#), "{opened:?}");
        assert_eq!(said(&opened).1, r#""sessions";q=10;w=60"#);
        let forged = academy.post("/api/v2/session", "", &json!({ "initData": "nonsense" })).await;
        assert_eq!(said(&forged), (r#""strangers";r=9;t=60"#, r#""strangers";q=10;w=60"#));
        assert_eq!(said(&academy.get(ME, "").await), ("", ""), "nobody has no quota");
        assert_eq!(said(&academy.get("/healthz", "").await), ("", ""));
    }

    #[tokio::test]
    async fn the_hundred_and_first_call_is_told_when_to_come_back_and_others_are_not_concerned() {
        let academy = Academy::start().await;
        let (ada, bo) = (academy.learner(7, "en").await, academy.learner(8, "en").await);
        for left in (0..100).rev() {
            let answer = academy.get(ME, &ada).await;
            assert_eq!(answer.status, 200);
            assert!(said(&answer).0.starts_with(&format!(r#""calls";r={left};t="#)), "{answer:?}");
        }
        let other_session = academy.session(7).await;
        for token in [&ada, &other_session] {
            let refused = academy.get(ME, token).await;
            assert_eq!(refused.problem(), (429, "too-many-requests"));
            let wait = refused.headers["retry-after"].to_str().unwrap();
            assert!((1..=60).contains(&wait.parse::<u64>().unwrap()), "{wait}");
            assert_eq!(said(&refused), (format!(r#""calls";r=0;t={wait}"#).as_str(), r#""calls";q=100;w=60"#));
        }
        assert_eq!(academy.get(ME, &bo).await.status, 200);
        let metrics = academy.get("/metrics", "").await.text;
        for result in ["allowed", "refused"] {
            let line = format!(r#"quota_calls_total{{quota="calls",result="{result}",store="memory"}}"#);
            assert!(metrics.contains(&line), "{line} in {metrics}");
        }
    }

    #[tokio::test]
    async fn strangers_behind_our_proxy_have_a_quota_each_and_nobody_gets_another_by_what_they_write() {
        let academy = Academy::start().await;
        let knock = async |forwarded: &str| {
            let mut knock = request(Method::POST, "/api/v2/session", "", Some(&json!({ "initData": "nonsense" })));
            knock.headers_mut().insert("x-forwarded-for", forwarded.parse().unwrap());
            academy.call(knock).await.status
        };
        for number in 0..12 {
            let status = knock(&format!("198.51.100.{number}, 203.0.113.7")).await;
            assert_eq!(status, if number < 10 { 400 } else { 429 }, "{number}");
        }
        assert_eq!(knock("203.0.113.8").await, 400);
    }

    #[test]
    fn who_waits_the_seconds_that_they_are_told_does_not_come_too_early() {
        for (wait, told) in [(Duration::from_micros(1), 1), (MINUTE, 60), (MINUTE + Duration::from_micros(1), 61)] {
            assert_eq!(seconds(wait), told);
        }
    }
}
