//! What is done in the chat shows in the Mini App that is open beside it, by itself and at once.

use super::Phone;
use super::mini_quiz::{FRAME, answer, contains, shown, tap};
use super::phone::{id, literal};

/// How often the page has asked for screens until now, besides its stream.
const LOOKS: &str =
    "return performance.getEntriesByType('resource').filter((entry) => /attempts\\/[^/]+$/.test(entry.name)).length";

async fn both_windows(language: &str, name: &str) {
    let phone = Phone::open(language).await;
    phone.add_learner(name).await;
    phone.welcome(name).await;
    phone.browser.click(&id("menu-button")).await;
    phone.browser.enter(FRAME).await;
    let lesson = phone.lesson(0);
    let lessons = "//*[contains(@class, 'lesson ')]";
    let row =
        |state: &str| format!("{lessons}[contains(@class, '{state}')][contains(., {})]", literal(phone.title(lesson)));
    phone.browser.wait(&row("is-open")).await;

    // The lesson is begun in the chat, and the page says so.
    phone.browser.leave().await;
    phone.begin().await;
    phone.browser.enter(FRAME).await;
    phone.browser.wait(&row("is-started")).await;

    // The quiz is opened in the page, and answered in the chat.
    phone.browser.leave().await;
    phone.read_to_the_quiz(lesson, 1).await;
    phone.browser.enter(FRAME).await;
    let count = lesson.quiz.as_ref().unwrap().pick;
    phone.browser.click(&format!("{}[self::button]", id("continue"))).await;
    phone.browser.wait(&shown("question")).await;
    contains(&phone, &format!("1/{count}")).await;
    phone.browser.leave().await;
    phone.answer(lesson, true).await;
    phone.browser.enter(FRAME).await;
    phone.browser.wait(&shown("verdict")).await;
    contains(&phone, &phone.words("quiz-right", &[])).await;

    // What is done in the page itself is no news to it: it looks again for the next one of the chat only.
    let looks = phone.browser.run(LOOKS).await.as_u64().unwrap();
    tap(&phone, &phone.words("quiz-next", &[])).await;
    contains(&phone, &format!("2/{count}")).await;
    answer(&phone, lesson, false).await;
    tap(&phone, &phone.words("quiz-next", &[])).await;
    contains(&phone, &format!("3/{count}")).await;
    phone.browser.leave().await;
    phone.tap("quiz-next", &[]).await;
    phone.shows(&format!("3/{count}")).await;
    phone.answer(lesson, true).await;
    phone.browser.enter(FRAME).await;
    phone.browser.wait(&shown("verdict")).await;
    assert_eq!(phone.browser.run(LOOKS).await.as_u64().unwrap(), looks + 1);
    phone.browser.leave().await;
    phone.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_in_the_chat_shows_in_the_open_mini_app_in_english() {
    both_windows("en", "Anna").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_in_the_chat_shows_in_the_open_mini_app_in_russian() {
    both_windows("ru", "Анна").await;
}
