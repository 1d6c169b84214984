//! What the chat page calls, over HTTP.

use futures::StreamExt as _;
use reqwest::Method;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::{Telegram, telegram};

async fn anna(t: &Telegram) -> i64 {
    let new = json!({"firstName": "Anna", "languageCode": "ru", "username": "anna_k"});
    let (status, learner) = t.page(Method::POST, "/playground/learners", Some(new)).await;
    assert_eq!(status, 201);
    learner["id"].as_i64().unwrap()
}

#[tokio::test]
async fn a_learner_writes_edits_presses_and_votes() {
    let t = telegram().await;
    let id = anna(&t).await;
    let messages = format!("/playground/chats/{id}/messages");
    let (status, sent) = t.page(Method::POST, &messages, Some(json!({"from": id, "text": "/start"}))).await;
    assert_eq!((status, &sent["text"], &sent["from"]), (201, &json!("/start"), &json!(id)));
    let edit = format!("{messages}/{}", sent["id"]);
    assert_eq!(t.page(Method::PUT, &edit, Some(json!({"from": id, "text": "/help"}))).await.0, 200);
    let keyboard = json!({"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]});
    let bots = t
        .ok("sendMessage", json!({"chat_id": id, "text": "<b>x</b>", "parse_mode": "HTML", "reply_markup": keyboard}))
        .await;
    let press = format!("/playground/chats/{id}/press");
    let pressed = json!({"from": id, "messageId": bots["message_id"], "callbackData": "go"});
    let (status, answer) = t.page(Method::POST, &press, Some(pressed.clone())).await;
    assert_eq!(status, 200);
    assert!(answer["callbackQueryId"].is_string());
    let mut stale = pressed;
    stale["callbackData"] = json!("old");
    assert_eq!(t.page(Method::POST, &press, Some(stale.clone())).await.0, 409);
    stale["force"] = json!(true);
    assert_eq!(t.page(Method::POST, &press, Some(stale)).await.0, 200);
    let poll = t.ok("sendPoll", json!({"chat_id": id, "question": "?", "options": ["a", "b"]})).await;
    let vote = json!({"from": id, "messageId": poll["message_id"], "optionIds": [1]});
    let (status, voted) = t.page(Method::POST, &format!("/playground/chats/{id}/votes"), Some(vote)).await;
    assert_eq!((status, &voted["poll"]["options"][1]["chosen"]), (200, &json!(true)));
    let (_, all) = t.page(Method::GET, &format!("{messages}?viewer={id}"), None).await;
    assert_eq!(all.as_array().unwrap().len(), 3);
    assert_eq!(all[1]["html"], "<b>x</b>");
    assert_eq!(all[1]["keyboard"], json!([[{"text": "Go", "callbackData": "go"}]]));
    for (path, body, status) in [
        (messages.as_str(), json!({"from": id}), 400),
        (messages.as_str(), json!({"from": 1, "text": "x"}), 404),
        ("/playground/chats/5/messages", json!({"from": id, "text": "x"}), 404),
        ("/playground/learners", json!({"firstName": "", "languageCode": "en"}), 400),
    ] {
        let (got, error) = t.page(Method::POST, path, Some(body)).await;
        assert_eq!(got, status, "{path} {error}");
        assert!(error["error"].is_string());
    }
}

#[tokio::test]
async fn state_faults_groups_updates_and_deep_links() {
    let t = telegram().await;
    let id = anna(&t).await;
    let path = format!("/playground/learners/{id}/deeplink");
    let (status, sent) = t.page(Method::POST, &path, Some(json!({"start": "l_swift_optionals"}))).await;
    assert_eq!((status, &sent["text"]), (201, &json!("/start l_swift_optionals")));
    assert_eq!(t.page(Method::POST, &path, Some(json!({"start": "no blanks"}))).await.0, 400);
    let group = json!({"title": "Study", "learnerIds": [id]});
    assert_eq!(t.page(Method::POST, "/playground/groups", Some(group)).await.1["type"], "group");
    let (_, faults) = t.page(Method::PUT, "/playground/faults", Some(json!({"sendStatus": 502}))).await;
    assert_eq!((&faults["sendStatus"], &faults["deliverTwice"]), (&json!(502), &json!(false)));
    assert_eq!(t.page(Method::PUT, "/playground/faults", Some(json!({"sendStatus": 418}))).await.0, 400);
    assert_eq!(t.page(Method::POST, "/playground/updates", Some(json!({"new_kind": {}}))).await.0, 201);
    let (_, state) = t.page(Method::GET, "/playground/state?lang=ru", None).await;
    assert_eq!(state["pendingUpdates"], 3);
    assert_eq!((&state["poller"], &state["webhook"]), (&json!(false), &Value::Null));
    assert_eq!(state["bot"]["username"], "playground_bot");
    assert_eq!(state["chats"].as_array().unwrap().len(), 2);
    let change = json!({"blocked": true, "theme": "dark", "languageCode": "en"});
    let (_, changed) = t.page(Method::PUT, &format!("/playground/learners/{id}"), Some(change)).await;
    assert_eq!((&changed["blocked"], &changed["theme"]), (&json!(true), &json!("dark")));
}

#[tokio::test]
async fn a_mini_app_opens_with_signed_init_data() {
    let t = telegram().await;
    let id = anna(&t).await;
    let open = json!({"url": "http://127.0.0.1:1/app", "from": "menu"});
    let path = format!("/playground/learners/{id}/webapp");
    let (_, opened) = t.page(Method::POST, &path, Some(open)).await;
    let url = url::Url::parse(opened["url"].as_str().unwrap()).unwrap();
    let fragment: std::collections::HashMap<String, String> =
        form_urlencoded::parse(url.fragment().unwrap().as_bytes()).into_owned().collect();
    let data: std::collections::HashMap<String, String> =
        form_urlencoded::parse(fragment["tgWebAppData"].as_bytes()).into_owned().collect();
    let user: Value = serde_json::from_str(&data["user"]).unwrap();
    assert_eq!((&user["id"], &user["language_code"]), (&json!(id), &json!("ru")));
    for field in ["auth_date", "chat_instance", "hash", "query_id", "signature"] {
        assert!(data.contains_key(field), "{field}");
    }
}

#[tokio::test]
async fn events_tell_what_happens() {
    let t = telegram().await;
    let events = t.http.get(format!("{}/playground/events", t.running.url)).send().await.unwrap();
    let mut events = events.bytes_stream();
    let learner = t.started().await;
    t.ok("sendChatAction", json!({"chat_id": learner.id, "action": "typing"})).await;
    let sent = t.ok("sendMessage", json!({"chat_id": learner.id, "text": "x"})).await;
    t.ok("deleteMessage", json!({"chat_id": learner.id, "message_id": sent["message_id"]})).await;
    let mut text = String::new();
    let wanted = [
        "\"type\":\"learner\"",
        "\"type\":\"chat\"",
        "\"type\":\"message\"",
        "\"type\":\"typing\"",
        "\"type\":\"deleted\"",
        "\"type\":\"status\"",
    ];
    let all = async {
        while !wanted.iter().all(|kind| text.contains(kind)) {
            text.push_str(std::str::from_utf8(&events.next().await.unwrap().unwrap()).unwrap());
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), all).await.unwrap();
}

#[tokio::test]
async fn a_missing_page_says_so() {
    let t = telegram().await;
    let response = t.http.get(format!("{}/chat/nothing.js", t.running.url)).send().await.unwrap();
    assert_eq!(response.status(), 404);
    assert!(response.text().await.unwrap().contains("error"));
}
