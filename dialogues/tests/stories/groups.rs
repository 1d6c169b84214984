//! With whose mentors a learner shares their progress.

use dialogues::kernel::ids::GroupId;
use dialogues::streams::{Fact, LearnerFact};

use crate::support::Chat;

fn group() -> GroupId {
    GroupId::read("spring-1").unwrap()
}

#[test]
fn a_link_asks_and_nothing_is_shared_before_the_learner_says_so() {
    for language in ["en", "ru"] {
        let mut chat = Chat::learner(language);
        chat.send("/start g_spring-1");
        assert!(chat.facts().is_empty());
        let mut shown = vec![chat.shown()];
        chat.press(if language == "en" { "Share" } else { "Показать" });
        assert_eq!(chat.facts(), [Fact::Learner(LearnerFact::ProgressShared { group: group() })]);
        shown.push(chat.shown());
        chat.send("/settings");
        shown.push(chat.shown());
        insta::assert_snapshot!(format!("groups_{language}"), shown.join("\n\n=====\n"));
    }
}

#[test]
fn what_is_shared_is_taken_back_once_and_for_all() {
    let mut chat = Chat::learner("en");
    chat.send("/start g_spring-1").press("Share");
    chat.send("/settings").press("Who sees").press("Stop sharing with spring-1");
    assert_eq!(chat.facts(), [Fact::Learner(LearnerFact::ProgressWithdrawn { group: group() })]);
    assert!(chat.shown().contains("nobody"), "{}", chat.shown());
    assert!(chat.send("/settings").button("Who sees").is_none());
}

#[test]
fn no_is_no_and_a_link_that_was_followed_before_shows_what_is_shared() {
    let mut chat = Chat::learner("en");
    chat.send("/start g_spring-1").press("No");
    assert!(chat.facts().is_empty() && chat.shown().contains("Good to see you"), "{}", chat.shown());
    chat.send("/start g_spring-1").press("Share");
    chat.send("/start g_spring-1");
    assert!(chat.button("Stop sharing with spring-1").is_some(), "{}", chat.shown());
}

#[test]
fn a_link_to_no_group_leads_home_and_there_is_an_end_of_groups() {
    let mut chat = Chat::learner("en");
    for argument in ["g_", "g_Spring", "g_a_b", &format!("g_{}", "a".repeat(25))] {
        chat.send(&format!("/start {argument}"));
        assert!(chat.shown().contains("Good to see you"), "{argument}: {}", chat.shown());
    }
    for number in 0..6 {
        chat.wait(chrono::Duration::days(1)).send(&format!("/start g_group-{number}")).press("Share");
        assert_eq!(chat.happened(), ["ProgressShared"]);
    }
    chat.wait(chrono::Duration::days(1)).send("/start g_one-more").press("Share");
    assert!(chat.facts().is_empty() && chat.notice().contains("6 groups"), "{}", chat.notice());
}
