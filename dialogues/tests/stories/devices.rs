//! Where the learner is signed in: listed, ended one by one, or all at once.

use chrono::Duration;
use dialogues::dialogues::contract::Refusal;
use dialogues::input::Input;
use dialogues::kernel::ids::SessionId;
use dialogues::kernel::token::Token;
use dialogues::scene::Device;
use uuid::Uuid;

use crate::support::Chat;

fn session(number: u128) -> SessionId {
    SessionId::from_uuid(Uuid::from_u128(number))
}

/// Somebody in the settings who is signed in on so many devices, used longer and longer ago.
fn signed_in(language: &str, devices: u128) -> Chat {
    let mut chat = Chat::learner(language);
    let names = ["Telegram iOS", "Telegram Web, macOS", "Telegram Android", ""];
    let minutes = [1, 21, 2 * 60 + 5, 3 * 24 * 60];
    let device = |number: u128| Device {
        session: session(number),
        name: names[number as usize % names.len()].to_owned(),
        opened_at: chat.now - Duration::days(9),
        used_at: chat.now - Duration::minutes(minutes[(number as usize).min(minutes.len() - 1)]),
    };
    chat.devices = (0..devices).map(device).collect();
    chat.send("/settings");
    chat
}

#[test]
fn the_settings_lead_to_the_devices() {
    for language in ["en", "ru"] {
        let mut chat = signed_in(language, 4);
        chat.press("💻");
        insta::assert_snapshot!(format!("devices_{language}"), chat.shown());
        let mut many = signed_in(language, 11);
        many.press("💻");
        assert_eq!(many.shown().matches('✖').count(), 6, "{}", many.shown());
        assert!(many.shown().contains("on 5 more") || many.shown().contains("ещё на 5"), "{}", many.shown());
        let mut none = signed_in(language, 0);
        none.press("💻");
        insta::assert_snapshot!(format!("devices_none_{language}"), none.shown());
        none.press("◀");
    }
}

#[test]
fn one_device_is_signed_out_and_gone_from_the_list_at_once() {
    let mut chat = signed_in("en", 3);
    chat.press("💻").press("macOS");
    assert_eq!(chat.happened(), ["SessionEnded"]);
    assert!(!chat.shown().contains("macOS") && chat.shown().contains("Android"), "{}", chat.shown());
    assert_eq!(chat.notice(), "Signed out on that device.");
}

#[test]
fn what_is_not_open_or_somebody_elses_cannot_be_ended() {
    let mut chat = signed_in("en", 1);
    chat.press("💻");
    let press = Input::Press(Token::new("s", "de").with(session(77)));
    for input in [press, Input::SignOut { session: Some(session(77)) }] {
        chat.when(&input);
        assert!(chat.happened().is_empty());
        assert_eq!(chat.last.as_ref().unwrap().refusal, Some(Refusal::Gone));
    }
    for nonsense in ["", "nonsense", "1:2"] {
        chat.when(&Input::Press(Token::new("s", "de").with(nonsense)));
        assert_eq!(chat.last.as_ref().unwrap().refusal, Some(Refusal::Unknown), "{nonsense}");
    }
}

#[test]
fn signing_out_everywhere_says_what_follows() {
    for language in ["en", "ru"] {
        let mut chat = signed_in(language, 2);
        chat.press("💻").press("🚪");
        assert_eq!(chat.happened(), ["SessionsEnded"]);
        assert_eq!(chat.state.learner.signed_out_at, Some(chat.now));
        insta::assert_snapshot!(format!("signed_out_everywhere_{language}"), chat.notice());
    }
}

#[test]
fn signing_out_where_nothing_is_open_is_told_again_after_a_minute_only() {
    let mut chat = signed_in("en", 0);
    let everywhere = Input::SignOut { session: None };
    assert_eq!(chat.when(&everywhere).happened(), ["SessionsEnded"], "what was handed out is void, too");
    assert!(chat.when(&everywhere).happened().is_empty());
    chat.wait(Duration::minutes(2));
    assert_eq!(chat.when(&everywhere).happened(), ["SessionsEnded"]);
}
