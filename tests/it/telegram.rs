//! Telegram at its worst: repeated updates, refused sends, old buttons, odd messages. Nothing is lost, nobody stuck.

use emulator::{Faults, MessageView, Refusal};
use serde_json::json;

use crate::harness::{World, buttons};

#[tokio::test(flavor = "multi_thread")]
async fn updates_that_come_twice_count_once() {
    for world in [World::polling().await, World::webhook().await] {
        world.emulator.set_faults(Faults { deliver_twice: true, ..Faults::default() });
        let learner = world.learner("Anna", "en").welcomed().await;
        learner.begin_quiz("swift.values-and-types").await;
        learner.answers(&[true, true, true, true, true]).await;
        assert_eq!(world.database.events("AnswerSubmitted").await, 5);
        assert_eq!(world.database.events("UserRegistered").await, 1);
        world.check_integrity().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_that_is_sent_again_under_a_new_id_changes_nothing_and_is_answered() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.begin_quiz("swift.values-and-types").await;
    let (message, data) = learner.find("q.h").await;
    learner.tap(&data).await;
    let after = learner.screen().await;
    // The emulator lets an old client press what is no longer there.
    let state: serde_json::Value = press_by_force(&world, learner.client.id, message, &data).await;
    assert!(state.get("callbackQueryId").is_some(), "{state}");
    learner.told("earlier step").await;
    assert_eq!(world.database.events("HintRevealed").await, 1);
    assert_eq!(learner.screen().await.id, after.id, "no second message appears");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_button_is_answered_and_shows_the_current_step() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.send("/learn").await;
    let (message, old) = learner.find("l.g:").await;
    learner.tap("l.g:").await;
    press_by_force(&world, learner.client.id, message, &old).await;
    learner.told("earlier step").await;
    assert_eq!(world.database.events("ProgressUpdated").await, 1);
    // The keyboard of an earlier message goes when a new one comes.
    let before = learner.screen().await;
    learner.send("/help").await;
    let gone = move |messages: &[MessageView]| {
        messages.iter().any(|message| message.id == before.id && message.buttons().next().is_none())
    };
    learner.client.wait_for(gone).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn retry_after_is_obeyed_and_the_screen_comes() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    world.emulator.fail_next("sendMessage", 1, &Refusal::flood(1));
    let asked = std::time::Instant::now();
    let screen = learner.send("/help").await;
    assert!(screen.text.contains("/settings"));
    assert!(asked.elapsed().as_millis() >= 1000, "not before Telegram allows it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_gateway_and_a_cut_connection_delay_a_screen_and_lose_none() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    world.emulator.fail_next("editMessageText", 2, &Refusal::new(502, "Bad Gateway"));
    world.emulator.fail_next("answerCallbackQuery", 1, &Refusal::new(502, "Bad Gateway"));
    learner.tap("📊 Progress").await;
    assert!(learner.screen().await.text.contains("Your progress"));
    world.emulator.drop_after_work("editMessageText", 1);
    learner.tap("🏠 Home").await;
    learner.tap("📊 Progress").await;
    assert!(learner.screen().await.text.contains("Your progress"));
}

#[tokio::test(flavor = "multi_thread")]
async fn harmless_refusals_are_swallowed() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.tap("📊 Progress").await;
    world.emulator.fail_next(
        "answerCallbackQuery",
        1,
        &Refusal::bad("query is too old and response timeout expired or query ID is invalid"),
    );
    learner.tap("🏠 Home").await;
    assert!(!world.server().output().contains("ERROR"), "{}", world.server().output());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_blocks_the_bot_is_unreachable_until_they_write_again() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.client.block().await.unwrap();
    wait_for_events(&world, "ReachabilityChanged", 1).await;
    learner.client.unblock().await.unwrap();
    learner.send("/start").await;
    assert_eq!(world.database.events("ReachabilityChanged").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_send_marks_the_learner_unreachable() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    world.emulator.fail_next("sendMessage", 1, &Refusal::new(403, "Forbidden: bot was blocked by the user"));
    learner.client.send("/help").await.unwrap();
    wait_for_events(&world, "ReachabilityChanged", 1).await;
    world.caught_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_messages_get_a_fitting_answer() {
    let world = World::polling().await;
    let learner = world.learner("<b>Eve & \"Co\"</b>", "en").welcomed().await;
    assert!(learner.screen().await.text.contains("<b>Eve & \"Co\"</b>"), "a name is shown as it is written");
    for text in ["what is ARC?", &"long ".repeat(800), "/nonsense", "<script>alert(1)</script>"] {
        let screen = learner.send(text).await;
        assert!(!screen.text.trim().is_empty() && !buttons(&screen).is_empty(), "{}", screen.text);
    }
    let asked = learner.client.sticker().await.unwrap();
    let answered = move |messages: &[MessageView]| {
        messages
            .iter()
            .any(|message| message.from_bot && message.id > asked && message.text.contains("can't look at that"))
    };
    learner.client.wait_for(answered).await.unwrap();
    let asked = learner.client.voice().await.unwrap();
    learner
        .client
        .wait_for(move |messages| messages.iter().any(|message| message.from_bot && message.id > asked))
        .await
        .unwrap();
    let sent = learner.client.send("typo").await.unwrap();
    learner
        .client
        .wait_for(move |messages| messages.iter().any(|message| message.from_bot && message.id > sent))
        .await
        .unwrap();
    learner.client.edit(sent, "no typo").await.unwrap();
    learner
        .client
        .wait_for(|messages| messages.iter().any(|message| message.text.contains("don't see edits")))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_told_where_to_write() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "ru").welcomed().await;
    let group = world.emulator.group("Study group", &[&learner.client]).unwrap();
    learner.client.send_to(group.id, "/start@academy_test_bot", None).await.unwrap();
    wait_for_call(&world, "sendMessage", &format!("{}", group.id)).await;
    let said = world.emulator.calls().iter().any(|call| call.params.to_string().contains("t.me/academy_test_bot"));
    assert!(said, "the group learns the link");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_person_sends_is_answered_and_what_is_unknown_is_kept() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    let contents = [
        json!({ "dice": { "emoji": "🎲", "value": 3 } }),
        json!({ "live_photo": { "photo": [], "video": {} } }),
        json!({ "rich_message": { "blocks": [] } }),
        json!({ "hologram": true }),
        json!({ "text": "at nine", "entities": [{ "type": "date_time", "offset": 3, "length": 4, "unix_time": 9 }] }),
    ];
    let before = learner.client.messages().await.len();
    for (number, content) in contents.iter().enumerate() {
        let mut message = json!({
            "message_id": 9_000 + number, "date": 1_700_000_000,
            "chat": { "id": learner.client.id, "type": "private", "first_name": "Anna" },
            "from": { "id": learner.client.id, "is_bot": false, "first_name": "Anna", "language_code": "en" },
        });
        message.as_object_mut().unwrap().extend(content.as_object().unwrap().clone());
        world.emulator.push_raw(json!({ "message": message })).unwrap();
        let answered = move |messages: &[MessageView]| messages.len() > before + number;
        learner.client.wait_for(answered).await.unwrap_or_else(|_| panic!("{content} is answered"));
    }
    let hints =
        learner.client.messages().await.iter().filter(|shown| shown.text.contains("can't look at that")).count();
    assert_eq!(hints, 4, "the text is a text");
    world.emulator.until(|telegram| telegram.pending() == 0).await;
    let kept = world.database.one("SELECT count(*) FROM dead_letters WHERE error LIKE '%unknown kind%'").await;
    assert!((2..=3).contains(&kept), "teloxide knows dice, and by now perhaps live photos: {kept}");
}

#[tokio::test(flavor = "multi_thread")]
async fn places_that_tick_and_pinned_messages_are_background() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    let before = learner.client.messages().await.len();
    let envelope = |id: i64| {
        json!({
            "message_id": id, "date": 1_700_000_000,
            "chat": { "id": learner.client.id, "type": "private", "first_name": "Anna" },
            "from": { "id": learner.client.id, "is_bot": false, "first_name": "Anna" },
        })
    };
    for tick in 0..10 {
        let mut place = envelope(9_001);
        place["location"] = json!({ "latitude": 1.0, "longitude": f64::from(tick), "live_period": 900 });
        place["edit_date"] = json!(1_700_000_001);
        world.emulator.push_raw(json!({ "edited_message": place })).unwrap();
    }
    let mut service = envelope(9_002);
    service["chat_owner_changed"] = json!({});
    world.emulator.push_raw(json!({ "message": service })).unwrap();
    world.emulator.until(|telegram| telegram.pending() == 0).await;
    learner.send("/help").await;
    assert_eq!(learner.client.messages().await.len(), before + 2, "only the command is answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_by_one_person_costs_no_turns_and_is_told_kindly() {
    let mut world = World::empty().await;
    world.set("TELEGRAM_RATE", "30");
    world.start().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    let before = world.database.one("SELECT count(*) FROM event_store").await;
    for number in 0..300 {
        learner.client.send(&format!("/learn {number}")).await.unwrap();
    }
    learner.client.wait_for(|messages| messages.iter().any(|message| message.text.contains("too fast"))).await.unwrap();
    world.emulator.until(|telegram| telegram.pending() == 0).await;
    let told = learner.client.messages().await.iter().filter(|shown| shown.text.contains("too fast")).count();
    assert!(told <= 4, "told every ten seconds: {told}");
    assert!(world.database.one("SELECT count(*) FROM event_store").await - before < 200);
    let other = world.learner("Bo", "en").welcomed().await;
    other.send("/help").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_that_telegram_refuses_becomes_a_plain_one_with_a_way_home() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    let refusal = Refusal::new(400, "Bad Request: BUTTON_DATA_INVALID");
    world.emulator.fail_next("editMessageText", 1, &refusal);
    let (message, data) = learner.find("c.l").await;
    learner.client.press_message(message, &data).await.unwrap();
    let plain =
        |shown: &MessageView| shown.from_bot && buttons(shown).len() == 1 && buttons(shown)[0].1.starts_with("h.");
    let messages = learner.client.wait_for(move |messages| messages.iter().any(plain)).await.unwrap();
    let shown = messages.iter().find(|shown| plain(shown)).unwrap();
    assert!(!shown.text.trim().is_empty());
    let metrics = reqwest::get(format!("{}/metrics", world.url)).await.unwrap().text().await.unwrap();
    assert!(metrics.lines().any(|line| line == "telegram_refused_screens_total 1"), "{metrics}");
    learner.tap("h.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn old_buttons_that_are_gone_already_are_not_taken_again() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    let (old, data) = learner.find("h.c").await;
    for _ in 0..3 {
        learner.send("/help").await;
    }
    for _ in 0..3 {
        learner.client.press_message(old, &data).await.unwrap();
        learner.client.wait_for_answers(1).await.unwrap();
    }
    learner.send("/help").await;
    world.emulator.until(|telegram| telegram.pending() == 0).await;
    let calls = world.emulator.calls();
    let in_vain = calls.iter().filter(|call| call.method == "editMessageReplyMarkup" && call.status == 400).count();
    assert_eq!(in_vain, 0, "no call that changes nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_that_cannot_be_parsed_is_kept_and_holds_nobody_up() {
    for world in [World::polling().await, World::webhook().await] {
        let learner = world.learner("Anna", "en").welcomed().await;
        world.emulator.push_raw(json!({ "message": { "message_id": "not a number" } })).unwrap();
        world.emulator.push_raw(json!({ "something_new": { "from": "2031" } })).unwrap();
        learner.send("/help").await;
        let kept = || async { world.database.one("SELECT count(*) FROM dead_letters").await };
        while kept().await < 2 {
            tokio::task::yield_now().await;
        }
        world.emulator.until(|telegram| telegram.pending() == 0).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_names_and_the_menu_button_are_registered_per_language() {
    let world = World::polling().await;
    world.server().log("commands, names and the menu button are registered").await;
    let calls = world.emulator.calls();
    let languages = |method: &str| {
        let mut languages: Vec<String> = calls
            .iter()
            .filter(|call| call.method == method && call.status == 200)
            .map(|call| call.params["language_code"].as_str().unwrap_or_default().to_owned())
            .collect();
        languages.sort();
        languages
    };
    for method in ["setMyCommands", "setMyName", "setMyDescription", "setMyShortDescription"] {
        // English is what everybody else sees, too: it need not be set for itself.
        let set = languages(method);
        assert!(set.contains(&String::new()) && set.contains(&"ru".to_owned()), "{method}: {set:?}");
    }
    assert!(calls.iter().any(|call| call.method == "setChatMenuButton" && call.params.to_string().contains("/app/")));
    // A second start finds everything as it should be and sets nothing again.
    let mut world = world;
    world.kill();
    let before = world.emulator.calls().len();
    world.start().await;
    world.server().log("commands, names and the menu button are registered").await;
    assert!(world.emulator.calls()[before..].iter().all(|call| !call.method.starts_with("setMy")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_call_without_the_secret_is_refused() {
    let world = World::webhook().await;
    let update = json!({ "update_id": 1, "message": { "message_id": 1, "date": 1, "chat": { "id": 5, "type": "private", "first_name": "Eve" }, "from": { "id": 5, "is_bot": false, "first_name": "Eve" }, "text": "/start" } });
    for secret in [None, Some(""), Some("a-secret_of-the-tes"), Some("a-secret_of-the-test ")] {
        let request = reqwest::Client::new().post(format!("{}/telegram/webhook", world.url)).json(&update);
        let request = secret
            .into_iter()
            .fold(request, |request, secret| request.header("X-Telegram-Bot-Api-Secret-Token", secret));
        let response = request.send().await.unwrap();
        // A trailing blank is no part of a header's value: that one is right.
        let right = secret.is_some_and(|secret| secret.trim() == "a-secret_of-the-test");
        assert_eq!(response.status().as_u16(), if right { 200 } else { 401 }, "{secret:?}");
    }
    wait_for_events(&world, "UserRegistered", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_of_the_bot_is_one_that_the_bot_api_knows() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    learner.begin_quiz("swift.values-and-types").await;
    learner.answer(true).await;
    let refused: Vec<_> =
        world.emulator.calls().into_iter().filter(|call| call.status == 400 || call.status == 404).collect();
    assert!(
        refused.iter().all(|call| call.description.as_deref().unwrap_or_default().contains("not modified")),
        "{refused:#?}"
    );
}

async fn press_by_force(world: &World, learner: i64, message: i64, data: &str) -> serde_json::Value {
    let url = format!("{}/playground/chats/{learner}/press", world.telegram_url());
    let body = json!({ "from": learner, "messageId": message, "callbackData": data, "force": true });
    reqwest::Client::new().post(url).json(&body).send().await.unwrap().json().await.unwrap()
}

async fn wait_for_events(world: &World, kind: &str, count: i64) {
    while world.database.events(kind).await < count {
        tokio::task::yield_now().await;
    }
}

async fn wait_for_call(world: &World, method: &str, with: &str) {
    while !world.emulator.calls().iter().any(|call| call.method == method && call.params.to_string().contains(with)) {
        tokio::task::yield_now().await;
    }
}
