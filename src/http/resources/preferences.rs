//! `/api/v2/users/{id}/preferences`: what the learner has set, as in the chat's settings.

use axum::extract::State;
use axum::http::header::IF_MATCH;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono_tz::Tz;
use dialogues::access::Action;
use dialogues::dialogues::contract::Refusal;
use dialogues::input::{Input, Preferences};
use dialogues::kernel::locale::Locale;
use dialogues::streams::learner::GOALS;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::conversation::{Arrival, take_turn};
use crate::http::auth::{Own, idempotency_key};
use crate::http::body::JsonBody;
use crate::http::envelope::{Envelope, Tag};
use crate::http::openapi::{About, Tag as Group, example};
use crate::http::problem::{Kind, Problem};
use crate::http::routes::Routes;
use crate::http::{Shared, reading, refusal};

pub fn routes(routes: Routes) -> Routes {
    let path = "/api/v2/users/{id}/preferences";
    routes
        .get(path, Action::ReadProfile, show)
        .about(About::new("getPreferences", Group::Learner, "What the learner has set").answers::<PreferencesView>(
            StatusCode::OK,
            "As it is now.",
            &example("preferences"),
        ))
        .patch(path, Action::ChangeProfile, change)
        .about(
            About::new("changePreferences", Group::Learner, "Change what the learner has set")
                .more("What is not named stays. With `If-Match` only on what it was.")
                .takes::<Body>(&[
                    ("another language", json!({ "locale": "ru" })),
                    ("a goal and a time zone", json!({ "dailyGoal": 20, "timeZone": "Europe/Berlin" })),
                ])
                .once()
                .answers::<PreferencesView>(StatusCode::OK, "As it is now.", &example("preferences"))
                .refuses(&[Kind::Changed, Kind::Leaving, Kind::Refused, Kind::TooSoon]),
        )
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Preferences)]
struct PreferencesView {
    locale: String,
    /// Minutes; none: not chosen yet.
    daily_goal: Option<u32>,
    polls: bool,
    /// IANA's name; none: not known yet.
    time_zone: Option<&'static str>,
}

/// What is to be changed. What is not named stays.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PreferencesChange)]
struct Body {
    locale: Option<String>,
    /// Minutes: one of those that the chat offers.
    daily_goal: Option<u32>,
    polls: Option<bool>,
    /// IANA's name.
    time_zone: Option<String>,
}

async fn show(State(api): State<Shared>, envelope: Envelope, Own(learner): Own) -> Result<Response, Problem> {
    let state = reading::learner(&api.app, learner).await?;
    Ok(envelope.of(PreferencesView::of(&Preferences::of(&state.learner))))
}

/// With `If-Match` only on what it was: 412 where that has changed meanwhile.
async fn change(
    State(api): State<Shared>,
    envelope: Envelope,
    Own(learner): Own,
    headers: HeaderMap,
    JsonBody(body): JsonBody<Body>,
) -> Result<Response, Problem> {
    let wanted = body.read()?;
    let key = idempotency_key(&headers, learner, &format!("prefer {wanted:?}"))?;
    let on = if headers.get(IF_MATCH).is_some_and(|tag| tag != "*") {
        let now = Preferences::of(&reading::whole(&api.app, learner).await?.learner);
        let view = PreferencesView::of(&now);
        if !Tag::listed(&headers, &IF_MATCH).contains(&Envelope::tag(&view)) {
            return Err(changed(&view));
        }
        Some(now)
    } else {
        None
    };
    let arrival = Arrival { learner, person: None, key: key.as_deref() };
    let reply = take_turn(&api.app, arrival, &Input::Prefer { wanted: wanted.clone(), on }).await?;
    let now = Preferences::of(&reply.state.learner);
    let view = PreferencesView::of(&now);
    if matches!(reply.refusal, Some(Refusal::Spent(_))) {
        return Err(changed(&view));
    }
    if let Some(problem) = refusal::problem(&reply, &api.app.content.current()) {
        return Err(problem);
    }
    if let Some(notice) = &reply.notice {
        return Err(Problem::new(Kind::TooSoon, notice.text.clone()));
    }
    Ok(envelope.of(view))
}

fn changed(view: &PreferencesView) -> Problem {
    Problem::new(Kind::Changed, "Somebody has changed it meanwhile. Look at `current`, and ask again.").showing(view)
}

impl PreferencesView {
    fn of(preferences: &Preferences) -> Self {
        let Preferences { locale, daily_goal, polls, time_zone } = *preferences;
        Self {
            locale: locale.unwrap_or_default().to_string(),
            daily_goal,
            polls: polls.unwrap_or_default(),
            time_zone: time_zone.map(Tz::name),
        }
    }
}

impl Body {
    fn read(self) -> Result<Preferences, Problem> {
        let Self { locale, daily_goal, polls, time_zone } = self;
        let locale = locale.map(|tag| {
            let known = Locale::supported().iter().copied().find(|locale| locale.as_str() == tag);
            let tags: Vec<&str> = Locale::supported().iter().map(Locale::as_str).collect();
            known.ok_or_else(|| Problem::unreadable(format!("`locale` takes one of: {}.", tags.join(", "))))
        });
        let time_zone = time_zone.map(|name| {
            let known = name.parse::<Tz>();
            known.map_err(|_| Problem::unreadable("`timeZone` takes a name of IANA's, such as Europe/Berlin."))
        });
        if daily_goal.is_some_and(|goal| !GOALS.contains(&goal)) {
            let goals: Vec<String> = GOALS.iter().map(ToString::to_string).collect();
            return Err(Problem::unreadable(format!("`dailyGoal` takes one of: {}.", goals.join(", "))));
        }
        Ok(Preferences { locale: locale.transpose()?, daily_goal, polls, time_zone: time_zone.transpose()? })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Method;
    use serde_json::{Value, json};

    use crate::http::testing::{Academy, request};

    const PATH: &str = "/api/v2/users/me/preferences";

    #[tokio::test]
    async fn what_is_named_changes_and_the_rest_stays() {
        let academy = Academy::start().await;
        let ada = academy.learner(7, "en").await;
        let first = json!({ "locale": "en", "dailyGoal": 10, "polls": false, "timeZone": null });
        assert_eq!(academy.get(PATH, &ada).await.data(), &first);
        let changed = academy.patch(PATH, &ada, &json!({ "locale": "ru", "timeZone": "Europe/Berlin" })).await;
        let now = json!({ "locale": "ru", "dailyGoal": 10, "polls": false, "timeZone": "Europe/Berlin" });
        assert_eq!((changed.status, changed.data()), (200, &now));
        assert_eq!(academy.get(PATH, &ada).await.data(), &now);
        let more = academy.patch(PATH, &ada, &json!({ "dailyGoal": 20, "polls": true })).await;
        assert_eq!((&more.data()["dailyGoal"], &more.data()["polls"]), (&json!(20), &json!(true)));
        assert_eq!(academy.patch(PATH, &ada, &json!({})).await.data(), more.data());
    }

    #[tokio::test]
    async fn what_cannot_be_set_is_refused_in_words_and_sets_nothing() {
        let academy = Academy::start().await;
        let ada = academy.learner(7, "en").await;
        for (body, says) in [
            (json!({ "locale": "de" }), "en, ru"),
            (json!({ "dailyGoal": 7 }), "`dailyGoal`"),
            (json!({ "dailyGoal": -5 }), "#/dailyGoal"),
            (json!({ "timeZone": "Mars/Olympus" }), "Europe/Berlin"),
            (json!({ "polls": "yes" }), "boolean"),
            (json!({ "name": "Eve" }), "name"),
            (json!([]), "does not fit"),
        ] {
            let answer = academy.patch(PATH, &ada, &body).await;
            assert_eq!(answer.problem(), (400, "unreadable"), "{body}");
            assert!(answer.body["detail"].as_str().unwrap().contains(says), "{body}: {}", answer.text);
        }
        assert_eq!(academy.get(PATH, &ada).await.data()["dailyGoal"], 10);
    }

    #[tokio::test]
    async fn who_took_something_else_for_granted_changes_nothing() {
        let academy = Academy::start().await;
        let ada = academy.learner(7, "en").await;
        let seen = academy.get(PATH, &ada).await.headers["etag"].to_str().unwrap().to_owned();
        let on = |tag: &str, body: Value| {
            let mut request = request(Method::PATCH, PATH, &ada, Some(&body));
            request.headers_mut().insert("if-match", tag.parse().unwrap());
            academy.call(request)
        };
        assert_eq!(on(&seen, json!({ "dailyGoal": 20 })).await.status, 200);
        let late = on(&seen, json!({ "dailyGoal": 5 })).await;
        assert_eq!((late.problem(), &late.body["current"]["dailyGoal"]), ((412, "changed"), &json!(20)));
        assert_eq!(on("*", json!({ "dailyGoal": 5 })).await.data()["dailyGoal"], 5);
    }
}
