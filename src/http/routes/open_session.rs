//! `POST /api/v2/session`: launch data of Telegram's for a session token. Only for whom the bot knows already.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use chrono_tz::Tz;
use dialogues::ids::LearnerId;
use dialogues::input::Input;
use serde::{Deserialize, Serialize};

use crate::conversation::{Arrival, TurnError, take_turn};
use crate::http::Shared;
use crate::http::body::JsonBody;
use crate::http::envelope::{Envelope, instant};
use crate::http::init_data::{self, InitDataError};
use crate::http::limits::Address;
use crate::http::problem::Problem;
use crate::http::views::UserView;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Body {
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
pub struct Caller(Address);

pub async fn handle(
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
    let learner = LearnerId::of_telegram(verified.user);
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
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0.ip());
        let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
        Ok(Self(Address::of(peer, forwarded)))
    }
}
