//! Tokens, methods, parameters, faults on purpose.

use serde_json::{Value, json};

use super::{TOKEN, telegram};

#[tokio::test]
async fn a_wrong_token_an_unknown_method_and_an_unknown_parameter_are_refused() {
    let t = telegram().await;
    let get = |path: String| t.http.get(format!("{}{path}", t.running.url)).send();
    let wrong = get("/bot1:nonsense/getMe".into()).await.unwrap();
    assert_eq!(wrong.status(), 401);
    let said: Value = wrong.json().await.unwrap();
    assert_eq!(said, json!({ "ok": false, "error_code": 401, "description": "Unauthorized" }));
    assert_eq!(t.refused("getThem", json!({}), 404).await, "Not Found: method not found");
    assert_eq!(t.ok("GETME", json!({})).await["username"], "playground_bot");
    assert_eq!(t.refused("getMe", json!({"chatid": 1}), 400).await, "Bad Request: unknown parameter \"chatid\"");
    assert_eq!(
        t.refused("sendMessage", json!({"message_effect_id": "1"}), 400).await,
        "Bad Request: parameter \"message_effect_id\" is not emulated"
    );
    let form = [("name", "Form academy"), ("language_code", "de")];
    let by_form = t
        .http
        .post(format!("{}/bot{TOKEN}/setMyName", t.running.url))
        .header("content-type", "application/x-www-form-urlencoded");
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    assert_eq!(by_form.body(form).send().await.unwrap().status(), 200);
    assert_eq!(t.ok("getMyName", json!({"language_code": "de"})).await["name"], "Form academy");
    let by_query = get(format!("/bot{TOKEN}/setMyName?name=Swift%20academy")).await.unwrap();
    assert_eq!(by_query.status(), 200);
    assert_eq!(t.ok("getMyName", json!({})).await["name"], "Swift academy");
}

#[tokio::test]
async fn faults_strike_as_told() {
    let t = telegram().await;
    let learner = t.started().await;
    let send = || json!({"chat_id": learner.id, "text": "x"});
    t.emulator.set_faults(super::super::Faults { send_status: 429, retry_after: 3, ..Default::default() });
    let flood = t.call("sendMessage", send()).await;
    assert_eq!(
        flood,
        json!({"ok": false, "error_code": 429, "description": "Too Many Requests: retry after 3",
               "parameters": {"retry_after": 3}})
    );
    t.ok("getMe", json!({})).await;
    t.emulator.set_faults(super::super::Faults::default());
    t.emulator.fail_next("sendmessage", 1, &super::super::Refusal::new(500, "Internal Server Error"));
    t.refused("sendMessage", send(), 500).await;
    t.ok("sendMessage", send()).await;
    let before = learner.messages().await.len();
    t.emulator.drop_after_work("sendMessage", 1);
    let url = format!("{}/bot{TOKEN}/sendMessage", t.running.url);
    assert!(t.http.post(&url).json(&send()).send().await.is_err(), "no answer at all");
    assert_eq!(learner.messages().await.len(), before + 1, "yet the work is done");
    let hold = t.emulator.hold("sendMessage");
    let waiting = tokio::spawn(t.http.post(&url).json(&send()).send());
    hold.reached(1).await;
    assert_eq!(learner.messages().await.len(), before + 1);
    hold.release();
    assert_eq!(waiting.await.unwrap().unwrap().status(), 200);
    assert_eq!(learner.messages().await.len(), before + 2);
}

#[tokio::test]
async fn a_bot_that_logged_out_is_served_no_more() {
    let t = telegram().await;
    t.ok("close", json!({})).await;
    t.ok("logOut", json!({})).await;
    assert_eq!(t.refused("getMe", json!({}), 400).await, "Logged out");
}

#[tokio::test]
async fn a_page_elsewhere_whose_name_points_here_gets_nothing() {
    let t = telegram().await;
    for path in ["/", "/playground/state", &format!("/bot{TOKEN}/getMe")] {
        let request = || t.http.get(format!("{}{path}", t.running.url));
        assert_eq!(request().send().await.unwrap().status(), 200, "{path}");
        assert_eq!(request().header("host", "evil.example").send().await.unwrap().status(), 421, "{path}");
    }
}
