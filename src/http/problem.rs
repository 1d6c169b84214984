//! Problems: every refusal of the HTTP side as RFC 9457 problem details. A handler returns a [`Problem`]; where it
//! happened and under which request id is put in by [`complete`], which also gives bare error statuses a body.

use axum::Json;
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;

use super::observe::RequestId;

const MEDIA_TYPE: HeaderValue = HeaderValue::from_static("application/problem+json");

/// What went wrong, in words for people. Boxed, as it is the rare half of every result.
#[derive(Clone, Debug)]
pub struct Problem(Box<Said>);

#[derive(Clone, Debug)]
struct Said {
    status: StatusCode,
    /// For programs; the end of the problem's type.
    kind: &'static str,
    title: String,
    detail: String,
    header: Option<(HeaderName, HeaderValue)>,
    /// What is there instead of what the caller took for granted.
    current: Option<Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    instance: &'a str,
    request_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<&'a Value>,
}

impl Problem {
    pub fn new(status: StatusCode, kind: &'static str, title: &str, detail: impl Into<String>) -> Self {
        Self(Box::new(Said {
            status,
            kind,
            title: title.to_owned(),
            detail: detail.into(),
            header: None,
            current: None,
        }))
    }

    fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.header = Some((name, value));
        self
    }

    /// The same, with what the caller could show now.
    pub fn showing(mut self, current: &impl Serialize) -> Self {
        self.0.current = serde_json::to_value(current).ok();
        self
    }

    pub fn is_not_found(&self) -> bool {
        self.0.status == StatusCode::NOT_FOUND
    }

    /// 400: the request cannot be read.
    pub fn unreadable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "unreadable", "The request cannot be read", detail)
    }

    /// 401: who is calling?
    pub fn unauthenticated(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", "Please open the app from Telegram again", detail)
            .with(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }

    /// 401: who was signed out does not come in again by what they had then.
    pub fn signed_out(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "signed-out", "You were signed out", detail)
            .with(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }

    /// 403: it belongs to somebody else.
    pub fn forbidden() -> Self {
        let detail = "A session reaches its own learner only; `me` stands for it.";
        Self::new(StatusCode::FORBIDDEN, "forbidden", "This belongs to somebody else", detail)
    }

    /// 404
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "There is no such thing", detail)
    }

    /// 429: the same request is welcome in so many seconds.
    pub fn too_many(seconds: u64) -> Self {
        let detail = format!("The same request is welcome again in {seconds} s.");
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "That was a little fast", detail)
            .with(RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// 500: ours to mend; says nothing about the inside.
    pub fn internal() -> Self {
        Self::of_status(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// 503: the same request works a moment later.
    pub fn unavailable() -> Self {
        Self::of_status(StatusCode::SERVICE_UNAVAILABLE)
    }

    /// 503: there is no room for more of the kind; one may be free in so many seconds.
    pub fn overloaded(seconds: u64) -> Self {
        Self::unavailable().with(RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// 503: a newer program knows what is stored, and takes over in a moment.
    pub fn updating() -> Self {
        let detail = "The academy is being updated. Try again in a minute.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "updating", "An update is on its way", detail)
    }

    /// What a bare status says.
    pub fn of_status(status: StatusCode) -> Self {
        let (kind, title, detail) = match status {
            StatusCode::NOT_FOUND => ("not-found", "There is no such thing", "Nothing is served at this address."),
            StatusCode::METHOD_NOT_ALLOWED => {
                ("method-not-allowed", "Not with this method", "The `Allow` header names the methods of this address.")
            }
            StatusCode::PAYLOAD_TOO_LARGE => ("too-large", "The request is too large", "A body may have 64 KiB."),
            StatusCode::INTERNAL_SERVER_ERROR => (
                "internal",
                "Something broke on our side",
                "Nothing is lost. Please try again; the request id helps us to find out.",
            ),
            StatusCode::SERVICE_UNAVAILABLE => {
                ("unavailable", "We are not ready yet", "Nothing is lost. Please try again in a moment.")
            }
            other => ("refused", other.canonical_reason().unwrap_or("Refused"), ""),
        };
        Self::new(status, kind, title, detail)
    }

    fn render(self, instance: &str, request_id: &str, mut response: Response) -> Response {
        let said = self.0;
        let body = Json(Body {
            r#type: format!("urn:academy:problem:{}", said.kind),
            title: &said.title,
            status: said.status.as_u16(),
            detail: &said.detail,
            instance,
            request_id,
            current: said.current.as_ref(),
        });
        let rendered = (said.status, [(CONTENT_TYPE, MEDIA_TYPE)], body).into_response();
        let (parts, body) = rendered.into_parts();
        // What the refusing layer said in headers stays: Allow, for one.
        response.headers_mut().extend(parts.headers);
        response.headers_mut().remove(axum::http::header::CONTENT_LENGTH);
        *response.body_mut() = body;
        response
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        if let Some((name, value)) = self.0.header.clone() {
            response.headers_mut().insert(name, value);
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives every refusal its body.
pub async fn complete(request: Request, next: Next) -> Response {
    let instance = request.uri().path().to_owned();
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    let mut response = next.run(request).await;
    let status = response.status();
    match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem.render(&instance, id.as_str(), response),
        None if (status.is_client_error() || status.is_server_error()) && is_bare(&response) => {
            Problem::of_status(status).render(&instance, id.as_str(), response)
        }
        None => response,
    }
}

/// Nobody has said anything yet, or only axum in its own words.
fn is_bare(response: &Response) -> bool {
    response.headers().get(CONTENT_TYPE).is_none_or(|media_type| media_type.as_bytes().starts_with(b"text/plain"))
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    async fn call(router: Router, uri: &str) -> (Response<()>, Value) {
        let router = router.layer(from_fn(complete));
        let request = Request::builder().uri(uri).extension(RequestId::from("req_1")).body(Body::empty()).unwrap();
        let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
        let body = to_bytes(body, 10_000).await.unwrap();
        (Response::from_parts(parts, ()), serde_json::from_slice(&body).unwrap())
    }

    #[tokio::test]
    async fn a_problem_says_what_where_and_under_which_id() {
        let router = Router::new().route("/a", get(async || Problem::too_many(7)));
        let (response, body) = call(router, "/a?secret=1").await;
        assert_eq!(response.status(), 429);
        assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
        assert_eq!(response.headers()[RETRY_AFTER], "7");
        assert_eq!(
            body,
            serde_json::json!({
                "type": "urn:academy:problem:too-many-requests",
                "title": "That was a little fast",
                "status": 429,
                "detail": "The same request is welcome again in 7 s.",
                "instance": "/a",
                "requestId": "req_1",
            })
        );
    }

    #[tokio::test]
    async fn a_bare_status_gets_a_body_and_keeps_its_headers() {
        let router = Router::new().route("/a", axum::routing::post(async || "done"));
        let (response, body) = call(router.clone(), "/a").await;
        assert_eq!(
            (response.status().as_u16(), &response.headers()["allow"]),
            (405, &HeaderValue::from_static("POST"))
        );
        assert_eq!(
            (body["status"].as_u64(), body["type"].as_str()),
            (Some(405), Some("urn:academy:problem:method-not-allowed"))
        );
        let (response, body) = call(router, "/b").await;
        assert_eq!((response.status().as_u16(), body["requestId"].as_str()), (404, Some("req_1")));
    }
}
