//! `/api/v2/session`: launch data of Telegram's for a session token. Only for learners that the bot knows already.

use axum::extract::State;
use axum::http::header::USER_AGENT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono_tz::Tz;
use dialogues::access::Action;
use dialogues::input::Input;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::users::UserView;
use crate::conversation::{Arrival, TurnError, take_turn};
use crate::http::Shared;
use crate::http::address::Address;
use crate::http::body::JsonBody;
use crate::http::envelope::{Envelope, instant};
use crate::http::init_data::{self, InitDataError};
use crate::http::limits::Meter;
use crate::http::live::Ids;
use crate::http::openapi::{About, Tag, example};
use crate::http::problem::{Kind, Problem};
use crate::http::routes::Routes;
use crate::identity::sessions::{self, Launch, Refused, device};

pub fn routes(routes: Routes) -> Routes {
    let launch = json!({
        "initData": "user=%7B%22id%22%3A7%7D&auth_date=1780000000&query_id=AAE&hash=5f0c4a2b8a1c49d7b3b5a4c210f6f1e65f0c4a2b8a1c49d7b3b5a4c210f6f1e6", "platform": "ios",
        "timeZone": "Europe/Berlin",
    });
    routes.post("/api/v2/session", Action::OpenSession, open).about(
        About::new("openSession", Tag::Sessions, "Open a session with Telegram’s launch data")
            .more("The learner must have written to the bot before. The same launch data have one session.")
            .takes::<Body>(&[("launch data", launch)])
            .answers::<Session<'_>>(StatusCode::OK, "The session, and whose it is.", &example("session"))
            .refuses(&[
                Kind::SignedOut,
                Kind::TooManyRequests,
                Kind::Unauthenticated,
                Kind::UnknownLearner,
                Kind::Updating,
            ]),
    )
}

/// Who comes, and from where.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Launch)]
struct Body {
    /// What Telegram gives the page: `Telegram.WebApp.initData`, as it is.
    init_data: String,
    /// What Telegram's client calls itself.
    platform: Option<String>,
    /// The learner's, by its IANA name. One that is not known is passed over.
    time_zone: Option<String>,
}

/// A session that is open now.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Session<'a> {
    /// To be sent with each call: `Authorization: Bearer acs_…`.
    token: String,
    /// Unless it is used before, which puts it off.
    #[schema(format = "date-time")]
    expires_at: String,
    user: UserView,
    bot: Bot<'a>,
    /// What happens after it, `/api/v2/events` tells.
    last_event_id: String,
}

/// The academy's bot.
#[derive(Serialize, ToSchema)]
struct Bot<'a> {
    /// Empty while it is not known.
    username: &'a str,
}

async fn open(
    State(api): State<Shared>,
    envelope: Envelope,
    meter: Meter,
    address: Address,
    headers: HeaderMap,
    JsonBody(body): JsonBody<Body>,
) -> Result<Response, Problem> {
    let now = api.app.clock.now();
    let verified = init_data::validate(&body.init_data, &api.token, now);
    let verified = match verified {
        Ok(verified) => verified,
        Err(error) => {
            meter.take(&api.limits.strangers, address.octets()).await?;
            return Err(error.into());
        }
    };
    let known = api.app.store.vault().known(verified.user).await.map_err(sqlx::Error::from);
    let Some(learner) = known.map_err(TurnError::from)? else {
        meter.take(&api.limits.strangers, address.octets()).await?;
        return Err(stranger(api.app.bot_username()));
    };
    meter.take(&api.limits.sessions, learner.as_uuid()).await?;
    let agent = headers.get(USER_AGENT).map(|agent| String::from_utf8_lossy(agent.as_bytes()));
    let device = device::name(body.platform.as_deref(), agent.as_deref());
    let launch = Launch { learner, hash: verified.launch, signed_at: verified.signed_at, device };
    // First, so that launch data that are void do nothing.
    let opened = sessions::open(api.app.pool(), &launch, now).await??;
    // A zone that we do not know must keep nobody out.
    let time_zone = body.time_zone.and_then(|zone| zone.parse::<Tz>().ok());
    let arrival = Arrival { learner, person: None, key: None };
    let reply = match take_turn(&api.app, arrival, &Input::Visit { time_zone }).await {
        Err(TurnError::Unknown) => return Err(stranger(api.app.bot_username())),
        other => other?,
    };
    let place = api.app.store.settled().await?;
    let ids = Ids::of(&api.app).await?;
    Ok(envelope.of(Session {
        token: opened.token.expose().to_owned(),
        expires_at: instant(opened.expires_at),
        user: UserView::of(&reply.state),
        bot: Bot { username: api.app.bot_username() },
        last_event_id: ids.seal(learner, place).unwrap_or_default(),
    }))
}

fn stranger(bot: &str) -> Problem {
    let whom = if bot.is_empty() { "the bot".to_owned() } else { format!("the bot, https://t.me/{bot},") };
    let detail = format!("Write /start to {whom} first: it asks two short questions.");
    Problem::new(Kind::UnknownLearner, detail)
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let detail = format!("`initData` opens no session any more: {refused}. Open the app from the chat again.");
        match refused {
            Refused::SignedOut => Self::signed_out(detail),
            Refused::Spent => Self::unauthenticated(detail),
        }
    }
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

#[cfg(test)]
mod tests {
    use axum::http::Method;
    use chrono::TimeDelta;
    use serde_json::json;

    use crate::http::testing::{Academy, request};

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
        assert_eq!(data["expiresAt"], "2026-05-29T20:26:40Z");
        assert_eq!(data["bot"], json!({ "username": "demo_bot" }));
        assert_eq!((&data["user"]["locale"], &data["user"]["dailyGoal"]), (&json!("ru"), &json!(10)));
        let me = academy.get("/api/v2/users/me", data["token"].as_str().unwrap()).await;
        assert_eq!(me.data(), &data["user"]);
        assert_eq!(me.body["meta"]["version"], "v2.1.0");
        assert_eq!(me.body["meta"]["requestId"].as_str(), me.headers["x-request-id"].to_str().ok());
    }

    /// The token of a session that is opened with these launch data, or the problem.
    async fn open(academy: &Academy, init_data: &str) -> Result<String, (u16, String)> {
        let answer = academy.post(PATH, "", &json!({ "initData": init_data })).await;
        if answer.status != 200 {
            let (status, kind) = answer.problem();
            return Err((status, kind.to_owned()));
        }
        Ok(answer.data()["token"].as_str().unwrap().to_owned())
    }

    #[tokio::test]
    async fn launch_data_that_come_again_renew_their_session_and_open_no_second_one() {
        let mut academy = Academy::start().await;
        academy.learner(7, "en").await;
        let init_data = academy.init_data(7);
        let first = open(&academy, &init_data).await.unwrap();
        let second = open(&academy, &init_data).await.unwrap();
        assert_eq!(academy.get("/api/v2/users/me", &first).await.status, 401, "its page was loaded again");
        assert_eq!(academy.get("/api/v2/users/me", &second).await.status, 200);
        let sessions = academy.get("/api/v2/users/me/sessions", &second).await;
        assert_eq!(sessions.data().as_array().unwrap().len(), 2, "with that of the welcome: {sessions:?}");
        for _ in 2..20 {
            academy.rested();
            assert!(open(&academy, &init_data).await.is_ok());
        }
        academy.rested();
        assert_eq!(open(&academy, &init_data).await, Err((401, "unauthenticated".to_owned())), "and not for ever");
        assert!(open(&academy, &academy.init_data(7)).await.is_ok());
    }

    #[tokio::test]
    async fn what_was_signed_out_does_not_come_in_again_by_the_launch_data_that_it_had() {
        let academy = Academy::start().await;
        academy.learner(7, "en").await;
        let (used, unused) = (academy.init_data(7), academy.init_data(7));
        let token = open(&academy, &used).await.unwrap();
        assert_eq!(academy.delete("/api/v2/users/me/sessions", &token).await.status, 200);
        for init_data in [used, unused, academy.init_data(7)] {
            let body = json!({ "initData": init_data, "timeZone": "Asia/Tokyo" });
            assert_eq!(academy.post(PATH, "", &body).await.problem(), (401, "signed-out"));
        }
        let state = academy.say(7, "en", "/start").await.state;
        assert_eq!(state.learner.time_zone, None, "what is void changes nothing");
        // Telegram signs to the second.
        academy.later(TimeDelta::seconds(1));
        assert!(open(&academy, &academy.init_data(7)).await.is_ok());
    }

    #[tokio::test]
    async fn the_device_is_named_by_what_it_says() {
        let academy = Academy::start().await;
        academy.learner(7, "en").await;
        let body = json!({ "initData": academy.init_data(7), "platform": "weba" });
        let mut opening = request(Method::POST, PATH, "", Some(&body));
        opening.headers_mut().insert("user-agent", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)".parse().unwrap());
        let answer = academy.call(opening).await;
        let sessions = academy.get("/api/v2/users/me/sessions", answer.data()["token"].as_str().unwrap()).await;
        let current = sessions.data().as_array().unwrap().iter().find(|session| session["current"] == true).unwrap();
        assert_eq!(current["device"], "Telegram Web, macOS");
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
        assert!(answer.body["detail"].as_str().unwrap().contains("'timezone' was unexpected"), "{answer:?}");
        let answer = academy.post(PATH, "", &json!({})).await;
        assert!(answer.body["detail"].as_str().unwrap().contains("\"initData\" is a required property"), "{answer:?}");
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
