//! Onboarding, home, settings, help, and what is no step at all.

use dialogues::catalogue::Level;
use dialogues::input::Input;
use dialogues::kernel::locale::Locale;
use dialogues::streams::{Fact, ProfileChange};
use dialogues::turn::Outcome;

use crate::support::Chat;

#[test]
fn a_stranger_is_registered_in_their_language_and_asked_for_their_level() {
    let mut chat = Chat::stranger("ru-RU");
    chat.send("/start");
    assert_eq!(chat.happened(), ["UserRegistered"]);
    insta::assert_snapshot!(chat.shown());
}

#[test]
fn an_unknown_language_is_welcomed_in_english() {
    let mut chat = Chat::stranger("tlh");
    chat.send("/start");
    assert_eq!(chat.state.learner.locale, Locale::DEFAULT);
    assert!(chat.shown().contains("Hello, <b>Anna</b>"));
}

#[test]
fn the_welcome_asks_level_and_goal_and_leads_home() {
    let mut chat = Chat::stranger("en");
    chat.send("/start").press("just starting");
    insta::assert_snapshot!("goal", chat.shown());
    chat.press("10 minutes");
    assert_eq!(chat.happened(), ["ProfileUpdated"]);
    assert_eq!(chat.state.learner.level, Some(Level::Junior));
    assert_eq!(chat.state.learner.daily_goal, Some(10));
    insta::assert_snapshot!("home", chat.shown());
}

#[test]
fn the_language_can_be_changed_before_anything_else() {
    let mut chat = Chat::stranger("en");
    chat.send("/start").press("Русский");
    assert!(chat.shown().contains("Здравствуйте"));
}

#[test]
fn a_deep_link_survives_the_welcome_and_a_lost_session() {
    let mut chat = Chat::stranger("en");
    chat.send("/start l_demo_a");
    let level = chat.button("just starting").unwrap();
    chat.flush().when(&Input::Press(level));
    let goal = chat.button("5 minutes").unwrap();
    chat.flush().when(&Input::Press(goal));
    assert!(chat.shown().contains("<b>First</b>"), "{}", chat.shown());
    assert_eq!(chat.happened(), ["CourseEnrolled", "LessonStarted", "ProfileUpdated"]);
}

#[test]
fn nothing_else_answers_before_the_welcome_is_done() {
    for text in ["/settings", "hello", "/learn"] {
        let mut chat = Chat::stranger("en");
        chat.send("/start").send(text);
        assert!(chat.happened().is_empty());
        assert!(chat.shown().contains("How much Swift do you know?"), "{}", chat.shown());
    }
}

#[test]
fn a_level_chosen_twice_by_a_double_tap_counts_once() {
    let mut chat = Chat::stranger("en");
    chat.send("/start");
    let tap = chat.button("just starting").unwrap();
    chat.when(&Input::Press(tap.clone())).when(&Input::Press(tap));
    assert!(chat.happened().is_empty());
    assert_eq!(chat.last.as_ref().unwrap().outcome, Outcome::Spent);
}

#[test]
fn home_begins_continues_and_says_when_all_is_done() {
    let mut chat = Chat::learner("en");
    chat.send("/start");
    assert!(chat.button("Begin: Lesson A").is_some());
    chat.press("Begin").press("Next").send("/start");
    assert!(chat.button("Continue: Lesson A").is_some());
    chat.press("Continue");
    assert!(chat.shown().contains("<b>Second</b>"));
}

#[test]
fn a_name_with_markup_is_shown_as_it_is_written() {
    let mut chat = Chat::learner("en");
    let change = ProfileChange { first_name: Some("<b>&\"Eve\"</b>".to_owned()), ..ProfileChange::default() };
    chat.state = chat.state.clone().evolve(&Fact::from(change), chat.now);
    let home = dialogues::turn::draw(
        &chat.state,
        &dialogues::kernel::place::Place::home(),
        &dialogues::scene::Scene::new(&chat.catalogue, chat.now, 0),
    );
    assert!(home.html.as_str().contains("&lt;b&gt;&amp;&quot;Eve&quot;&lt;/b&gt;"), "{}", home.html);
}

#[test]
fn a_new_name_is_noticed() {
    let mut chat = Chat::learner("en");
    chat.state.learner.first_name = "Old".to_owned();
    chat.send("/start");
    assert_eq!(chat.happened(), ["ProfileUpdated"]);
    assert_eq!(chat.state.learner.first_name, "Anna");
}

#[test]
fn a_press_counts_also_when_the_learner_has_just_changed_their_name() {
    let mut chat = Chat::learner("en");
    chat.send("/settings").press("Daily goal");
    chat.rename("Olga").press("20 minutes");
    assert_eq!(chat.happened(), ["ProfileUpdated", "ProfileUpdated"]);
    assert_eq!((chat.state.learner.first_name.as_str(), chat.state.learner.daily_goal), ("Olga", Some(20)));
}

#[test]
fn settings_change_language_and_goal() {
    let mut chat = Chat::learner("en");
    chat.send("/settings").press("Language").press("Русский");
    assert_eq!(chat.happened(), ["ProfileUpdated"]);
    assert_eq!(chat.notice(), "Сохранено.");
    chat.press("Цель").press("20 минут");
    assert_eq!(chat.state.learner.daily_goal, Some(20));
    insta::assert_snapshot!(chat.shown());
}

#[test]
fn the_same_setting_again_is_no_fact() {
    let mut chat = Chat::learner("en");
    chat.send("/settings").press("Language").press("English");
    assert!(chat.happened().is_empty());
}

#[test]
fn what_is_no_step_gets_a_hint_and_the_current_screen() {
    let mut chat = Chat::learner("en");
    chat.send("/start").press("Begin");
    for input in [Input::Media, Input::Edited, Input::message("/nonsense")] {
        chat.when(&input);
        assert!(chat.happened().is_empty());
        assert!(!chat.notice().is_empty());
        assert!(chat.shown().contains("<b>First</b>"), "{input:?}: {}", chat.shown());
    }
    for text in ["what is ARC?", &"x".repeat(5000)] {
        chat.send(text);
        assert!(chat.happened().is_empty() && chat.shown().contains("🔎"), "{}", chat.shown());
        assert!(!chat.shown().contains("<b>First</b>"), "the screen is not repeated: {}", chat.shown());
    }
}

#[test]
fn cancel_frees_from_everywhere() {
    let mut chat = Chat::learner("en");
    chat.begin_quiz("demo.a").send("/cancel");
    assert!(chat.shown().contains("Okay, stopped."));
    assert!(chat.button("Continue the quiz").is_some());
}

#[test]
fn help_lists_every_command_of_the_menu() {
    let mut chat = Chat::learner("ru");
    chat.send("/help");
    insta::assert_snapshot!(chat.shown());
    for name in dialogues::dialogues::registry::menu() {
        assert_eq!(chat.shown().contains(&format!("/{name} — ")), name != "help", "who reads it knows that one");
    }
}

#[test]
fn who_blocks_the_bot_is_unreachable_until_they_write_again() {
    let mut chat = Chat::learner("en");
    chat.when(&Input::Blocked);
    assert_eq!(chat.happened(), ["ReachabilityChanged"]);
    assert!(chat.state.learner.unreachable);
    chat.when(&Input::Blocked);
    assert!(chat.happened().is_empty());
    chat.send("/start");
    assert_eq!(chat.happened(), ["ReachabilityChanged"]);
    assert!(!chat.state.learner.unreachable);
}

#[test]
fn a_button_of_another_age_is_answered() {
    let mut chat = Chat::learner("en");
    chat.send("/start").when(&Input::press("v1|old-thing"));
    assert_eq!(chat.last.as_ref().unwrap().outcome, Outcome::Refused);
    assert!(!chat.notice().is_empty());
}
