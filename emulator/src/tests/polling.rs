//! `getUpdates`: confirming, waiting, conflicting, delivering twice.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Telegram, telegram};
use crate::Faults;

fn ids(updates: &Value) -> Vec<i64> {
    updates.as_array().unwrap().iter().map(|update| update["update_id"].as_i64().unwrap()).collect()
}

async fn three(t: &Telegram) -> Vec<i64> {
    let learner = t.started().await;
    for text in ["1", "2", "3"] {
        learner.send(text).await.unwrap();
    }
    ids(&t.ok("getUpdates", json!({})).await)
}

async fn somebody_polls(t: &Telegram) {
    t.emulator.until(|telegram| telegram.look(|world| world.queue.polls_running()) > 0).await;
}

#[tokio::test]
async fn an_offset_confirms_and_a_negative_one_keeps_the_last() {
    let t = telegram().await;
    let all = three(&t).await;
    assert_eq!(all.len(), 3);
    assert_eq!(ids(&t.ok("getUpdates", json!({"limit": 2})).await), all[..2]);
    assert_eq!(ids(&t.ok("getUpdates", json!({"offset": all[1]})).await), all[1..]);
    assert_eq!(ids(&t.ok("getUpdates", json!({"offset": 0})).await), all[1..], "the first is forgotten");
    assert_eq!(ids(&t.ok("getUpdates", json!({"offset": -1})).await), all[2..]);
    assert_eq!(t.emulator.pending(), 1);
    t.refused("getUpdates", json!({"limit": 101}), 400).await;
    t.refused("getUpdates", json!({"allowed_updates": ["messages"]}), 400).await;
}

#[tokio::test]
async fn a_long_poll_wakes_for_an_update_and_ends_the_older_poll() {
    let t = std::sync::Arc::new(telegram().await);
    let learner = t.started().await;
    let poll = || {
        let t = t.clone();
        tokio::spawn(async move { t.call("getUpdates", json!({"timeout": 30})).await })
    };
    let older = poll();
    somebody_polls(&t).await;
    let newer = poll();
    let ended = older.await.unwrap();
    assert_eq!(ended["error_code"], 409);
    assert_eq!(
        ended["description"],
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    );
    learner.send("wake up").await.unwrap();
    let woken = tokio::time::timeout(Duration::from_secs(5), newer).await.unwrap().unwrap();
    assert_eq!(woken["result"][0]["message"]["text"], "wake up");
}

#[tokio::test]
async fn a_long_poll_ends_when_a_webhook_is_set_and_when_the_server_stops() {
    let t = telegram().await;
    let poll = || {
        let url = format!("{}/bot{}/getUpdates?timeout=30", t.running.url, super::TOKEN);
        let poll = t.http.get(url).send();
        tokio::spawn(async move { poll.await?.json::<Value>().await })
    };
    let first = poll();
    somebody_polls(&t).await;
    t.ok("setWebhook", json!({"url": "https://example.org/hook"})).await;
    let ended = first.await.unwrap().unwrap();
    assert_eq!(ended["description"], "Conflict: terminated by setWebhook request");
    t.ok("deleteWebhook", json!({})).await;

    let second = poll();
    somebody_polls(&t).await;
    drop(t.running);
    let cut = tokio::time::timeout(Duration::from_secs(5), second).await.unwrap().unwrap();
    assert!(cut.is_err(), "{cut:?}");
}

#[tokio::test]
async fn polling_and_a_webhook_exclude_each_other() {
    let t = telegram().await;
    t.ok("setWebhook", json!({"url": "https://example.org/hook"})).await;
    assert_eq!(
        t.refused("getUpdates", json!({}), 409).await,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    );
    t.ok("deleteWebhook", json!({})).await;
    t.ok("getUpdates", json!({})).await;
}

#[tokio::test]
async fn allowed_updates_are_remembered() {
    let t = telegram().await;
    let learner = t.started().await;
    t.ok("getUpdates", json!({"allowed_updates": ["callback_query"]})).await;
    learner.send("unheard").await.unwrap();
    assert_eq!(t.emulator.pending(), 0);
    t.emulator.push_raw(json!({"strange": {"x": 1}})).unwrap();
    let raw = t.ok("getUpdates", json!({})).await;
    assert_eq!(raw[0]["strange"]["x"], 1);
    t.ok("getUpdates", json!({"allowed_updates": []})).await;
    learner.send("heard").await.unwrap();
    assert_eq!(t.emulator.pending(), 2);
}

#[tokio::test]
async fn an_update_comes_twice_when_told_so_and_out_of_order_when_told_so() {
    let t = telegram().await;
    t.emulator.set_faults(Faults { deliver_twice: true, ..Faults::default() });
    let all = three(&t).await;
    let next = json!({"offset": all[2] + 1});
    assert_eq!(ids(&t.ok("getUpdates", next.clone()).await), all, "the same ids again");
    assert_eq!(ids(&t.ok("getUpdates", next).await), Vec::<i64>::new());
    t.emulator.set_faults(Faults { reorder: true, ..Faults::default() });
    let mut again = three(&t).await;
    assert!(again[0] > again[2]);
    again.reverse();
    assert!(again.is_sorted());
}

#[tokio::test]
async fn what_a_learner_does_comes_again_as_another_update_when_told_so() {
    let t = telegram().await;
    let learner = t.started().await;
    t.emulator.resend_next(1);
    for text in ["once more", "once"] {
        learner.send(text).await.unwrap();
    }
    let updates = t.ok("getUpdates", json!({})).await;
    let texts: Vec<_> = updates.as_array().unwrap().iter().map(|update| update["message"]["text"].clone()).collect();
    assert_eq!(texts, ["once more", "once more", "once"]);
    assert_eq!(updates[0]["message"], updates[1]["message"]);
    assert!(updates[0]["update_id"] != updates[1]["update_id"]);
}
