//! A review that goes back and forth between the chat and the Mini App: the same cards, and none counted twice.

use super::Phone;
use super::mini_quiz::{FRAME, contains, fits, shown, tap, text};
use super::phone::{id, literal, squeezed};

async fn a_review_in_both(language: &str, name: &str) {
    let phone = Phone::open(language).await;
    phone.add_learner(name).await;
    phone.welcome(name).await;
    phone.begin().await;
    let lesson = phone.lesson(0);
    phone.read_to_the_quiz(lesson, 1).await;
    let questions = lesson.quiz.as_ref().unwrap().pick;
    for number in 1..=questions {
        phone.answer(lesson, true).await;
        let onward = if number < questions { "quiz-next" } else { "quiz-result" };
        phone.tap(onward, &[]).await;
        let shown =
            if number < questions { format!("{}/{questions}", number + 1) } else { phone.title(lesson).to_owned() };
        phone.shows(&shown).await;
    }
    phone.command("review").await;
    let cards = lesson.cards.len();
    phone.shows(&format!("0/{cards}")).await;
    let in_the_chat = phone.screen().await.replace("\nSwift\n", "\n");

    phone.browser.resize(360, 740).await;
    phone.browser.click(&id("menu-button")).await;
    phone.browser.enter(FRAME).await;
    let waits = |count: usize| format!("{}[contains(., {})]", id("open-review"), literal(&format!("· {count}")));
    phone.browser.click(&waits(cards)).await;
    phone.browser.wait(&shown("item")).await;
    let here = text(&phone).await;
    assert!(squeezed(&in_the_chat).contains(&squeezed(&here)), "the same card: {here:?} as in {in_the_chat:?}");
    fits(&phone, "a card").await;
    tap(&phone, &phone.words("review-show", &[])).await;
    let third = format!("({})[3]", id("screen-button"));
    let good = phone.words("review-good", &[("interval", "".into())]);
    phone.browser.wait(&format!("{third}[contains(., {})]", literal(good.trim_end_matches([' ', '·'])))).await;
    fits(&phone, "the back of a card").await;
    phone.browser.click(&third).await;
    contains(&phone, &format!("1/{cards}")).await;
    phone.browser.click(&id("screen-close")).await;
    phone.browser.wait(&waits(cards - 1)).await;
    fits_home(&phone).await;
    phone.browser.leave().await;
    phone.browser.click(&id("miniapp-close")).await;
    phone.browser.wait_until_gone(FRAME).await;

    // The chat was left at the first card: its button is spent, and the second one comes.
    phone.shows(&format!("0/{cards}")).await;
    phone.tap("review-show", &[]).await;
    phone.shows(&format!("1/{cards}")).await;
    phone.tap("review-show", &[]).await;

    // Which is turned in the Mini App, too. There the session goes to its end.
    phone.browser.click(&id("menu-button")).await;
    phone.browser.enter(FRAME).await;
    phone.browser.click(&waits(cards - 1)).await;
    for card in 1..cards {
        contains(&phone, &format!("{card}/{cards}")).await;
        if card > 1 {
            tap(&phone, &phone.words("review-show", &[])).await;
        }
        phone.browser.click(&format!("({})[4]", id("screen-button"))).await;
    }
    phone.browser.wait(&shown("end")).await;
    fits(&phone, "the end").await;
    phone.browser.click(&id("screen-close")).await;
    phone.browser.wait_until_gone(&id("open-review")).await;
    phone.browser.leave().await;
    phone.close().await;
}

/// What waits stands above the course, within the window and high enough for a finger.
async fn fits_home(phone: &Phone) {
    let script = "const box = document.scrollingElement;
        return [box.clientWidth, box.scrollWidth, document.querySelector('.waiting .button').offsetHeight]";
    let sizes = phone.browser.run(script).await;
    let [client, content, height] = [0, 1, 2].map(|at| sizes[at].as_u64().unwrap());
    assert!(content <= client && height >= 44, "{sizes}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_goes_on_in_the_mini_app_and_back_in_the_chat_in_english() {
    a_review_in_both("en", "Anna").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_goes_on_in_the_mini_app_and_back_in_the_chat_in_russian() {
    a_review_in_both("ru", "Анна").await;
}
