//! A quiz that goes back and forth between the chat and the Mini App: the same screens, the same question, and nothing
//! counted twice when the network fails.

use dialogues::catalogue::Lesson;

use super::Phone;
use super::phone::{Way, id, line, literal};

pub(super) const FRAME: &str = "//iframe[@data-testid='miniapp-frame']";

/// The server's next answer to something that is done is lost on its way; what was asked is done.
/// Taps that an answer is put together of get through, and so do looks.
const LOSE_AN_ANSWER: &str = r#"const real = window.fetch;
    window.fetch = (...request) => {
        if (request[1]?.method !== 'POST' || /"q\.t:/.test(request[1]?.body)) return real(...request);
        window.fetch = real;
        return real(...request).then(() => { throw new TypeError('lost'); });
    };"#;

async fn a_quiz_in_both(language: &str, name: &str) {
    let phone = Phone::open(language).await;
    phone.add_learner(name).await;
    phone.welcome(name).await;
    phone.begin().await;
    let lesson = phone.lesson(0);
    phone.read_to_the_quiz(lesson, 1).await;
    let count = lesson.quiz.as_ref().unwrap().pick;
    phone.answer(lesson, true).await;
    phone.tap("quiz-next", &[]).await;
    phone.shows(&format!("2/{count}")).await;
    // The chat names the language of a block of code.
    let in_the_chat = phone.screen().await.replace("\nSwift\n", "\n");

    phone.browser.click(&id("menu-button")).await;
    phone.browser.enter(FRAME).await;
    let continues = format!("{}[contains(., {})]", id("continue"), literal(phone.title(lesson)));
    phone.browser.click(&continues).await;
    phone.browser.wait(&shown("question")).await;
    let here = text(&phone).await;
    let (asked, same) = (phone.question(lesson, &here), phone.question(lesson, &in_the_chat));
    assert_eq!(asked.id, same.id, "the same question: {here:?} as in {in_the_chat:?}");
    answer(&phone, lesson, false).await;
    tap(&phone, &phone.words("quiz-next", &[])).await;
    contains(&phone, &format!("3/{count}")).await;
    phone.browser.run(LOSE_AN_ANSWER).await;
    give(&phone, lesson, true).await;
    phone.browser.click(&id("screen-retry")).await;
    verdict(&phone, true).await;
    tap(&phone, &phone.words("quiz-next", &[])).await;
    contains(&phone, &format!("4/{count}")).await;
    phone.browser.click(&id("screen-close")).await;
    phone.browser.wait(&format!("{continues}[contains(., '4')]")).await;
    phone.browser.leave().await;
    phone.browser.click(&id("miniapp-close")).await;
    phone.browser.wait_until_gone(FRAME).await;

    // The chat was left at the second question: its hint is spent, and the fourth one comes.
    phone.shows(&format!("2/{count}")).await;
    phone.tap("quiz-hint", &[]).await;
    phone.shows(&format!("4/{count}")).await;
    phone.answer(lesson, true).await;
    phone.close().await;
}

async fn a_narrow_phone(language: &str, name: &str) {
    let phone = Phone::open(language).await;
    phone.add_learner(name).await;
    phone.welcome(name).await;
    phone.begin().await;
    let lesson = phone.lesson(0);
    phone.read_to_the_quiz(lesson, 1).await;
    phone.browser.resize(360, 740).await;
    phone.browser.click(&id("menu-button")).await;
    phone.browser.enter(FRAME).await;
    phone.browser.click(&id("continue")).await;
    let count = lesson.quiz.as_ref().unwrap().pick;
    for number in 1..=count {
        contains(&phone, &format!("{number}/{count}")).await;
        fits(&phone, "a question").await;
        let headings = phone.browser.run("return document.querySelectorAll('h1').length").await;
        assert_eq!((headings.as_u64(), number), (Some(1), number), "a page has one heading");
        answer(&phone, lesson, number > 1).await;
        fits(&phone, "a verdict").await;
        let onward = if number < count { "quiz-next" } else { "quiz-result" };
        tap(&phone, &phone.words(onward, &[])).await;
    }
    phone.browser.wait(&shown("result")).await;
    fits(&phone, "the result").await;
    tap(&phone, &phone.words("quiz-retry", &[("questions", 1u32.into())])).await;
    contains(&phone, "1/1").await;
    phone.close().await;
}

/// Answers the question that the Mini App shows and waits for the verdict.
pub(super) async fn answer(phone: &Phone, lesson: &Lesson, right: bool) {
    give(phone, lesson, right).await;
    verdict(phone, right).await;
}

async fn give(phone: &Phone, lesson: &Lesson, right: bool) {
    let screen = text(phone).await;
    let question = phone.question(lesson, &screen);
    let ticks = question.body.takes_many();
    match phone.way(question, None, right) {
        Way::Taps(taps) => {
            let last = taps.len() - 1;
            for (number, label) in taps.iter().enumerate() {
                tap(phone, label).await;
                if number < last && ticks {
                    phone.browser.wait(&format!("{}[@aria-pressed='true']", button(label))).await;
                } else if number < last {
                    phone.browser.wait_until_gone(&button(label)).await;
                }
                if number < last {
                    assert_ne!(focus(phone).await, "", "the focus stays among the options");
                }
            }
        }
        Way::Words(words) => {
            phone.browser.write(&id("screen-entry"), &words).await;
            phone.browser.click(&id("screen-send")).await;
        }
    }
}

/// Which control has the focus.
async fn focus(phone: &Phone) -> String {
    let script = "return document.activeElement?.dataset.key ?? ''";
    phone.browser.run(script).await.as_str().unwrap().to_owned()
}

async fn verdict(phone: &Phone, right: bool) {
    phone.browser.wait(&shown("verdict")).await;
    contains(phone, &phone.words(if right { "quiz-right" } else { "quiz-wrong" }, &[])).await;
}

pub(super) async fn tap(phone: &Phone, label: &str) {
    phone.browser.click(&button(label)).await;
}

pub(super) async fn text(phone: &Phone) -> String {
    phone.browser.text(&id("screen-text")).await
}

pub(super) async fn contains(phone: &Phone, words: &str) {
    let found = format!("{}[contains(normalize-space(.), {})]", id("screen"), literal(&line(words)));
    phone.browser.wait(&found).await;
}

/// Nothing is wider than the window, and every button is at least as high as a finger is wide.
pub(super) async fn fits(phone: &Phone, what: &str) {
    let script = "const box = document.scrollingElement;
        const heights = [...document.querySelectorAll('.screen .button')].map((button) => button.offsetHeight);
        return [innerWidth, box.clientWidth, box.scrollWidth, Math.min(...heights)]";
    let sizes = phone.browser.run(script).await;
    let [window, client, content, lowest] = [0, 1, 2, 3].map(|at| sizes[at].as_u64().unwrap());
    assert!(window <= 360 && content <= client, "{what} scrolls sideways: {sizes}");
    assert!(lowest >= 44, "{what}: {sizes}");
}

pub(super) fn shown(kind: &str) -> String {
    format!("{}[@data-kind='{kind}']", id("screen"))
}

fn button(label: &str) -> String {
    let control = "//*[@data-testid='screen-button' or @data-testid='screen-option']";
    format!("{control}[normalize-space(.)={}]", literal(&line(label)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiz_goes_on_in_the_mini_app_and_back_in_the_chat_in_english() {
    a_quiz_in_both("en", "Anna").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiz_goes_on_in_the_mini_app_and_back_in_the_chat_in_russian() {
    a_quiz_in_both("ru", "Анна").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiz_fits_the_mini_app_on_a_narrow_phone_in_english() {
    a_narrow_phone("en", "Anna").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiz_fits_the_mini_app_on_a_narrow_phone_in_russian() {
    a_narrow_phone("ru", "Анна").await;
}
