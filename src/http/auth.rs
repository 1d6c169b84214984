//! Who calls: the session token, and whose data a path asks for. Opens no session, see [`super::resources`]; what a session
//! is, [`sessions`] says.

use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use dialogues::kernel::ids::{LearnerId, SessionId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Shared;
use super::problem::Problem;
use crate::identity::sessions;
use crate::identity::sessions::token::Token;

const IDEMPOTENCY_KEY: &str = "idempotency-key";
const LONGEST_KEY: usize = 64;

/// The learner whose session it is.
#[derive(Clone, Copy, Debug)]
pub struct Learner(pub LearnerId);

/// The session that is used.
#[derive(Clone, Copy, Debug)]
pub struct Current(pub SessionId);

/// The learner whom the path's `{id}` names, who is always the session's own.
#[derive(Clone, Copy, Debug)]
pub struct Own(pub LearnerId);

/// Lets nobody through without a session, and nobody too often.
pub async fn require(State(api): State<Shared>, mut request: Request, next: Next) -> Result<Response, Problem> {
    let token = bearer(request.headers()).ok_or_else(|| Problem::unauthenticated("A session token is missing."))?;
    let token = Token::read(token).ok_or_else(|| Problem::unauthenticated("This is no session token."))?;
    let session = sessions::verify(api.app.pool(), &token, api.app.clock.now()).await?;
    let session = session.ok_or_else(|| Problem::unauthenticated("The session is over."))?;
    api.limits.calls.check(&session.learner)?;
    request.extensions_mut().insert(Learner(session.learner));
    request.extensions_mut().insert(Current(session.id));
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

impl<S: Send + Sync> FromRequestParts<S> for Own {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Learner(learner) = Learner::from_request_parts(parts, state).await?;
        let id = path_parameter(parts, state, "id").await?;
        owner(&id, learner).map(Self)
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

/// A parameter of the route; one that is no UTF-8 names nothing.
async fn path_parameter<S: Send + Sync>(parts: &mut Parts, state: &S, name: &str) -> Result<String, Problem> {
    let unknown = || Problem::of_status(StatusCode::NOT_FOUND);
    let parameters = RawPathParams::from_request_parts(parts, state).await.map_err(|_| unknown())?;
    parameters.iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_owned()).ok_or_else(unknown)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// `me` or the learner's own id.
fn owner(id: &str, learner: LearnerId) -> Result<LearnerId, Problem> {
    if id == "me" {
        return Ok(learner);
    }
    match id.parse::<Uuid>() {
        Ok(named) if named == learner.as_uuid() => Ok(learner),
        Ok(_) => Err(Problem::forbidden()),
        Err(_) => Err(Problem::not_found("No learner has an id of this shape.")),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use axum::response::IntoResponse;

    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name.parse().unwrap(), HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn a_learner_reaches_nobody_elses_data() {
        let (ada, bo) = (LearnerId::of_telegram(1), LearnerId::of_telegram(2));
        let status = |id: &str| owner(id, ada).map_err(|problem| problem.into_response().status().as_u16());
        assert_eq!(status("me"), Ok(ada));
        assert_eq!(status(&ada.to_string()), Ok(ada));
        assert_eq!(status(&bo.to_string()), Err(403));
        for malformed in ["", "1", "ME", "me ", "../me", "not-a-uuid"] {
            assert_eq!(status(malformed), Err(404), "{malformed}");
        }
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
