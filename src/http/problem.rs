//! Problems: every refusal of the HTTP side as RFC 9457 problem details. A handler returns a [`Problem`]; where it
//! happened and under which request id is put in by [`complete`], which also gives bare error statuses a body.
//! Which there are: [`Kind`].

mod kinds;
pub mod pages;

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use url::Url;
use utoipa::ToSchema;

pub use self::kinds::{Kind, PLACE};
use super::observe::RequestId;

const MEDIA_TYPE: HeaderValue = HeaderValue::from_static("application/problem+json");

/// What went wrong, in words for people. Boxed, as it is the rare half of every result.
#[derive(Clone, Debug)]
pub struct Problem(Box<Said>);

#[derive(Clone, Debug)]
struct Said {
    status: StatusCode,
    /// For programs; none where the status says all.
    kind: Option<Kind>,
    detail: String,
    header: Option<(HeaderName, HeaderValue)>,
    /// What is there instead of what the caller took for granted.
    current: Option<Value>,
    errors: Vec<Misfit>,
}

/// What every refusal says (RFC 9457).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Problem)]
pub struct Body<'a> {
    /// The kind of problem: the address of a page that says what it means and what to do. Programs go by its last part.
    #[schema(value_type = String, format = "uri-reference")]
    r#type: String,
    /// The same for every problem of this kind.
    title: &'a str,
    /// That of the answer.
    status: u16,
    /// What happened this time, in words for people; often in the learner's language.
    detail: &'a str,
    /// The path that was asked for.
    #[schema(value_type = String, format = "uri-reference")]
    instance: &'a str,
    /// To be told whom you ask for help; also the header `x-request-id`.
    request_id: &'a str,
    /// What there is instead of what the caller took for granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, nullable = false)]
    current: Option<&'a Value>,
    /// Where a body does not fit its schema.
    #[serde(skip_serializing_if = "<[Misfit]>::is_empty")]
    #[schema(value_type = Vec<Misfit>)]
    errors: &'a [Misfit],
}

/// A place of a body that does not fit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Misfit {
    /// A JSON pointer (RFC 6901) in the form of a URI fragment: `#/screen`; `#` is the body as a whole.
    pub pointer: String,
    /// What is wrong there.
    pub detail: String,
}

impl Problem {
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self::said(kind.status(), Some(kind), detail.into())
    }

    fn said(status: StatusCode, kind: Option<Kind>, detail: String) -> Self {
        Self(Box::new(Said { status, kind, detail, header: None, current: None, errors: Vec::new() }))
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

    /// 400: the body can be read, but says what it may not.
    pub fn misfit(errors: Vec<Misfit>) -> Self {
        let first = errors.first().map_or("", |error| &error.detail);
        let place = errors.first().map_or("#", |error| &error.pointer);
        let mut problem = Self::unreadable(format!("The body does not fit at `{place}`: {first}."));
        problem.0.errors = errors;
        problem
    }

    pub fn is_not_found(&self) -> bool {
        self.0.status == StatusCode::NOT_FOUND
    }

    /// 400: the request cannot be read.
    pub fn unreadable(detail: impl Into<String>) -> Self {
        Self::new(Kind::Unreadable, detail)
    }

    /// 401: who is calling?
    pub fn unauthenticated(detail: impl Into<String>) -> Self {
        Self::new(Kind::Unauthenticated, detail).with(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }

    /// 401: who was signed out does not come in again by what they had then.
    pub fn signed_out(detail: impl Into<String>) -> Self {
        Self::new(Kind::SignedOut, detail).with(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }

    /// 403: it belongs to somebody else.
    pub fn forbidden() -> Self {
        Self::new(Kind::Forbidden, "A session reaches its own learner only; `me` stands for it.")
    }

    /// 404
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(Kind::NotFound, detail)
    }

    /// 429: the same request is welcome in so many seconds.
    pub fn too_many(seconds: u64) -> Self {
        let detail = format!("The same request is welcome again in {seconds} s.");
        Self::new(Kind::TooManyRequests, detail).with(RETRY_AFTER, HeaderValue::from(seconds))
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
        Self::new(Kind::Updating, "The academy is being updated. Try again in a minute.")
    }

    /// What a bare status says.
    pub fn of_status(status: StatusCode) -> Self {
        let (kind, detail) = match status {
            StatusCode::NOT_FOUND => (Kind::NotFound, "Nothing is served at this address."),
            StatusCode::METHOD_NOT_ALLOWED => {
                (Kind::MethodNotAllowed, "The `Allow` header names the methods of this address.")
            }
            StatusCode::PAYLOAD_TOO_LARGE => (Kind::TooLarge, "A body may have 64 KiB."),
            StatusCode::INTERNAL_SERVER_ERROR => {
                (Kind::Internal, "Nothing is lost. Please try again; the request id helps us to find out.")
            }
            StatusCode::SERVICE_UNAVAILABLE => (Kind::Unavailable, "Nothing is lost. Please try again in a moment."),
            other => return Self::said(other, None, String::new()),
        };
        Self::new(kind, detail)
    }

    fn render(self, types: &Types, instance: &str, request_id: &str, mut response: Response) -> Response {
        let said = self.0;
        let body = Json(Body {
            // RFC 9457's own, where there is nothing to say beyond the status.
            r#type: said.kind.map_or_else(|| "about:blank".to_owned(), |kind| types.address(kind)),
            title: said.kind.map_or_else(|| said.status.canonical_reason().unwrap_or("Refused"), Kind::title),
            status: said.status.as_u16(),
            detail: &said.detail,
            instance,
            request_id,
            current: said.current.as_ref(),
            errors: &said.errors,
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

/// Knows where the pages of problems are.
#[derive(Clone, Debug, Default)]
pub struct Types(Option<Arc<Url>>);

impl Types {
    pub fn at(public_url: Option<&Url>) -> Self {
        Self(public_url.cloned().map(Arc::new))
    }

    fn address(&self, kind: Kind) -> String {
        kind.address(self.0.as_deref())
    }
}

/// Gives every refusal its body.
pub async fn complete(State(types): State<Types>, request: Request, next: Next) -> Response {
    let instance = request.uri().path().to_owned();
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    let mut response = next.run(request).await;
    let status = response.status();
    match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem.render(&types, &instance, id.as_str(), response),
        None if (status.is_client_error() || status.is_server_error()) && is_bare(&response) => {
            Problem::of_status(status).render(&types, &instance, id.as_str(), response)
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
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    async fn call(router: Router, uri: &str) -> (Response<()>, Value) {
        let router = router.layer(from_fn_with_state(Types::default(), complete));
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
                "type": "/problems/too-many-requests",
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
        assert_eq!((body["status"].as_u64(), body["type"].as_str()), (Some(405), Some("/problems/method-not-allowed")));
        let (response, body) = call(router, "/b").await;
        assert_eq!((response.status().as_u16(), body["requestId"].as_str()), (404, Some("req_1")));
    }

    #[tokio::test]
    async fn a_status_that_says_all_needs_no_page() {
        let router = Router::new().route("/a", get(async || StatusCode::MISDIRECTED_REQUEST));
        let (_, body) = call(router, "/a").await;
        assert_eq!((body["type"].as_str(), body["title"].as_str()), (Some("about:blank"), Some("Misdirected Request")));
    }
}
