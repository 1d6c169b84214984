//! Sending, formatting, keyboards, editing, deleting: every refusal in Telegram's words.

use serde_json::json;
use teloxide::{
    ApiError, RequestError,
    payloads::{EditMessageTextSetters as _, SendMessageSetters as _},
    prelude::Requester as _,
    types::{ChatId, InlineKeyboardButton, InlineKeyboardMarkup, MessageId, ParseMode},
};

use super::{telegram, telegram_with};

#[tokio::test]
async fn sending_goes_only_to_those_who_wrote_and_did_not_block() {
    let t = telegram().await;
    let bot = t.bot();
    let learner = t.emulator.learner("Anna", "en");
    let send = || bot.send_message(ChatId(learner.id), "hi");
    assert!(matches!(send().await, Err(RequestError::Api(ApiError::ChatNotFound))));
    learner.send("/start").await.unwrap();
    assert_eq!(send().await.unwrap().text(), Some("hi"));
    learner.block().await.unwrap();
    assert!(matches!(send().await, Err(RequestError::Api(ApiError::BotBlocked))));
    learner.unblock().await.unwrap();
    send().await.unwrap();
    for (params, why) in [
        (json!({"text": "x"}), "chat_id is empty"),
        (json!({"chat_id": 5, "text": "x"}), "chat not found"),
        (json!({"chat_id": "@nobody", "text": "x"}), "chat not found"),
        (json!({"chat_id": learner.id}), "message text is empty"),
        (json!({"chat_id": learner.id, "text": " \n "}), "message text is empty"),
        (json!({"chat_id": learner.id, "text": "😀".repeat(2049)}), "message is too long"),
        (json!({"chat_id": learner.id, "text": 7}), "parameter \"text\" must be of type String"),
        (
            json!({"chat_id": learner.id, "text": "a<div>", "parse_mode": "HTML"}),
            "can't parse entities: Unsupported start tag \"div\" at byte offset 1",
        ),
        (json!({"chat_id": learner.id, "text": "a", "parse_mode": "BBCode"}), "unsupported parse_mode"),
        (
            json!({"chat_id": learner.id, "text": "a", "reply_parameters": {"message_id": 99}}),
            "message to be replied not found",
        ),
    ] {
        assert_eq!(t.refused("sendMessage", params, 400).await, format!("Bad Request: {why}"));
    }
    t.ok("sendMessage", json!({"chat_id": learner.id, "text": "😀".repeat(2048)})).await;
    let last = t.emulator.calls().pop().unwrap();
    assert_eq!((last.method.as_str(), last.status), ("sendMessage", 200));
}

#[tokio::test]
async fn html_becomes_entities_and_safe_display_html() {
    let t = telegram().await;
    let learner = t.started().await;
    let sent = t
        .bot()
        .send_message(ChatId(learner.id), "<b>жир</b> &lt;3 <a href=\"https://swift.org\">Swift</a>")
        .parse_mode(ParseMode::Html)
        .await
        .unwrap();
    assert_eq!(sent.text(), Some("жир <3 Swift"));
    assert_eq!(sent.entities().unwrap().len(), 2);
    let seen = learner.last_message().await.unwrap();
    assert!(seen.html.starts_with("<b>жир</b> &lt;3 <a href=\"https://swift.org\""), "{}", seen.html);
}

#[tokio::test]
async fn keyboards_are_checked_to_the_byte() {
    let t = telegram().await;
    let learner = t.started().await;
    let group = t.emulator.group("Study", &[&learner]).unwrap();
    let send = |chat: i64, keyboard: serde_json::Value| json!({"chat_id": chat, "text": "x", "reply_markup": keyboard});
    let button = |fields: serde_json::Value| json!({"inline_keyboard": [[fields]]});
    for (keyboard, why) in [
        (button(json!({"text": "a", "callback_data": "ж".repeat(33)})), "BUTTON_DATA_INVALID"),
        (
            button(json!({"text": "a"})),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            button(json!({"text": "a", "callback_data": ""})),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (button(json!({"text": "", "callback_data": "a"})), "inline keyboard button text must be non-empty"),
        (
            button(json!({"text": "a", "callback_data": "a", "url": "https://swift.org"})),
            "can't parse inline keyboard button: Exactly one action must be used",
        ),
        (
            button(json!({"text": "a", "callbackdata": "a"})),
            "can't parse inline keyboard button: Field \"callbackdata\" is unknown",
        ),
        (
            button(json!({"text": "a", "web_app": {"url": "http://swift.org/app"}})),
            "inline keyboard button Web App URL 'http://swift.org/app' is invalid: Only HTTPS links are allowed",
        ),
        (json!({"inline_keyboard": [{"text": "a"}]}), "field \"inline_keyboard\" must be an Array of Arrays"),
        (json!("not json"), "can't parse reply markup JSON object"),
        (json!({"keyboard": [[]]}), "reply keyboards are not emulated: inline keyboard expected"),
        (
            json!({"inline_keyboard": vec![vec![json!({"text": "a", "callback_data": "a"}); 8]; 13]}),
            "reply markup is too long",
        ),
    ] {
        assert_eq!(t.refused("sendMessage", send(learner.id, keyboard), 400).await, format!("Bad Request: {why}"));
    }
    let app = button(json!({"text": "a", "web_app": {"url": "http://127.0.0.1:8080/app"}}));
    t.ok("sendMessage", send(learner.id, app.clone())).await;
    assert_eq!(t.refused("sendMessage", send(group.id, app), 400).await, "Bad Request: BUTTON_TYPE_INVALID");
    let as_text = json!(button(json!({"text": "a", "callback_data": "ж".repeat(32)})).to_string());
    let shown = t.ok("sendMessage", send(learner.id, as_text)).await;
    assert_eq!(shown["reply_markup"]["inline_keyboard"][0][0]["callback_data"], "ж".repeat(32));
}

#[tokio::test]
async fn edits_are_refused_where_nothing_changes_or_the_message_is_not_the_bots() {
    let t = telegram().await;
    let bot = t.bot();
    let learner = t.started().await;
    let chat = ChatId(learner.id);
    let keyboard = || InlineKeyboardMarkup::new([[InlineKeyboardButton::callback("Go", "go")]]);
    let sent = bot.send_message(chat, "one").reply_markup(keyboard()).await.unwrap();
    let same = bot.edit_message_text(chat, sent.id, "one").reply_markup(keyboard()).await;
    assert!(matches!(same, Err(RequestError::Api(ApiError::MessageNotModified))), "{same:?}");
    let same = bot.edit_message_text(chat, sent.id, " one ").await.unwrap();
    assert!(same.reply_markup().is_none(), "an edit without a keyboard takes it away");
    let same = bot.edit_message_reply_markup(chat, sent.id).await;
    assert!(matches!(same, Err(RequestError::Api(ApiError::MessageNotModified))), "{same:?}");
    let missing = bot.edit_message_text(chat, MessageId(999), "x").await;
    assert!(matches!(missing, Err(RequestError::Api(ApiError::MessageToEditNotFound))), "{missing:?}");
    let theirs = MessageId(learner.messages().await[0].id as i32);
    let theirs = bot.edit_message_text(chat, theirs, "x").await;
    assert!(matches!(theirs, Err(RequestError::Api(ApiError::MessageCantBeEdited))), "{theirs:?}");
    let long = bot.edit_message_text(chat, sent.id, "x".repeat(4097)).await;
    assert!(matches!(long, Err(RequestError::Api(ApiError::EditedMessageIsTooLong))), "{long:?}");
    bot.edit_message_text(chat, sent.id, "two").await.unwrap();
    assert_eq!(learner.last_message().await.unwrap().text, "two");
    assert_eq!(
        t.refused("editMessageText", json!({"chat_id": learner.id, "text": "x"}), 400).await,
        "Bad Request: message identifier is not specified"
    );
}

#[tokio::test]
async fn deleting_works_once_and_for_48_hours() {
    fn in_three_days() -> chrono::DateTime<chrono::Utc> {
        super::now() + chrono::Duration::days(3)
    }
    let journal = std::env::temp_dir().join(format!("playground-delete-{}.jsonl", uuid::Uuid::new_v4()));
    let mut config = super::config();
    config.journal = Some(journal.clone());
    let t = telegram_with(config.clone()).await;
    let learner = t.started().await;
    let bot = t.bot();
    let sent = bot.send_message(ChatId(learner.id), "x").await.unwrap();
    let old = bot.send_message(ChatId(learner.id), "y").await.unwrap();
    bot.delete_message(ChatId(learner.id), sent.id).await.unwrap();
    let again = bot.delete_message(ChatId(learner.id), sent.id).await;
    assert!(matches!(again, Err(RequestError::Api(ApiError::MessageToDeleteNotFound))), "{again:?}");
    config.now = in_three_days;
    let later = telegram_with(config).await;
    assert_eq!(
        later.refused("deleteMessage", json!({"chat_id": learner.id, "message_id": old.id.0}), 400).await,
        "Bad Request: message can't be deleted for everyone"
    );
    std::fs::remove_file(journal).unwrap();
}

#[tokio::test]
async fn typing_shows_until_the_next_message() {
    let t = telegram().await;
    let learner = t.started().await;
    let typing = || t.emulator.look(|world| world.chats[&learner.id].typing_until > world.now());
    t.ok("sendChatAction", json!({"chat_id": learner.id, "action": "typing"})).await;
    assert!(typing());
    t.ok("sendMessage", json!({"chat_id": learner.id, "text": "x"})).await;
    assert!(!typing());
    assert_eq!(
        t.refused("sendChatAction", json!({"chat_id": learner.id, "action": "dance"}), 400).await,
        "Bad Request: wrong parameter action in request"
    );
}
