//! What the emulator makes must be what teloxide reads: every update, every message, no `UpdateKind::Error`.

use serde_json::{Value, json};
use teloxide::{
    prelude::Requester as _,
    types::{ChatFullInfo, ChatId, Me, Message, Poll, Update, UpdateKind, WebhookInfo},
};

use super::telegram;

fn kind(update: &Value) -> &str {
    update.as_object().unwrap().keys().find(|key| *key != "update_id").unwrap()
}

#[tokio::test]
async fn every_kind_of_update_parses() {
    let t = telegram().await;
    let learner = t.emulator.learner("Anna", "en");
    let first = learner.send("/start <b> https://swift.org @anna #swift").await.unwrap();
    learner.edit(first, "/start again").await.unwrap();
    learner.sticker().await.unwrap();
    learner.voice().await.unwrap();
    learner.block().await.unwrap();
    learner.unblock().await.unwrap();
    let keyboard = json!({"inline_keyboard": [[
        {"text": "a", "callback_data": "a"}, {"text": "b", "url": "https://swift.org"},
        {"text": "c", "web_app": {"url": "https://swift.org"}}, {"text": "d", "copy_text": {"text": "d"}},
    ]]});
    let html = format!(
        "<b>b</b><i>i</i><u>u</u><s>s</s><tg-spoiler>x</tg-spoiler><code>c</code><blockquote>q</blockquote>\
         <blockquote expandable>e</blockquote><a href=\"tg://user?id={}\">m</a><a href=\"https://a.b\">l</a>\
         <tg-emoji emoji-id=\"5368324170671202286\">👍</tg-emoji><pre><code class=\"language-swift\">p</code></pre>",
        learner.id
    );
    let sent = t
        .ok("sendMessage", json!({"chat_id": learner.id, "text": html, "parse_mode": "HTML", "reply_markup": keyboard}))
        .await;
    let message: Message = serde_json::from_value(sent).unwrap();
    assert_eq!(message.entities().unwrap().len(), 12);
    learner.press("a").await.unwrap();
    learner.press_message(4242, "gone").await.unwrap();
    let poll = json!({
        "chat_id": learner.id, "question": "?", "options": ["a", "b"], "is_anonymous": false, "type": "quiz",
        "correct_option_ids": [0], "explanation": "because", "open_period": 600,
    });
    let sent = t.ok("sendPoll", poll).await;
    let message: Message = serde_json::from_value(sent).unwrap();
    assert_eq!(message.poll().unwrap().correct_option_id, Some(0));
    learner.vote(i64::from(message.id.0), &[0]).await.unwrap();
    let group = t.emulator.group("Study", &[&learner]).unwrap();
    learner.send_to(group.id, "/learn", None).await.unwrap();

    let updates = t.ok("getUpdates", json!({})).await;
    let mut kinds = Vec::new();
    for update in updates.as_array().unwrap() {
        // From text, as teloxide does: from a `Value`, its `UpdateKind` cannot read the key and gives up.
        let parsed: Update = serde_json::from_str(&update.to_string()).unwrap();
        assert!(!matches!(parsed.kind, UpdateKind::Error(_)), "{update}");
        kinds.push(kind(update));
    }
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds, ["callback_query", "edited_message", "message", "my_chat_member", "poll", "poll_answer"]);

    for call in t
        .emulator
        .look(|world| world.messages.values().map(|message| crate::wire::message(world, message)).collect::<Vec<_>>())
    {
        let parsed: Result<Message, _> = serde_json::from_value(call.clone());
        assert!(parsed.is_ok(), "{parsed:?} {call}");
    }
}

#[tokio::test]
async fn results_of_other_methods_parse() {
    let t = telegram().await;
    let learner = t.started().await;
    let group = t.emulator.group("Study", &[&learner]).unwrap();
    let bot = t.bot();
    let me: Me = bot.get_me().await.unwrap();
    assert_eq!(me.username(), "playground_bot");
    let private: ChatFullInfo = bot.get_chat(ChatId(learner.id)).await.unwrap();
    assert!(private.is_private());
    let public: ChatFullInfo = bot.get_chat(ChatId(group.id)).await.unwrap();
    assert_eq!((public.is_group(), public.title()), (true, Some("Study")));
    let info: WebhookInfo = bot.get_webhook_info().await.unwrap();
    assert!(info.url.is_none());
    let sent = bot.send_poll(ChatId(learner.id), "?", ["a".into(), "b".into()]).await.unwrap();
    let stopped: Poll = bot.stop_poll(ChatId(learner.id), sent.id).await.unwrap();
    assert!(stopped.is_closed);
    assert_eq!(bot.get_my_commands().await.unwrap().len(), 0);
    assert!(bot.get_updates().await.unwrap().iter().all(|u| !matches!(u.kind, UpdateKind::Error(_))));
}
