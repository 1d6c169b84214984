use chrono::TimeDelta;
use dialogues::input::Input;
use dialogues::kernel::ids::LearnerId;
use serde_json::{Value, json};

use crate::http::testing::Academy;

const PATH: &str = "/api/v2/users/me/sessions";

async fn ids(academy: &Academy, token: &str) -> Vec<(String, bool)> {
    let answer = academy.get(PATH, token).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let view = |session: &Value| (session["id"].as_str().unwrap().to_owned(), session["current"] == true);
    answer.data().as_array().unwrap().iter().map(view).collect()
}

async fn status(academy: &Academy, token: &str) -> u16 {
    academy.get("/api/v2/users/me", token).await.status
}

#[tokio::test]
async fn the_sessions_are_listed_with_the_one_that_asks() {
    let academy = Academy::start().await;
    let first = academy.learner(7, "en").await;
    academy.later(TimeDelta::minutes(3));
    let second = academy.session(7).await;
    let answer = academy.get(PATH, &second).await;
    let list = answer.data().as_array().unwrap();
    assert_eq!(list.len(), 2, "{answer:?}");
    assert_eq!(list[0]["current"], true);
    assert_eq!(
        list[1],
        json!({
            "id": list[1]["id"], "device": "", "createdAt": "2026-05-28T20:26:40Z",
            "lastUsedAt": "2026-05-28T20:26:40Z", "current": false,
        })
    );
    assert!(!answer.text.contains("acs_") && !answer.text.contains("hash"));
    academy.later(TimeDelta::minutes(1));
    assert_eq!(status(&academy, &first).await, 200);
    let answer = academy.get(PATH, &second).await;
    assert_eq!(answer.data()[0]["lastUsedAt"], "2026-05-28T20:30:40Z", "what was used last comes first");
}

#[tokio::test]
async fn one_session_is_ended_at_once_and_the_others_stay() {
    let academy = Academy::start().await;
    let (mine, lost) = (academy.learner(7, "en").await, academy.session(7).await);
    let id = ids(&academy, &lost).await.into_iter().find(|(_, current)| *current).unwrap().0;
    let path = format!("{PATH}/{id}");
    let answer = academy.delete(&path, &mine).await;
    assert_eq!((answer.status, &answer.data()["ended"]), (200, &json!(1)), "{answer:?}");
    assert_eq!((status(&academy, &lost).await, status(&academy, &mine).await), (401, 200));
    assert_eq!(ids(&academy, &mine).await.len(), 1);
    assert_eq!(academy.delete(&path, &mine).await.problem(), (404, "not-found"), "a second time there is none");
}

#[tokio::test]
async fn signing_out_everywhere_ends_the_session_that_asks_as_well() {
    let academy = Academy::start().await;
    let (one, two) = (academy.learner(7, "en").await, academy.session(7).await);
    let bo = academy.learner(8, "en").await;
    let answer = academy.delete(PATH, &one).await;
    assert_eq!((answer.status, &answer.data()["ended"]), (200, &json!(2)), "{answer:?}");
    assert_eq!((status(&academy, &one).await, status(&academy, &two).await), (401, 401));
    assert_eq!(academy.delete(PATH, &one).await.problem(), (401, "unauthenticated"));
    assert_eq!(status(&academy, &bo).await, 200, "somebody else's stay");
}

#[tokio::test]
async fn nobody_lists_or_ends_somebody_elses() {
    let academy = Academy::start().await;
    let (ada, bo) = (academy.learner(7, "en").await, academy.learner(8, "en").await);
    let (his, _) = ids(&academy, &bo).await.remove(0);
    assert_eq!(academy.delete(&format!("{PATH}/{his}"), &ada).await.problem(), (404, "not-found"));
    for id in ["", "nonsense", "00000000-0000-0000-0000-000000000000"] {
        let ended = academy.delete(&format!("{PATH}/{id}"), &ada).await;
        assert_eq!(ended.problem(), (404, "not-found"), "{id}");
    }
    let others = format!("/api/v2/users/{}/sessions", LearnerId::of_telegram(8));
    assert_eq!(academy.get(&others, &ada).await.problem(), (403, "forbidden"));
    assert_eq!(academy.delete(&others, &ada).await.problem(), (403, "forbidden"));
    assert_eq!(academy.delete(&format!("{others}/{his}"), &ada).await.problem(), (403, "forbidden"));
    for answer in [academy.get(PATH, "").await, academy.delete(PATH, "").await] {
        assert_eq!(answer.problem(), (401, "unauthenticated"));
    }
    assert_eq!(status(&academy, &bo).await, 200);
}

#[tokio::test]
async fn the_chat_ends_what_the_api_has_opened() {
    let academy = Academy::start().await;
    let (one, two) = (academy.learner(7, "en").await, academy.session(7).await);
    academy.say(7, "en", "/settings").await;
    let reply = academy.press(7, "s.d").await;
    let screen = reply.screen.html.to_string();
    assert_eq!(reply.screen.tokens().filter(|token| token.verb == "de").count(), 2, "{screen}");
    let (current, _) = ids(&academy, &one).await.into_iter().find(|(_, current)| *current).unwrap();
    academy.press(7, &current).await;
    assert_eq!((status(&academy, &one).await, status(&academy, &two).await), (401, 200));
    let reply = academy.press(7, "s.da").await;
    assert!(reply.notice.unwrap().text.contains("Signed out everywhere"));
    assert_eq!(status(&academy, &two).await, 401);
}

#[tokio::test]
async fn whoever_blocks_the_bot_is_signed_out_however_often() {
    let mut academy = Academy::start().await;
    academy.learner(7, "en").await;
    // More often than the log is told of on one day.
    for _ in 0..12 {
        academy.later(TimeDelta::minutes(1));
        academy.rested();
        let token = academy.session(7).await;
        academy.turn(7, "en", &Input::Blocked).await;
        assert_eq!(status(&academy, &token).await, 401);
        academy.say(7, "en", "/start").await;
    }
}

#[tokio::test]
async fn a_token_of_another_shape_is_refused_without_asking_the_database() {
    let academy = Academy::start().await;
    let token = academy.learner(7, "en").await;
    let mut typo = token.clone();
    typo.replace_range(10..11, if &token[10..11] == "a" { "b" } else { "a" });
    let signed = "ykhhzatcVUqrGtHyAjnB2gAAAABqGJBv0Wn0nUu2uZ9Xy3iWkKf5oXcH1mJb7r6tq8w0VvS2eLw";
    academy.app.pool().close().await;
    for none in ["nonsense", &typo, signed] {
        assert_eq!(academy.get(PATH, none).await.problem(), (401, "unauthenticated"), "{none}");
    }
    assert_eq!(academy.get(PATH, &token).await.problem(), (503, "unavailable"));
}
