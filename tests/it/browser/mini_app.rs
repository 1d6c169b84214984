//! The Mini App in the playground's panel: what it shows, how it hands over to the chat, its theme, its keyboard, and
//! the narrowest phone.

use super::Phone;
use super::phone::{id, literal};

const FRAME: &str = "//iframe[@data-testid='miniapp-frame']";
const SHEET: &str = "//dialog[@data-testid='sheet'][@open]";
const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';
const SHIFT: char = '\u{e008}';
const ESCAPE: char = '\u{e00c}';
/// More presses of Tab than there are controls.
const CONTROLS: usize = 40;

async fn the_mini_app(language: &str, name: &str) {
    let phone = Phone::open(language).await;
    phone.add_learner(name).await;
    it_welcomes_a_stranger(&phone).await;
    phone.welcome(name).await;
    phone.begin().await;
    // A second screen is a step, and the first step of a day counts for the streak.
    phone.tap("lesson-next", &[]).await;
    phone.shows(phone.heading(phone.lesson(0), 2)).await;

    phone.browser.click(&id("menu-button")).await;
    it_shows_the_course(&phone).await;
    the_theme_reaches_it(&phone).await;
    phone.browser.click(&id("miniapp-close")).await;
    closed(&phone).await;

    phone.command("cancel").await;
    let mini_app = phone.words("mini-app", &[]);
    phone.button_is_there(&mini_app).await;
    phone.tap_label(&mini_app).await;
    it_hands_over_to_the_chat(&phone).await;
    it_works_by_keyboard(&phone).await;
    phone.close().await;
}

/// Whoever opens it before they have met the bot is welcomed in the language of their Telegram and led to the chat.
async fn it_welcomes_a_stranger(phone: &Phone) {
    phone.browser.click(&id("menu-button")).await;
    phone.browser.enter(FRAME).await;
    phone.browser.wait(&format!("/html[@lang='{}']", phone.locale.as_str())).await;
    phone.browser.wait(&id("stranger")).await;
    let told = "return [document.querySelectorAll('.notice .button').length, document.body.innerText.includes('req_')]";
    assert_eq!(phone.browser.run(told).await, serde_json::json!([1, false]), "one way on, and no number");
    phone.browser.click(&id("open-chat")).await;
    phone.browser.leave().await;
    closed(phone).await;
    phone.browser.expect_errors("/api/v2/session").await;
}

/// The streak, the course and each lesson with its state.
async fn it_shows_the_course(phone: &Phone) {
    phone.browser.enter(FRAME).await;
    phone.browser.wait(&format!("{}[contains(., '1')]", id("streak"))).await;
    phone.browser.wait(&format!("/html[@lang='{}']", phone.locale.as_str())).await;
    let lessons = "//*[contains(@class, 'lesson ')]";
    for number in 0..phone.lessons() {
        let state = if number == 0 { "is-started" } else { "is-locked" };
        let title = literal(phone.title(phone.lesson(number)));
        phone.browser.wait(&format!("{lessons}[contains(@class, '{state}')][contains(., {title})]")).await;
    }
    phone.browser.wait(&format!("{}[contains(., {})]", id("continue"), literal(phone.title(phone.lesson(0))))).await;
    phone.browser.leave().await;
}

/// Dark and light again, without loading anew.
async fn the_theme_reaches_it(phone: &Phone) {
    let ground = "return getComputedStyle(document.body).backgroundColor";
    phone.browser.enter(FRAME).await;
    phone.browser.wait("/html[@data-scheme='light']").await;
    let light = phone.browser.run(ground).await;
    phone.browser.leave().await;
    phone.browser.click(&id("theme")).await;
    phone.browser.wait("/html[@data-theme='dark']").await;
    phone.browser.enter(FRAME).await;
    phone.browser.wait("/html[@data-scheme='dark']").await;
    assert_ne!(phone.browser.run(ground).await, light);
    phone.browser.leave().await;
    phone.browser.click(&id("theme")).await;
    phone.browser.enter(FRAME).await;
    phone.browser.wait("/html[@data-scheme='light']").await;
    assert_eq!(phone.browser.run(ground).await, light);
    phone.browser.leave().await;
}

/// From a lesson's sheet to the same lesson in the chat, where the learner left it.
async fn it_hands_over_to_the_chat(phone: &Phone) {
    let lesson = phone.lesson(0);
    let row = id(&format!("lesson-{}", lesson.id));
    phone.browser.enter(FRAME).await;
    phone.browser.click(&row).await;
    phone.browser.wait(&format!("{SHEET}[contains(., {})]", literal(phone.title(lesson)))).await;
    phone.browser.click(&format!("{SHEET}{}", id("open-in-chat"))).await;
    phone.browser.leave().await;
    closed(phone).await;
    phone.shows(phone.heading(lesson, 2)).await;
}

/// Tab and Enter open it and a lesson's sheet, Escape closes the sheet.
async fn it_works_by_keyboard(phone: &Phone) {
    phone.browser.click(&id("composer")).await;
    for _ in 0..CONTROLS {
        if focused(phone).await == "menu-button" {
            break;
        }
        phone.browser.press(&[SHIFT, TAB]).await;
    }
    phone.browser.press(&[ENTER]).await;
    let lesson = format!("lesson-{}", phone.lesson(1).id);
    phone.browser.enter(FRAME).await;
    phone.browser.wait(&id(&lesson)).await;
    for _ in 0..CONTROLS {
        if focused(phone).await == lesson {
            break;
        }
        phone.browser.press(&[TAB]).await;
    }
    assert_eq!(focused(phone).await, lesson);
    phone.browser.press(&[ENTER]).await;
    let sheet = format!("{SHEET}[contains(., {})]", literal(phone.title(phone.lesson(1))));
    phone.browser.wait(&sheet).await;
    phone.browser.press(&[TAB]).await;
    let inside = "return document.getElementById('sheet').contains(document.activeElement)";
    assert_eq!(phone.browser.run(inside).await, true, "the focus stays in the sheet");
    phone.browser.press(&[ESCAPE]).await;
    phone.browser.wait_until_gone(SHEET).await;
    assert_eq!(focused(phone).await, lesson, "the focus is back where it came from");
    phone.browser.leave().await;
}

async fn the_narrowest_phone(language: &str, name: &str) {
    let phone = Phone::open(language).await;
    phone.add_learner(name).await;
    phone.browser.resize(320, 640).await;
    fits(&phone, "the empty chat").await;
    phone.welcome(name).await;
    fits(&phone, "home").await;
    phone.begin().await;
    let lesson = phone.lesson(0);
    fits(&phone, "a lesson with code").await;
    phone.read_to_the_quiz(lesson, 1).await;
    fits(&phone, "a question").await;
    phone.answer(lesson, false).await;
    fits(&phone, "a verdict").await;
    phone.command("cancel").await;
    let lessons = phone.words("lessons", &[]);
    phone.button_is_there(&lessons).await;
    phone.tap_label(&lessons).await;
    phone.shows(phone.title(phone.lesson(5))).await;
    fits(&phone, "the lessons").await;

    phone.browser.click(&id("menu-button")).await;
    let row = id(&format!("lesson-{}", lesson.id));
    phone.browser.enter(FRAME).await;
    phone.browser.wait(&row).await;
    fits(&phone, "the Mini App").await;
    phone.browser.click(&row).await;
    phone.browser.wait(SHEET).await;
    fits(&phone, "a lesson's sheet").await;
    phone.close().await;
}

/// Nothing is wider than the window, neither the page nor its list of messages or the open sheet.
async fn fits(phone: &Phone, what: &str) {
    let script = "return [document.scrollingElement, document.getElementById('log-scroll'), document.querySelector('dialog[open]')]
        .filter(Boolean).map((box) => [innerWidth, box.clientWidth, box.scrollWidth])";
    let boxes = phone.browser.run(script).await;
    for sizes in boxes.as_array().unwrap() {
        let [window, client, content] = [0, 1, 2].map(|at| sizes[at].as_u64().unwrap());
        assert_eq!(window, 320, "{what}");
        assert!(content <= client, "{what} scrolls sideways: {sizes}");
    }
}

async fn closed(phone: &Phone) {
    phone.browser.wait_until_gone(FRAME).await;
    phone.browser.wait(&format!("{}[@hidden]", id("miniapp"))).await;
}

/// The `data-testid` of what has the focus.
async fn focused(phone: &Phone) -> String {
    let script = "return document.activeElement?.dataset.testid ?? ''";
    phone.browser.run(script).await.as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mini_app_shows_hands_over_and_follows_the_theme_in_english() {
    the_mini_app("en", "Anna").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mini_app_shows_hands_over_and_follows_the_theme_in_russian() {
    the_mini_app("ru", "Анна").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_scrolls_sideways_on_the_narrowest_phone_in_english() {
    the_narrowest_phone("en", "Anna").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_scrolls_sideways_on_the_narrowest_phone_in_russian() {
    the_narrowest_phone("ru", "Анна").await;
}
