//! Where the learner is signed in, as the Mini App shows it; and what its page does after somebody has signed out there.

use serde_json::json;

use super::Phone;
use super::mini_quiz::FRAME;
use super::phone::id;

const SHEET: &str = "//dialog[@data-testid='devices-sheet'][@open]";

/// The next look at the list comes with a token as an earlier version gave it; the page cannot know that it is none any more.
const AS_AFTER_AN_UPGRADE: &str = r"const real = window.fetch;
    window.fetch = (url, request) => {
        if (!String(url).endsWith('/users/me/sessions')) return real(url, request);
        window.fetch = real;
        const headers = { ...request.headers, Authorization: `Bearer ${'A'.repeat(75)}` };
        return real(url, { ...request, headers });
    };";

async fn devices(language: &str, name: &str) {
    let phone = Phone::open(language).await;
    phone.add_learner(name).await;
    phone.welcome(name).await;

    phone.browser.click(&id("menu-button")).await;
    phone.browser.enter(FRAME).await;
    phone.browser.wait(&id("devices")).await;
    phone.browser.run(AS_AFTER_AN_UPGRADE).await;
    phone.browser.click(&id("devices")).await;
    let current = format!("{SHEET}{}", id("device-current"));
    phone.browser.wait(&format!("{current}[contains(., 'Telegram Web')]")).await;
    phone.browser.expect_errors("/api/v2/users/me/sessions").await;
    assert_eq!(rows(&phone).await, 1, "the page came in again by itself, with the same session");
    phone.browser.click(&format!("{SHEET}{}", id("close"))).await;
    phone.browser.wait_until_gone(SHEET).await;

    // Somebody signs out in the chat while the page is open: it says so by itself.
    phone.browser.leave().await;
    phone.command("settings").await;
    phone.tap("devices-open", &[]).await;
    phone.shows(&phone.words("devices-about", &[])).await;
    phone.tap("devices-end-all", &[]).await;
    phone.shows(&phone.words("settings-title", &[])).await;
    phone.browser.enter(FRAME).await;
    it_says_that_it_is_over(&phone).await;
    phone.browser.leave().await;
    phone.browser.expect_errors("/api/v2/").await;
    phone.browser.click(&id("miniapp-close")).await;
    phone.browser.wait_until_gone(FRAME).await;

    // The chat leads in again, once what Telegram signs is of another second.
    until_the_next_second().await;
    phone.browser.resize(360, 740).await;
    phone.browser.click(&id("menu-button")).await;
    phone.browser.enter(FRAME).await;
    phone.browser.click(&id("devices")).await;
    phone.browser.wait(&current).await;
    assert_eq!(rows(&phone).await, 1, "what was signed out is not there any more");
    it_fits(&phone).await;
    phone.browser.click(&format!("{SHEET}{}", id("end-sessions"))).await;
    it_says_that_it_is_over(&phone).await;
    phone.browser.leave().await;
    phone.close().await;
}

async fn rows(phone: &Phone) -> u64 {
    phone.browser.run("return document.querySelectorAll('.device').length").await.as_u64().unwrap()
}

/// Nothing of the learner's is left on the page, and the one way on leads to the chat.
async fn it_says_that_it_is_over(phone: &Phone) {
    phone.browser.wait(&id("signed-out")).await;
    let told = "return [document.querySelectorAll('.course, .tile, dialog[open]').length, document.querySelectorAll('.notice .button').length]";
    assert_eq!(phone.browser.run(told).await, json!([0, 1]));
}

/// Nothing is wider than the window, and what is pressed is at least as high as a finger is wide.
async fn it_fits(phone: &Phone) {
    let script = "const box = document.querySelector('dialog[open]');
        const heights = [...box.querySelectorAll('button')].map((button) => button.offsetHeight);
        return [box.scrollWidth <= box.clientWidth, Math.min(...heights) >= 44]";
    assert_eq!(phone.browser.run(script).await, json!([true, true]));
}

async fn until_the_next_second() {
    let now = academy::platform::clock::now().timestamp();
    while academy::platform::clock::now().timestamp() == now {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_are_listed_and_signed_out_in_the_mini_app_in_english() {
    devices("en", "Anna").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_are_listed_and_signed_out_in_the_mini_app_in_russian() {
    devices("ru", "Анна").await;
}
