//! Presses, polls and groups.

use serde_json::json;
use teloxide::{
    payloads::{AnswerCallbackQuerySetters as _, SendMessageSetters as _},
    prelude::Requester as _,
    types::{ChatId, InlineKeyboardButton, InlineKeyboardMarkup},
};

use super::{telegram, telegram_with};

#[tokio::test]
async fn a_press_is_answered_once_and_in_time() {
    fn late() -> chrono::DateTime<chrono::Utc> {
        super::now() + chrono::Duration::seconds(LATE.load(std::sync::atomic::Ordering::SeqCst))
    }
    static LATE: std::sync::atomic::AtomicI64 = std::sync::atomic::AtomicI64::new(0);
    let mut config = super::config();
    config.now = late;
    let t = telegram_with(config).await;
    let learner = t.started().await;
    let bot = t.bot();
    let keyboard = InlineKeyboardMarkup::new([[InlineKeyboardButton::callback("Go on", "go")]]);
    let sent = bot.send_message(ChatId(learner.id), "x").reply_markup(keyboard).await.unwrap();
    let revision = learner.revision();
    let id = learner.press("Go").await.unwrap();
    assert_eq!(t.emulator.unanswered(), (vec![learner.id], vec![]));
    let long = t.refused("answerCallbackQuery", json!({"callback_query_id": id, "text": "x".repeat(201)}), 400);
    assert_eq!(long.await, "Bad Request: MESSAGE_TOO_LONG");
    bot.answer_callback_query(id.clone().into()).text("Well done").await.unwrap();
    let answers = learner.wait_for_answers(1).await.unwrap();
    assert_eq!(answers[0].text.as_deref(), Some("Well done"));
    learner.changed(revision).await;
    assert_eq!(t.emulator.unanswered(), (vec![], vec![]));
    let too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    let again = bot.answer_callback_query(id.into()).await.unwrap_err();
    assert!(again.to_string().contains(too_old), "{again}");
    let id = learner.press("go").await.unwrap();
    LATE.store(16, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(t.refused("answerCallbackQuery", json!({"callback_query_id": id}), 400).await, too_old);
    assert_eq!(t.emulator.unanswered(), (vec![], vec![learner.id]));
    bot.edit_message_text(ChatId(learner.id), sent.id, "y").await.unwrap();
    let latest = learner.latest(1);
    assert_eq!((latest.len(), latest[0].text.as_str()), (1, "y"));
    assert!(learner.press("go").await.is_err(), "the button is gone");
    learner.press_message(i64::from(sent.id.0), "go").await.unwrap();
}

#[tokio::test]
async fn polls_keep_the_limits_and_quizzes_one_vote() {
    let t = telegram().await;
    let learner = t.started().await;
    let poll = |change: serde_json::Value| {
        let mut poll = json!({
            "chat_id": learner.id, "question": "Is let constant?", "type": "quiz", "is_anonymous": false,
            "options": [{"text": "yes"}, {"text": "no"}], "correct_option_id": 0, "explanation": "<b>Yes</b>",
            "explanation_parse_mode": "HTML",
        });
        for (field, value) in change.as_object().unwrap() {
            poll[field] = value.clone();
        }
        poll
    };
    for (change, why) in [
        (json!({"question": ""}), "poll question must be non-empty"),
        (json!({"question": "x".repeat(301)}), "poll question length must not exceed 300"),
        (json!({"options": []}), "poll must have at least 1 option"),
        (json!({"options": vec!["x"; 13]}), "poll can't have more than 12 options"),
        (json!({"options": ["", "x"]}), "poll options must be non-empty"),
        (json!({"options": ["x".repeat(101), "x"]}), "poll options length must not exceed 100"),
        (json!({"correct_option_id": 2}), "wrong correct option ID specified"),
        (json!({"correct_option_id": null}), "wrong correct option ID specified"),
        (json!({"type": "survey"}), "unsupported poll type specified"),
        (json!({"open_period": 4}), "poll must close 5 to 2628000 seconds from now"),
    ] {
        assert_eq!(t.refused("sendPoll", poll(change), 400).await, format!("Bad Request: {why}"));
    }
    for explanation in ["x".repeat(201), "a\nb\nc\nd".to_owned()] {
        t.refused("sendPoll", poll(json!({"explanation": explanation})), 400).await;
    }
    let sent = t.ok("sendPoll", poll(json!({}))).await;
    let id = sent["message_id"].as_i64().unwrap();
    learner.vote(id, &[1]).await.unwrap();
    assert!(learner.vote(id, &[0]).await.is_err(), "a quiz takes one vote");
    let kinds: Vec<String> = t
        .emulator
        .look(|world| world.queue.pending().map(|update| update.body.keys().next().unwrap().clone()).collect());
    assert_eq!(kinds, ["poll", "poll_answer"]);
    let page = learner.page_view().await.pop().unwrap();
    assert_eq!(page["poll"]["correctOptionIds"], json!([0]));
    assert_eq!(page["poll"]["explanation"], "<b>Yes</b>");
    let stopped = t.ok("stopPoll", json!({"chat_id": learner.id, "message_id": id})).await;
    assert_eq!((&stopped["is_closed"], &stopped["total_voter_count"]), (&json!(true), &json!(1)));
    assert_eq!(
        t.refused("stopPoll", json!({"chat_id": learner.id, "message_id": id}), 400).await,
        "Bad Request: poll has already been closed"
    );
    let many = json!({"correct_option_id": null, "correct_option_ids": [0, 1], "allows_multiple_answers": true});
    t.ok("sendPoll", poll(many)).await;
    let described = t.ok("sendPoll", poll(json!({"description": "Values · 1/5"}))).await;
    assert_eq!(described["poll"]["description"], "Values · 1/5");
    let stopped = t.ok("stopPoll", json!({"chat_id": learner.id, "message_id": described["message_id"]})).await;
    assert!(stopped.get("description").is_none(), "only inside its message");
    t.refused("sendPoll", poll(json!({"description": "x".repeat(1025)})), 400).await;
}

#[tokio::test]
async fn groups_show_the_bot_only_what_is_meant_for_it() {
    let t = telegram().await;
    let learner = t.started().await;
    let group = t.emulator.group("Study", &[&learner]).unwrap();
    let sent = t.ok("sendMessage", json!({"chat_id": group.id, "text": "hello"})).await;
    let hello = sent["message_id"].as_i64();
    for (text, reply) in [
        ("chatter", None),
        ("/learn", None),
        ("/learn@playground_bot", None),
        ("/learn@other_bot", None),
        ("thanks", hello),
    ] {
        learner.send_to(group.id, text, reply).await.unwrap();
    }
    let updates = t.ok("getUpdates", json!({})).await;
    let seen: Vec<&str> = updates
        .as_array()
        .unwrap()
        .iter()
        .map(|update| update["message"]["text"].as_str().unwrap_or("(my_chat_member)"))
        .collect();
    assert_eq!(seen, ["(my_chat_member)", "/learn", "/learn@playground_bot", "thanks"]);
    t.ok("leaveChat", json!({"chat_id": group.id})).await;
    assert_eq!(
        t.refused("sendMessage", json!({"chat_id": group.id, "text": "x"}), 403).await,
        "Forbidden: bot is not a member of the group chat"
    );
    t.refused("leaveChat", json!({"chat_id": learner.id}), 400).await;
}
