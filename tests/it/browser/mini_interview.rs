//! An interview that goes back and forth between the chat and the Mini App: an answer in messages from both, and its
//! scorecard to be read again.

use super::Phone;
use super::mini_quiz::{FRAME, contains, fits, shown, tap, text};
use super::phone::{id, literal, squeezed};

async fn an_interview_in_both(language: &str, name: &str) {
    let phone = Phone::open(language).await;
    phone.add_learner(name).await;
    phone.welcome(name).await;
    phone.command("interview").await;
    let title = phone.interview().title.get(phone.locale).clone();
    phone.tap_label(&format!("🎙 {title}")).await;
    phone.tap("interview-begin", &[]).await;
    phone.shows(&phone.words("interview-answer", &[("messages", 0u32.into())])).await;
    let in_the_chat = phone.screen().await.replace("\nSwift\n", "\n");
    phone.send("One moment.").await;
    // The question stands above it: it is not told again.
    let noted = phone.words("interview-noted", &[("messages", 1u32.into())]);
    phone.shows(&noted).await;

    phone.browser.resize(360, 740).await;
    phone.browser.click(&id("menu-button")).await;
    phone.browser.enter(FRAME).await;
    let continues = format!("{}[contains(., {})]", id("open-interview"), literal(&title));
    phone.browser.click(&continues).await;
    phone.browser.wait(&shown("question")).await;
    let here = squeezed(&text(&phone).await);
    let (question, _) = here.split_once(&squeezed(&noted)).expect("what was noted is told below the question");
    // In the chat a greeting stands between the heading and the question.
    let asked: String = question.chars().skip(question.chars().count().saturating_sub(30)).collect();
    assert!(squeezed(&in_the_chat).contains(&asked), "the same question: {asked:?} as in {in_the_chat:?}");
    fits(&phone, "a question").await;
    phone.browser.write(&id("screen-entry"), "It is a value.").await;
    phone.browser.click(&id("screen-send")).await;
    contains(&phone, &phone.words("interview-noted", &[("messages", 2u32.into())])).await;
    let field = phone.browser.run("return document.getElementById('screen-entry').value").await;
    assert_eq!(field, "", "what was sent is not sent again");
    tap(&phone, &phone.words("interview-done", &[])).await;
    phone.browser.wait(&shown("verdict")).await;
    fits(&phone, "the feedback").await;
    tap(&phone, &phone.words("interview-next", &[])).await;
    phone.browser.wait(&shown("question")).await;
    tap(&phone, &phone.words("interview-pause", &[])).await;
    phone.browser.wait(&shown("paused")).await;
    fits(&phone, "the pause").await;
    phone.browser.click(&id("screen-close")).await;
    phone.browser.click(&continues).await;
    tap(&phone, &phone.words("interview-resume", &[])).await;
    phone.browser.wait(&shown("question")).await;
    phone.browser.leave().await;
    phone.browser.click(&id("miniapp-close")).await;
    phone.browser.wait_until_gone(FRAME).await;

    // The chat was left at the first question: what is written there now is not counted, and the next one comes.
    phone.send("And it may be nothing.").await;
    phone.shows(&phone.words("quiz-answer-again", &[])).await;
    phone.tap("interview-skip", &[]).await;
    phone.tap("interview-next", &[]).await;
    phone.tap("interview-stop", &[]).await;
    phone.tap("interview-stop-yes", &[]).await;
    phone.shows(&phone.words("interview-over-stopped", &[])).await;

    phone.browser.click(&id("menu-button")).await;
    phone.browser.enter(FRAME).await;
    phone.browser.click(&format!("{}[contains(., {})]", id("past-interview"), literal(&title))).await;
    phone.browser.wait(&shown("card")).await;
    contains(&phone, &phone.words("interview-over-stopped", &[])).await;
    fits(&phone, "the scorecard").await;
    phone.browser.click(&id("screen-close")).await;
    phone.browser.wait(&id("past-interview")).await;
    phone.browser.leave().await;
    phone.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interview_goes_on_in_the_mini_app_and_back_in_the_chat_in_english() {
    an_interview_in_both("en", "Anna").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interview_goes_on_in_the_mini_app_and_back_in_the_chat_in_russian() {
    an_interview_in_both("ru", "Анна").await;
}
