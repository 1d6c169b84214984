//! Two learners on one page, side by side in two tabs: what one does is never seen by the other.

use super::Phone;
use super::phone::id;

async fn two_learners(language: &str, first: &str, second: &str) {
    let phone = Phone::open(language).await;
    let lesson = phone.lesson(0);
    let heading = phone.heading(lesson, 1);
    phone.add_learner(first).await;
    phone.welcome(first).await;
    phone.begin().await;

    let here = phone.browser.tab().await;
    let there = phone.browser.new_tab().await;
    phone.browser.open(&phone.url).await;
    let other = phone.add_learner(second).await;
    phone.welcome(second).await;
    assert!(!phone.chat().await.contains(heading), "the first learner's lesson is in the second one's chat");

    phone.browser.to_tab(&here).await;
    phone.shows(heading).await;
    assert!(!phone.chat().await.contains(second), "the second learner's chat is in the first one's");
    phone.tap("lesson-next", &[]).await;
    phone.shows(phone.heading(lesson, 2)).await;

    phone.browser.to_tab(&there).await;
    let home = phone.words("home-hello", &[("name", second.into())]);
    phone.shows(&home).await;
    assert_eq!(phone.count(phone.heading(lesson, 2)).await, 0);

    phone.browser.to_tab(&here).await;
    phone.browser.click(&id(&format!("learner-switch-{other}"))).await;
    phone.shows(&home).await;
    assert!(!phone.chat().await.contains(heading), "a switch shows the other chat only");
    phone.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_learners_side_by_side_keep_apart_in_english() {
    two_learners("en", "Anna", "Boris").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_learners_side_by_side_keep_apart_in_russian() {
    two_learners("ru", "Анна", "Борис").await;
}
