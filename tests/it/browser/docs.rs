//! The API's document as a page: read by a browser under the page's own policy, and tried with a session.

use super::chromium::Chromium;
use super::phone::id;
use crate::api::Session;
use crate::harness::World;

const USER: &str = "//details[@id='getUser']";

#[tokio::test(flavor = "multi_thread")]
async fn whoever_builds_on_the_api_reads_and_tries_it_on_a_page() {
    let world = World::polling().await;
    let learner = world.learner("Anna", "en").welcomed().await;
    let session = Session::open(&world, &learner).await;
    let browser = Chromium::start().await;
    browser.open(&format!("{}/docs", world.url)).await;
    browser.wait("//h1[contains(., 'Academy')]").await;
    // What has been folded is unfolded, down to the fields of a field.
    browser.click(&format!("{USER}/summary")).await;
    browser.wait(&format!("{USER}//input[@name='id']")).await;
    browser.click(&format!("{USER}//summary[strong[text()='200']]")).await;
    browser.click(&format!("{USER}//summary[code[text()='data']]")).await;
    browser.wait(&format!("{USER}//code[text()='dailyGoal']")).await;

    let result = format!("{USER}{}", id("result"));
    browser.click(&format!("{USER}{}", id("try"))).await;
    browser.wait(&format!("{result}[contains(., '401')][contains(., '/problems/unauthenticated')]")).await;
    browser.expect_errors("401").await;
    browser.write(&id("token"), &session.token).await;
    browser.click(&format!("{USER}{}", id("try"))).await;
    browser.wait(&format!("{result}[contains(., '200')][contains(., 'Anna')][contains(., 'x-request-id')]")).await;

    browser.open(&format!("{}/docs/#answerAttempt", world.url)).await;
    browser.reload().await;
    browser.wait("//details[@id='answerAttempt'][@open]//textarea").await;
    browser.open(&format!("{}/problems/refused", world.url)).await;
    browser.wait("//h2[contains(., 'What to do')]").await;
    browser.close().await;
}
