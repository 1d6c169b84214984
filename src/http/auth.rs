//! Who calls: the session token, and whose data a path asks for. Opens no session, see [`super::resources`]; what a session
//! is, [`sessions`] says.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use dialogues::kernel::ids::{LearnerId, SessionId};
use sha2::{Digest, Sha256};

use super::Shared;
use super::limits::Meter;
use super::problem::Problem;
use crate::identity::sessions;
use crate::identity::sessions::token::{Hash, Token};

const IDEMPOTENCY_KEY: &str = "idempotency-key";
const LONGEST_KEY: usize = 64;

/// The learner whose session it is.
#[derive(Clone, Copy, Debug)]
pub struct Learner(pub LearnerId);

/// The session that is used.
#[derive(Clone, Copy, Debug)]
pub struct Current(pub SessionId);

/// What the token that is used is looked up by.
#[derive(Clone, Copy, Debug)]
pub struct Used(pub Hash);

/// The learner whose data the path is about: [`routes`](super::routes) has asked whether the caller may.
#[derive(Clone, Copy, Debug)]
pub struct Own(pub LearnerId);

/// Lets nobody through without a session, and nobody too often.
pub async fn require(
    State(api): State<Shared>,
    meter: Meter,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let token = bearer(request.headers()).ok_or_else(|| Problem::unauthenticated("A session token is missing."))?;
    let token = Token::read(token).ok_or_else(|| Problem::unauthenticated("This is no session token."))?;
    let session = sessions::verify(api.app.pool(), &token, api.app.clock.now()).await?;
    let session = session.ok_or_else(|| Problem::unauthenticated("The session is over."))?;
    meter.take(&api.limits.calls, session.learner.as_uuid()).await?;
    request.extensions_mut().insert(Learner(session.learner));
    request.extensions_mut().insert(Current(session.id));
    request.extensions_mut().insert(Used(token.hash()));
    Ok(next.run(request).await)
}

impl<S: Send + Sync> FromRequestParts<S> for Learner {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get().copied().ok_or_else(|| Problem::unauthenticated("A session token is missing."))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Current {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get().copied().ok_or_else(|| Problem::unauthenticated("A session token is missing."))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Used {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get().copied().ok_or_else(|| Problem::unauthenticated("A session token is missing."))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Own {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get().copied().ok_or_else(|| Problem::unauthenticated("A session token is missing."))
    }
}

/// The `Idempotency-Key` under which a request of the learner is remembered; none if there is no such header.
///
/// `content` says what is asked for. It belongs to the name: a key that is used again for something else must not
/// swallow it.
pub fn idempotency_key(headers: &HeaderMap, learner: LearnerId, content: &str) -> Result<Option<String>, Problem> {
    let Some(key) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    let is_allowed = |key: &&str| {
        (1..=LONGEST_KEY).contains(&key.len())
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
    };
    let key = key.to_str().ok().filter(is_allowed);
    let key = key.ok_or_else(|| Problem::unreadable("`Idempotency-Key` takes 1 to 64 of A-Z a-z 0-9 _ -."))?;
    let digest = hex::encode(&Sha256::digest(content.as_bytes())[..8]);
    Ok(Some(format!("api:{learner}:{key}:{digest}")))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name.parse().unwrap(), HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn the_token_follows_the_scheme() {
        assert_eq!(bearer(&headers("authorization", "Bearer abc")), Some("abc"));
        assert_eq!(bearer(&headers("authorization", "bearer abc")), Some("abc"));
        assert_eq!(bearer(&headers("authorization", "Basic abc")), None);
        assert_eq!(bearer(&headers("authorization", "abc")), None);
        assert_eq!(bearer(&HeaderMap::new()), None);
    }

    #[test]
    fn a_key_belongs_to_a_learner_and_a_content() {
        let (ada, bo) = (LearnerId::of_telegram(1), LearnerId::of_telegram(2));
        let of =
            |learner, content| idempotency_key(&headers(IDEMPOTENCY_KEY, "k-1_A"), learner, content).unwrap().unwrap();
        assert!(of(ada, "a").starts_with(&format!("api:{ada}:k-1_A:")));
        assert_eq!(of(ada, "a"), of(ada, "a"));
        assert_ne!(of(ada, "a"), of(bo, "a"));
        assert_ne!(of(ada, "a"), of(ada, "b"));
        assert!(idempotency_key(&HeaderMap::new(), ada, "a").unwrap().is_none());
        for wrong in ["", "a b", "a:b", &"a".repeat(65)] {
            assert!(idempotency_key(&headers(IDEMPOTENCY_KEY, wrong), ada, "a").is_err(), "{wrong}");
        }
    }
}
