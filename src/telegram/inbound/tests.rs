use serde_json::{Value, json};
use teloxide::types::Update;

use super::*;

fn read_json(update: &Value) -> Option<Incoming> {
    read(&serde_json::from_str::<Update>(&update.to_string()).unwrap(), "academy_bot")
}

/// A message in a forum's topic, with the command in it marked as Telegram marks it.
fn in_group(text: &str, command: Option<usize>, change: impl Fn(&mut Value)) -> Option<Incoming> {
    let mut message = json!({
        "message_id": 5, "date": 1_700_000_000, "text": text,
        "chat": { "id": -1_001_234, "type": "supergroup", "title": "Swift", "is_forum": true },
        "from": { "id": 7, "is_bot": false, "first_name": "Anna", "language_code": "ru" },
    });
    if let Some(length) = command {
        message["entities"] = json!([{ "type": "bot_command", "offset": 0, "length": length }]);
    }
    change(&mut message);
    read_json(&json!({ "update_id": 1, "message": message }))
}

fn ru() -> Locale {
    Locale::of_tag("ru").unwrap()
}

fn hint_of(incoming: Option<Incoming>) -> Option<(Option<i32>, Locale)> {
    match incoming? {
        Incoming::Group { topic, locale, .. } => Some((topic.map(|topic| topic.0.0), locale)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn in_a_group_only_our_commands_are_for_us() {
    for (text, command) in [("/start", Some(6)), ("/start@Academy_Bot now", Some(18)), ("/learn", Some(6))] {
        assert_eq!(hint_of(in_group(text, command, |_| {})), Some((None, ru())), "{text}");
    }
    for (text, command) in [
        ("/weather@other_bot", Some(18)),
        ("/start@other_bot", Some(16)),
        ("/weather", Some(8)),
        // Nobody but an operator is told that there is such a command.
        ("/team", Some(5)),
        ("/usr/bin/swift is here", None),
        ("/ shrug", None),
        ("Look: /start", None),
    ] {
        assert!(in_group(text, command, |_| {}).is_none(), "{text}");
    }
}

#[test]
fn a_topic_is_answered_in_the_topic_and_an_anonymous_admin_at_all() {
    let in_topic = in_group("/start@academy_bot", Some(18), |message| {
        message["message_thread_id"] = json!(42);
        message["is_topic_message"] = json!(true);
    });
    assert_eq!(hint_of(in_topic), Some((Some(42), ru())));
    // A reply has a thread, too, and is in no topic.
    let reply = in_group("/start@academy_bot", Some(18), |message| message["message_thread_id"] = json!(42));
    assert_eq!(hint_of(reply), Some((None, ru())));
    let by = |sender: i64| {
        in_group("/start@academy_bot", Some(18), move |message| {
            message["from"] =
                json!({ "id": 1_087_968_824, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot" });
            message["sender_chat"] = json!({ "id": sender, "type": "supergroup", "title": "Swift" });
        })
    };
    assert_eq!(hint_of(by(-1_001_234)), Some((None, Locale::default())));
    assert!(by(-1_009_999).is_none(), "a channel speaks in a group");
    let bot = in_group("/start@academy_bot", Some(18), |message| message["from"]["is_bot"] = json!(true));
    assert!(bot.is_none());
}

#[test]
fn what_changes_by_itself_is_no_edit() {
    let edited = |content: Value| {
        let mut message = json!({
            "message_id": 5, "date": 1_700_000_000, "edit_date": 1_700_000_010,
            "chat": { "id": 7, "type": "private", "first_name": "Anna" },
            "from": { "id": 7, "is_bot": false, "first_name": "Anna" },
        });
        message.as_object_mut().unwrap().extend(content.as_object().unwrap().clone());
        read_json(&json!({ "update_id": 1, "edited_message": message }))
    };
    assert!(matches!(edited(json!({ "text": "Better" })), Some(Incoming::Turn(Step { input: Input::Edited, .. }))));
    let place = json!({ "longitude": 1.0, "latitude": 2.0, "live_period": 900, "heading": 10 });
    assert!(edited(json!({ "location": place })).is_none());
}

#[test]
fn a_contact_says_whose_it_is_if_they_are_at_telegram() {
    let input = |contact: Value| {
        let message = json!({
            "message_id": 5, "date": 1_700_000_000, "contact": contact,
            "chat": { "id": 7, "type": "private", "first_name": "Anna" },
            "from": { "id": 7, "is_bot": false, "first_name": "Anna" },
        });
        match read_json(&json!({ "update_id": 1, "message": message })) {
            Some(Incoming::Turn(Step { input, .. })) => input,
            other => panic!("{other:?}"),
        }
    };
    let contact = json!({ "phone_number": "+1", "first_name": "Bo", "user_id": 8 });
    assert_eq!(input(contact), Input::Contact(8));
    assert_eq!(input(json!({ "phone_number": "+1", "first_name": "Bo" })), Input::Media);
}
