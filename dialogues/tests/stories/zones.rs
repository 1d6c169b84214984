//! The time zone setting: by a city, or by what time it is.

use chrono_tz::Tz;
use dialogues::input::Input;
use dialogues::kernel::token::Token;

use crate::support::Chat;

fn asked(language: &str) -> Chat {
    let mut chat = Chat::learner(language);
    chat.send("/settings").press("🕓");
    chat
}

#[test]
fn the_zone_is_asked_for_in_the_settings() {
    for language in ["en", "ru"] {
        let mut chat = asked(language);
        insta::assert_snapshot!(format!("zone_unknown_{language}"), chat.shown());
        chat.press("🕓");
        insta::assert_snapshot!(format!("zone_by_clock_{language}"), chat.shown());
    }
}

#[test]
fn a_city_that_is_written_is_set_at_once() {
    let mut chat = asked("ru");
    chat.send("владивосток");
    assert_eq!(chat.happened(), ["ProfileUpdated"]);
    assert_eq!(chat.state.learner.time_zone, Some(Tz::Asia__Vladivostok));
    insta::assert_snapshot!(chat.shown());
    chat.press("🕓");
    assert!(chat.shown().contains("Владивосток, сейчас 22:00"), "{}", chat.shown());
    chat.send("Владивосток");
    assert!(chat.happened().is_empty(), "it is known already");
}

#[test]
fn a_name_that_several_places_have_is_asked_about() {
    let mut chat = asked("en");
    chat.send("San Jose");
    assert!(chat.happened().is_empty());
    insta::assert_snapshot!(chat.shown());
    chat.press("Costa Rica");
    assert_eq!(chat.state.learner.time_zone, Some(Tz::America__Costa_Rica));
}

#[test]
fn the_time_that_is_written_offers_the_zones_that_have_it_now_popular_ones_first() {
    let mut chat = asked("en");
    chat.send("3:02 pm");
    insta::assert_snapshot!(chat.shown());
    chat.press("Moscow");
    assert_eq!(chat.state.learner.time_zone, Some(Tz::Europe__Moscow));
    chat.press("🕓").send("17:45");
    chat.press("Kathmandu");
    assert_eq!(chat.state.learner.time_zone, Some(Tz::Asia__Kathmandu));
    // On the other side of the date line a clock may show the same.
    chat.press("🕓").send("01:00");
    assert!(chat.shown().contains("Apia") && chat.shown().contains("Auckland"), "{}", chat.shown());
}

#[test]
fn the_hour_that_is_pressed_does_the_same() {
    let mut chat = asked("ru");
    chat.press("🕓").press("19:00");
    assert!(chat.shown().contains("Новосибирск") || chat.shown().contains("Красноярск"), "{}", chat.shown());
    chat.press("◀").press("◀");
    assert!(chat.shown().contains("Настройки"));
}

#[test]
fn what_is_no_city_and_no_time_is_asked_again_and_nothing_breaks() {
    let mut chat = asked("en");
    chat.send("qwertyuiop");
    assert!(chat.happened().is_empty());
    assert!(chat.notice().contains("don’t know that city"), "{}", chat.notice());
    chat.send("Minsk");
    assert_eq!(chat.state.learner.time_zone, Some(Tz::Europe__Minsk));
    let press = |chat: &mut Chat, verb: &str, argument: &str| {
        let step = dialogues::kernel::token::Step::of(chat.state.id.as_uuid(), chat.state.learner.version);
        chat.when(&Input::Press(Token::new("s", verb).with(argument).at(step)));
        assert!(chat.happened().is_empty(), "{verb} {argument}");
    };
    press(&mut chat, "sz", "Mars/Olympus");
    press(&mut chat, "sz", "");
    press(&mut chat, "za", "noon");
    press(&mut chat, "za", "-99999999999");
    assert_eq!(chat.state.learner.time_zone, Some(Tz::Europe__Minsk));
}

#[test]
fn whoever_has_no_zone_is_offered_one_where_the_day_matters() {
    let mut chat = Chat::learner("en");
    chat.send("/progress");
    assert!(chat.button("Set your time zone").is_some(), "{}", chat.shown());
    chat.send("/settings").press("Reviews");
    chat.press("Set your time zone").send("Tbilisi");
    chat.send("/progress");
    assert!(chat.button("time zone").is_none(), "{}", chat.shown());
}
