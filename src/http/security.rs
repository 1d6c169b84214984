//! Headers that tell the browser what our pages and answers may not do, and whom an academy for one machine answers to.

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use url::Url;

use crate::platform::network::is_loopback;

/// Where the Mini App is served.
pub const APP: &str = "/app";

/// Telegram's web clients show a Mini App in a frame.
const TELEGRAM: &str = "https://web.telegram.org https://*.web.telegram.org";
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// The headers of an answer, made once.
#[derive(Clone, Debug)]
pub struct Security {
    app: HeaderValue,
    over_https: bool,
}

impl Security {
    /// `frame_ancestors`: origins that may frame the Mini App besides Telegram's.
    pub fn new(frame_ancestors: &[String], public_url: Option<&Url>) -> Self {
        let policy = |ancestors: &str| {
            HeaderValue::from_str(&format!(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                 connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
            ))
        };
        let fits = |origin: &&String| origin.bytes().all(|byte| byte.is_ascii_graphic() && !b";,".contains(&byte));
        let ancestors = frame_ancestors.iter().filter(fits).fold(TELEGRAM.to_owned(), |all, origin| all + " " + origin);
        let app = policy(&ancestors).unwrap_or(HeaderValue::from_static("default-src 'none'"));
        Self { app, over_https: public_url.is_some_and(|url| url.scheme() == "https") }
    }
}

/// For an academy that is this machine's alone: a page elsewhere whose name points here gets no answer.
pub async fn only_here(request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    match host.and_then(|host| Url::parse(&format!("http://{host}")).ok()) {
        Some(url) if !is_only_here(Some(&url)) => StatusCode::MISDIRECTED_REQUEST.into_response(),
        _ => next.run(request).await,
    }
}

/// Is the academy this machine's alone?
pub fn is_only_here(public_url: Option<&Url>) -> bool {
    public_url.and_then(Url::host).is_some_and(|host| is_loopback(&host))
}

/// Adds the headers; what a handler has set stays.
pub async fn protect(State(security): State<Security>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_app = path.strip_prefix(APP).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: HeaderValue| {
        headers.entry(name).or_insert(value);
    };
    if is_app {
        set(CONTENT_SECURITY_POLICY, security.app);
        set(
            PERMISSIONS_POLICY,
            HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        );
    } else {
        set(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
        set(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        set(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        set(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    }
    set(OPENER_POLICY, HeaderValue::from_static("same-origin"));
    set(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    set(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if security.over_https {
        set(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use tower::ServiceExt;

    use super::*;

    async fn headers_of(path: &str, security: Security) -> axum::http::HeaderMap {
        let router = Router::new().fallback(async || "x").layer(from_fn_with_state(security, protect));
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        router.oneshot(request).await.unwrap().headers().clone()
    }

    #[tokio::test]
    async fn the_app_may_be_framed_by_telegram_and_the_configured_only() {
        let security =
            Security::new(&["http://127.0.0.1:4000".to_owned(), "https://evil; script-src *".to_owned()], None);
        for path in ["/app", "/app/", "/app/js/main.js"] {
            let headers = headers_of(path, security.clone()).await;
            assert_eq!(
                headers[CONTENT_SECURITY_POLICY],
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                 connect-src 'self'; base-uri 'none'; form-action 'none'; \
                 frame-ancestors https://web.telegram.org https://*.web.telegram.org http://127.0.0.1:4000"
            );
            assert!(!headers.contains_key(X_FRAME_OPTIONS) && !headers.contains_key(STRICT_TRANSPORT_SECURITY));
        }
    }

    #[tokio::test]
    async fn an_academy_for_one_machine_answers_to_its_names_only() {
        let router = Router::new().fallback(async || "x").layer(axum::middleware::from_fn(only_here));
        for (host, status) in [("127.0.0.1:8080", 200), ("localhost", 200), ("[::1]:80", 200), ("evil.example", 421)] {
            let request = Request::builder().uri("/").header(HOST, host).body(Body::empty()).unwrap();
            assert_eq!(router.clone().oneshot(request).await.unwrap().status(), status, "{host}");
        }
    }

    #[tokio::test]
    async fn everything_else_is_neither_framed_nor_kept() {
        let url = "https://academy.example.com".parse().unwrap();
        for path in ["/api/v2/users/me", "/apple", "/healthz"] {
            let headers = headers_of(path, Security::new(&[], Some(&url))).await;
            assert_eq!(headers[CONTENT_SECURITY_POLICY], "default-src 'none'; frame-ancestors 'none'");
            assert_eq!(
                (&headers[X_FRAME_OPTIONS], &headers[CACHE_CONTROL]),
                (&HeaderValue::from_static("DENY"), &HeaderValue::from_static("no-store"))
            );
            assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
            assert_eq!(headers[STRICT_TRANSPORT_SECURITY], "max-age=31536000");
        }
    }
}
