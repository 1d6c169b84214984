//! Quiz polls on the chat page: switched on in the settings, voted in, and answered by the bot.

use super::Phone;
use super::phone::{NEWEST, id};

async fn a_vote(language: &str, name: &str) {
    let phone = Phone::open(language).await;
    phone.add_learner(name).await;
    phone.welcome(name).await;
    phone.command("settings").await;
    phone.tap("settings-polls", &[("polls", "on".into())]).await;
    phone.shows(&phone.words("settings-polls-about", &[("polls", "on".into())])).await;
    phone.command("cancel").await;
    phone.begin().await;
    // Which questions an attempt takes is left to chance: one of them is a poll, or one of the next lesson.
    for number in 0.. {
        let lesson = phone.lesson(number);
        phone.read_to_the_quiz(lesson, 1).await;
        let pick = lesson.quiz.as_ref().unwrap().pick;
        for asked in 1..=pick {
            phone.shows(&format!("{asked}/{pick}")).await;
            if phone.browser.run("return document.querySelectorAll('[data-testid=poll-option]').length").await != 0 {
                vote(&phone).await;
                return phone.close().await;
            }
            phone.answer(lesson, true).await;
            phone.tap(if asked < pick { "quiz-next" } else { "quiz-result" }, &[]).await;
        }
        let next = phone.lesson(number + 1);
        phone.tap("quiz-next-lesson", &[("lesson", phone.title(next).into())]).await;
        phone.shows(phone.heading(next, 1)).await;
    }
}

/// Chooses the first option of the poll that is shown, and waits for what the bot says to it.
async fn vote(phone: &Phone) {
    let option = format!("{NEWEST}//*[@data-testid='poll-option'][@data-option='0']");
    phone.browser.click(&option).await;
    if phone.browser.run("return document.querySelectorAll('[data-testid=poll-vote]').length").await != 0 {
        phone.browser.click(&id("poll-vote")).await;
    }
    // Below the poll stand its right options, and below that the verdict.
    phone.browser.wait("//*[@data-testid='poll-result'][@data-verdict='right']").await;
    let next = phone.words("quiz-next", &[]);
    let result = phone.words("quiz-result", &[]);
    phone.browser.wait(&format!("{NEWEST}[not(.//*[@data-testid='poll'])]//button[.='{next}' or .='{result}']")).await;
    let newest = phone.screen().await;
    assert!(newest.contains('✅'), "{newest}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_is_voted_in_on_the_chat_page_in_english() {
    a_vote("en", "Anna").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_is_voted_in_on_the_chat_page_in_russian() {
    a_vote("ru", "Анна").await;
}
