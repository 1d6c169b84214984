//! A profile changes as often as a person would change it: what is stored of it is bounded for each learner and day.

use chrono::Duration;
use chrono_tz::Tz;
use dialogues::input::Input;
use dialogues::kernel::token::Token;

use crate::support::{Chat, kind};

/// Facts of the learner's stream.
fn stored(chat: &Chat, name: &str) -> usize {
    chat.log.iter().filter(|(fact, _)| kind(fact) == name).count()
}

fn visit(chat: &mut Chat, zone: Tz) {
    chat.when(&Input::Visit { time_zone: Some(zone) });
}

#[test]
fn another_name_for_the_same_clock_is_no_news() {
    let mut chat = Chat::learner("en");
    visit(&mut chat, Tz::Europe__Kyiv);
    let before = stored(&chat, "ProfileUpdated");
    for zone in [Tz::Europe__Kiev, Tz::Europe__Kyiv, Tz::Europe__Helsinki, Tz::EET] {
        visit(&mut chat, zone);
    }
    assert_eq!(stored(&chat, "ProfileUpdated"), before);
    assert_eq!(chat.state.learner.time_zone, Some(Tz::Europe__Kyiv));
    // The same until the end of March, and not after it.
    visit(&mut chat, Tz::Africa__Johannesburg);
    assert_eq!(stored(&chat, "ProfileUpdated"), before + 1);
}

#[test]
fn zones_that_alternate_are_stored_a_few_times_a_day_and_wait_for_the_next() {
    let mut chat = Chat::learner("en");
    let before = stored(&chat, "ProfileUpdated");
    let alternate = |chat: &mut Chat| {
        for _ in 0..100 {
            visit(chat, Tz::Asia__Tokyo);
            visit(chat, Tz::America__Los_Angeles);
        }
    };
    alternate(&mut chat);
    assert_eq!(stored(&chat, "ProfileUpdated") - before, 10);
    chat.wait(Duration::days(1));
    alternate(&mut chat);
    assert_eq!(stored(&chat, "ProfileUpdated") - before, 20);
    // Others are not held up by it, nor is learning.
    chat.rename("Ann").send("/learn").press("Next");
    assert_eq!(chat.happened(), ["ProgressUpdated", "StreakMaintained"]);
    assert_eq!(chat.state.learner.first_name, "Ann");
}

#[test]
fn names_languages_and_blocks_that_alternate_are_stored_a_few_times_a_day() {
    let mut chat = Chat::learner("en");
    let before = stored(&chat, "ProfileUpdated");
    for number in 0..50 {
        chat.rename(&format!("Ann {number}")).send("/start");
    }
    assert_eq!(stored(&chat, "ProfileUpdated") - before, 10);
    for _ in 0..50 {
        let language = if chat.state.learner.locale.as_str() == "en" { "ru" } else { "en" };
        let token = Token::new("s", "sl").with(language).at(chat.state_step());
        chat.when(&Input::Press(token));
    }
    assert_eq!(stored(&chat, "ProfileUpdated") - before, 20);
    assert!(chat.notice().contains("many times today"), "{}", chat.notice());
    for _ in 0..50 {
        chat.when(&Input::Blocked).send("/start");
    }
    assert_eq!(stored(&chat, "ReachabilityChanged"), 10);
    chat.wait(Duration::days(1)).send("/settings").press("Language").press("Русский");
    assert_eq!(chat.state.learner.locale.as_str(), "ru", "a later change counts tomorrow");
    assert!(chat.notice().contains("Сохранено"), "{}", chat.notice());
}

#[test]
fn whoever_tries_out_every_language_in_the_welcome_can_still_begin() {
    let mut chat = Chat::stranger("en");
    chat.send("/start");
    for _ in 0..20 {
        let label = if chat.state.learner.locale.as_str() == "en" { "Русский" } else { "English" };
        chat.press(label);
    }
    assert_eq!(stored(&chat, "ProfileUpdated"), 10);
    chat.press("🌱").press("10");
    assert!(chat.state.learner.onboarded());
}

impl Chat {
    /// The step that buttons of settings are drawn from.
    fn state_step(&self) -> dialogues::kernel::token::Step {
        dialogues::kernel::token::Step::of(self.state.id.as_uuid(), self.state.learner.version)
    }
}
