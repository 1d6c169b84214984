//! The main job by mouse: a learner arrives, reads, answers, passes and goes on.

use super::Phone;
use super::phone::{id, literal};

async fn the_main_job(language: &str, name: &str, other: &str) {
    let phone = Phone::open(language).await;
    phone.add_learner(name).await;
    phone.welcome(name).await;
    phone.begin().await;

    let lesson = phone.lesson(0);
    phone.tap("lesson-next", &[]).await;
    phone.shows(phone.heading(lesson, 2)).await;
    phone.browser.reload().await;
    phone.shows(phone.heading(lesson, 2)).await;
    assert!(phone.chat().await.contains("/start"), "the whole chat is still there");
    phone.read_to_the_quiz(lesson, 2).await;

    let quiz = lesson.quiz.as_ref().unwrap();
    let question = phone.question(lesson, &phone.screen().await);
    phone.tap("quiz-hint", &[]).await;
    phone.shows(&question.text.get(phone.locale).hint.as_ref().unwrap().plain()).await;
    phone.answer(lesson, false).await;
    phone.browser.reload().await;
    phone.shows(&phone.words("quiz-wrong", &[])).await;
    for number in 2..=quiz.pick {
        phone.tap("quiz-next", &[]).await;
        phone.shows(&format!("{number}/{}", quiz.pick)).await;
        phone.answer(lesson, true).await;
    }
    phone.tap("quiz-result", &[]).await;
    let passed = phone.words("quiz-passed", &[("lesson", phone.title(lesson).into())]);
    phone.shows(&passed).await;

    let next = phone.lesson(1);
    phone.tap("quiz-next-lesson", &[("lesson", phone.title(next).into())]).await;
    phone.shows(phone.heading(next, 1)).await;
    assert_eq!(phone.count(&passed).await, 1, "the result stays in the chat");

    change_the_language(&phone, other).await;
    phone.close().await;
}

/// In settings, which the menu button follows.
async fn change_the_language(phone: &Phone, other: &str) {
    let there = dialogues::kernel::texts::Texts::of(dialogues::kernel::locale::Locale::of_tag(other).unwrap());
    phone.command("settings").await;
    phone.shows(&phone.words("settings-title", &[])).await;
    phone.tap("settings-language", &[]).await;
    phone.tap_label(&there.plain("language-name", &[])).await;
    phone.shows(&there.html("settings-title", &[]).plain()).await;
    phone.button_is_there(&there.plain("settings-goal", &[])).await;
    let menu = literal(&there.plain("menu-button", &[]));
    phone.browser.wait(&format!("{}[normalize-space(.)={menu}]", id("menu-button"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_learner_clicks_from_start_to_the_next_lesson_in_english() {
    the_main_job("en", "Anna", "ru").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_learner_clicks_from_start_to_the_next_lesson_in_russian() {
    the_main_job("ru", "Анна", "en").await;
}
