//! `/api/v2/session`: launch data of Telegram's for a session token. Only for learners that the bot knows already.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::Router;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::post;
use chrono_tz::Tz;
use dialogues::input::Input;
use serde::{Deserialize, Serialize};

use super::users::UserView;
use crate::conversation::{Arrival, TurnError, take_turn};
use crate::http::Shared;
use crate::http::body::JsonBody;
use crate::http::envelope::{Envelope, instant};
use crate::http::init_data::{self, InitDataError};
use crate::http::limits::Address;
use crate::http::problem::Problem;

pub fn routes() -> Router<Shared> {
    Router::new().route("/api/v2/session", post(open))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Body {
    init_data: String,
    time_zone: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Session<'a> {
    token: String,
    expires_at: String,
    user: UserView,
    bot: Bot<'a>,
}

#[derive(Serialize)]
struct Bot<'a> {
    username: &'a str,
}

/// Where the caller seems to be.
#[derive(Clone, Copy, Debug)]
struct Caller(Address);

async fn open(
    State(api): State<Shared>,
    envelope: Envelope,
    Caller(address): Caller,
    JsonBody(body): JsonBody<Body>,
) -> Result<Response, Problem> {
    let now = api.app.clock.now();
    let verified = init_data::validate(&body.init_data, &api.token, now);
    let verified = match verified {
        Ok(verified) => verified,
        Err(error) => {
            api.limits.strangers.check(&address)?;
            return Err(error.into());
        }
    };
    let known = api.app.store.vault().known(verified.user).await.map_err(sqlx::Error::from);
    let Some(learner) = known.map_err(TurnError::from)? else {
        api.limits.strangers.check(&address)?;
        return Err(stranger(api.app.bot_username()));
    };
    api.limits.sessions.check(&learner)?;
    // A zone that we do not know must keep nobody out.
    let time_zone = body.time_zone.and_then(|zone| zone.parse::<Tz>().ok());
    let arrival = Arrival { learner, person: None, key: None };
    let reply = match take_turn(&api.app, arrival, &Input::Visit { time_zone }).await {
        Err(TurnError::Unknown) => return Err(stranger(api.app.bot_username())),
        other => other?,
    };
    let issued = api.sessions.issue(learner, now);
    Ok(envelope.of(Session {
        token: issued.token,
        expires_at: instant(issued.expires_at),
        user: UserView::of(&reply.state),
        bot: Bot { username: api.app.bot_username() },
    }))
}

fn stranger(bot: &str) -> Problem {
    let whom = if bot.is_empty() { "the bot".to_owned() } else { format!("the bot, https://t.me/{bot},") };
    let detail = format!("Write /start to {whom} first: it asks two short questions.");
    Problem::new(StatusCode::NOT_FOUND, "unknown-learner", "We have not met yet", detail)
}

impl From<InitDataError> for Problem {
    fn from(error: InitDataError) -> Self {
        match error {
            InitDataError::Unreadable(_) => Self::unreadable(format!("`initData` cannot be read: {error}.")),
            InitDataError::Early | InitDataError::Expired | InitDataError::Unverified => {
                Self::unauthenticated(format!("`initData` is not accepted: {error}."))
            }
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        // Without a connection, which only tests do without, everybody is one caller.
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0.ip());
        let forwarded =
            parts.headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
        Ok(Self(Address::of(peer, forwarded)))
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use serde_json::json;

    use crate::http::testing::Academy;

    const PATH: &str = "/api/v2/session";

    #[tokio::test]
    async fn launch_data_opens_a_session_of_the_learner() {
        let academy = Academy::start().await;
        academy.learner(7, "ru").await;
        let body = json!({ "initData": academy.init_data(7), "timeZone": "Europe/Moscow" });
        let answer = academy.post(PATH, "", &body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.headers["cache-control"], "no-store");
        let data = answer.data();
        assert_eq!(data["expiresAt"], "2026-05-28T21:26:40Z");
        assert_eq!(data["bot"], json!({ "username": "demo_bot" }));
        assert_eq!((&data["user"]["locale"], &data["user"]["dailyGoal"]), (&json!("ru"), &json!(10)));
        let me = academy.get("/api/v2/users/me", data["token"].as_str().unwrap()).await;
        assert_eq!(me.data(), &data["user"]);
        assert_eq!(me.body["meta"]["version"], "v2.1.0");
        assert_eq!(me.body["meta"]["requestId"].as_str(), me.headers["x-request-id"].to_str().ok());
    }

    #[tokio::test]
    async fn the_devices_time_zone_is_remembered_and_an_unknown_one_does_no_harm() {
        let academy = Academy::start().await;
        academy.learner(7, "en").await;
        for (zone, stored) in [("Europe/Moscow", "Europe/Moscow"), ("Mars/Olympus", "Europe/Moscow")] {
            let body = json!({ "initData": academy.init_data(7), "timeZone": zone });
            assert_eq!(academy.post(PATH, "", &body).await.status, 200);
            let reply = academy.say(7, "en", "/start").await;
            assert_eq!(reply.state.learner.time_zone.unwrap().name(), stored);
        }
    }

    /// Whatever the quotas are.
    async fn visit(academy: &mut Academy, zone: &str) {
        academy.rested();
        let body = json!({ "initData": academy.init_data(7), "timeZone": zone });
        assert_eq!(academy.post(PATH, "", &body).await.status, 200);
    }

    #[tokio::test]
    async fn zones_that_alternate_are_stored_a_few_times_a_day_and_open_a_session_all_the_same() {
        let mut academy = Academy::start().await;
        academy.learner(7, "en").await;
        visit(&mut academy, "Asia/Calcutta").await;
        let before = academy.say(7, "en", "/start").await.state.learner.version;
        visit(&mut academy, "Asia/Kolkata").await;
        assert_eq!(academy.say(7, "en", "/start").await.state.learner.version, before, "the same under another name");
        for number in 0..40 {
            visit(&mut academy, if number % 2 == 0 { "Asia/Tokyo" } else { "America/Los_Angeles" }).await;
        }
        let state = academy.say(7, "en", "/start").await.state;
        assert_eq!(state.learner.version - before, 9);
        academy.later(TimeDelta::days(1));
        visit(&mut academy, "Europe/Lisbon").await;
        let state = academy.say(7, "en", "/start").await.state;
        assert_eq!(state.learner.time_zone.unwrap().name(), "Europe/Lisbon", "a later change counts tomorrow");
    }

    #[tokio::test]
    async fn whom_the_bot_does_not_know_is_sent_to_it() {
        let academy = Academy::start().await;
        let answer = academy.post(PATH, "", &json!({ "initData": academy.init_data(8) })).await;
        assert_eq!(answer.problem(), (404, "unknown-learner"));
        assert!(
            answer.body["detail"].as_str().unwrap().contains("/start to the bot, https://t.me/demo_bot"),
            "{answer:?}"
        );
    }

    #[tokio::test]
    async fn forged_and_unreadable_launch_data_are_told_apart_and_not_repeated_back() {
        let academy = Academy::start().await;
        let forged = academy.init_data_signed_with(7, "1:another");
        let answer = academy.post(PATH, "", &json!({ "initData": forged })).await;
        assert_eq!(answer.problem(), (401, "unauthenticated"));
        assert!(!answer.text.contains("auth_date"));
        for unreadable in ["", "nonsense", "hash=1&hash=2"] {
            let answer = academy.post(PATH, "", &json!({ "initData": unreadable })).await;
            assert_eq!(answer.problem(), (400, "unreadable"), "{unreadable}");
        }
    }

    #[tokio::test]
    async fn a_body_that_does_not_fit_is_explained() {
        let academy = Academy::start().await;
        let answer = academy.post(PATH, "", &json!({ "initData": "x", "timezone": "UTC" })).await;
        assert_eq!(answer.problem(), (400, "unreadable"));
        assert!(answer.body["detail"].as_str().unwrap().contains("unknown field `timezone`"), "{answer:?}");
        let answer = academy.post(PATH, "", &json!({})).await;
        assert!(answer.body["detail"].as_str().unwrap().contains("missing field `initData`"), "{answer:?}");
    }

    #[tokio::test]
    async fn strangers_and_learners_have_their_quotas() {
        let academy = Academy::start().await;
        academy.learner(7, "en").await;
        for number in 0..12 {
            let forged = academy.post(PATH, "", &json!({ "initData": "nonsense" })).await;
            assert_eq!(forged.status, if number < 10 { 400 } else { 429 });
        }
        // The first session was opened on the way here.
        for number in 1..12 {
            let answer = academy.post(PATH, "", &json!({ "initData": academy.init_data(7) })).await;
            assert_eq!(answer.status, if number < 10 { 200 } else { 429 }, "{number}");
        }
    }
}
