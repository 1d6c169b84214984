//! The page's switches for faults, and that a learner comes through each of them.

use super::Phone;
use super::phone::id;

async fn faults(language: &str, name: &str) {
    let phone = Phone::open(language).await;
    phone.add_learner(name).await;
    phone.welcome(name).await;
    every_update_twice(&phone).await;
    too_many_requests(&phone).await;
    blocked(&phone, name).await;
    phone.close().await;
}

/// Answers are counted once, and no message comes a second time.
async fn every_update_twice(phone: &Phone) {
    switch(phone, "fault-twice", true).await;
    phone.begin().await;
    let lesson = phone.lesson(0);
    phone.read_to_the_quiz(lesson, 1).await;
    let count = lesson.quiz.as_ref().unwrap().pick;
    for number in 1..=count {
        phone.shows(&format!("{number}/{count}")).await;
        phone.answer(lesson, true).await;
        phone.tap(if number < count { "quiz-next" } else { "quiz-result" }, &[]).await;
    }
    let passed = phone.words("quiz-passed", &[("lesson", phone.title(lesson).into())]);
    phone.shows(&passed).await;
    phone.shows("100").await;
    phone.command("help").await;
    let help = phone.words("help-lost", &[]);
    phone.shows(&help).await;
    settled(phone).await;
    assert_eq!((phone.count(&passed).await, phone.count(&help).await), (1, 1));
    switch(phone, "fault-twice", false).await;
}

/// What Telegram would not take comes when it takes messages again.
async fn too_many_requests(phone: &Phone) {
    switch(phone, "fault-429", true).await;
    phone.command("settings").await;
    phone.browser.wait("//*[@data-testid='message'][not(@data-from='bot')][contains(., '/settings')]").await;
    settled(phone).await;
    let settings = phone.words(
        "settings-current",
        &[("language", (&phone.words("language-name", &[])).into()), ("minutes", 10u32.into())],
    );
    assert_eq!(phone.count(&settings).await, 0, "nothing gets through");
    switch(phone, "fault-429", false).await;
    phone.shows(&settings).await;
    assert_eq!(phone.count(&settings).await, 1);
}

/// Who blocks the bot can come back and is known.
async fn blocked(phone: &Phone, name: &str) {
    switch(phone, "fault-block", true).await;
    phone.browser.wait(&format!("{}[not(@hidden)]", id("restart"))).await;
    phone.browser.wait("//form[@id='composer-form'][@hidden]").await;
    settled(phone).await;
    phone.browser.click(&id("restart")).await;
    phone.shows(&phone.words("home-hello", &[("name", name.into())])).await;
    phone.browser.wait("//form[@id='composer-form'][not(@hidden)]").await;
    phone.shows(&format!("1/{}", phone.lessons())).await;
}

/// Turns a switch and returns when the emulator has taken it.
async fn switch(phone: &Phone, testid: &str, on: bool) {
    phone.browser.click(&id(testid)).await;
    phone.browser.wait(&format!("{}[not(@aria-busy)]", id(testid))).await;
    let script = format!("return document.querySelector('[data-testid={testid}]').checked");
    assert_eq!(phone.browser.run(&script).await, on);
}

/// Returns when the bot has confirmed every update.
async fn settled(phone: &Phone) {
    phone.browser.wait(&format!("{}[.='0']", id("pending"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_learner_comes_through_every_fault_in_english() {
    faults("en", "Anna").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_learner_comes_through_every_fault_in_russian() {
    faults("ru", "Анна").await;
}
