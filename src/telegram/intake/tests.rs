use chrono::DateTime;
use dialogues::catalogue::Catalogue;
use serde_json::{Value, json};
use teloxide::payloads::AnswerCallbackQuerySetters as _;
use teloxide::types::CallbackQueryId;

use super::*;
use crate::platform::database::testing::database;

#[tokio::test]
async fn a_press_that_is_put_aside_is_kept_whole() {
    let db = database().await;
    let (intake, _updates) = Intake::new(App::for_test(db.clone(), Catalogue::empty(), DateTime::UNIX_EPOCH));
    let chat = json!({ "id": 7, "type": "private", "first_name": "Anna" });
    let press = json!({ "update_id": 42, "callback_query": {
        "id": "99", "chat_instance": "1", "data": "h.c:@1",
        "from": { "id": 7, "is_bot": false, "first_name": "Anna", "language_code": "en" },
        "message": { "message_id": 5, "date": 1_700_000_000, "chat": chat, "text": "Hello", "news": [1] },
    } });
    let mut receipt = intake.submit(RawUpdate::new(serde_json::from_value(press.clone()).unwrap(), Way::Polling));
    assert!(!receipt.is_done());
    intake.put_aside(42, "its turn failed three times", 3);
    assert!(receipt.done().await.is_some());
    let kept = intake.app.store.letters(SOURCE).await.unwrap();
    assert_eq!(kept[0].payload, press);
    assert_eq!(kept[0].error, "its turn failed three times");
    let stored: String =
        sqlx::query_scalar("SELECT to_jsonb(d)::text FROM dead_letters d").fetch_one(&*db).await.unwrap();
    assert!(!stored.contains("Anna"), "{stored}");
}

#[tokio::test]
async fn a_webhook_takes_the_answer_along_and_another_one_if_it_comes_again() {
    let db = database().await;
    let (intake, _updates) = Intake::new(App::for_test(db.clone(), Catalogue::empty(), DateTime::UNIX_EPOCH));
    let press = |id: u32| {
        let from = json!({ "id": 7, "is_bot": false, "first_name": "Anna" });
        let query = json!({ "id": "99", "chat_instance": "1", "data": "h.c:@1", "from": from });
        serde_json::from_value(json!({ "update_id": id, "callback_query": query })).unwrap()
    };
    let answer = AnswerCallbackQuery::new(CallbackQueryId("99".to_owned())).text("Noted");
    let call = |along: &Done| serde_json::from_str::<Value>(along.as_ref().unwrap()).unwrap();
    let expected = json!({ "method": "answerCallbackQuery", "callback_query_id": "99" });

    let mut receipt = intake.submit(RawUpdate::new(press(1), Way::Webhook));
    assert!(intake.confirmation(1).along(&answer));
    let mut with_words = expected.clone();
    with_words["text"] = json!("Noted");
    assert_eq!(call(&receipt.done().await.unwrap()), with_words);
    let mut again = intake.submit(RawUpdate::new(press(1), Way::Webhook));
    assert!(again.is_done());
    assert_eq!(call(&again.done().await.unwrap()), expected);

    let gone = intake.submit(RawUpdate::new(press(2), Way::Webhook));
    drop(gone);
    let _polled = intake.submit(RawUpdate::new(press(3), Way::Polling));
    for id in [2, 3] {
        assert!(!intake.confirmation(id).along(&answer), "{id}: nobody could take it");
    }
}
