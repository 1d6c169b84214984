//! Somebody writes where no words are waited for.

use dialogues::catalogue::Course;
use dialogues::dialogues::progression;
use dialogues::input::Input;
use dialogues::kernel::ids::LessonId;
use dialogues::streams::{Fact, PathFact};

use crate::support::{Chat, content};

fn learner(language: &str) -> Chat {
    let mut chat = Chat::learner(language).taught(content());
    chat.send("/learn");
    chat
}

fn results(chat: &Chat) -> Vec<String> {
    let rows = &chat.last.as_ref().unwrap().screen.buttons;
    rows.iter()
        .flatten()
        .map(|button| button.label.clone())
        .filter(|label| label.starts_with(['📖', '🔒', '🗂', '🧩']))
        .collect()
}

#[test]
fn a_topic_is_answered_with_the_nearest_lesson_card_and_concept() {
    let mut chat = learner("en");
    let before = chat.shown();
    chat.send("what is an optional?");
    assert!(chat.happened().is_empty() && chat.shown().starts_with("🔎 Here is where"), "{}", chat.shown());
    let found = results(&chat);
    assert_eq!((found.len(), found[0].as_str(), found[2].as_str()), (3, "🔒 Optionals", "🧩 Optionals"), "{found:?}");
    chat.press("◀ Back");
    assert_eq!(chat.shown(), before, "back to where the question was asked");
    let mut chat = learner("ru");
    chat.send("что такое замыкание");
    let found = results(&chat);
    assert_eq!((found.len(), found[2].as_str()), (3, "🧩 Замыкания"), "{found:?}");
    let card = found[1].trim_start_matches("🗂 ").trim_end_matches('…').to_owned();
    assert!(card.contains("замыкани"), "{card}");
    chat.press("🧩");
    assert!(chat.shown().starts_with("🧩 <b>Замыкания</b>"), "{}", chat.shown());
    assert!(chat.shown().contains("замыкани") && chat.button("🔒 Функции и замыкания").is_some(), "{}", chat.shown());
    chat.press("◀ Назад");
    assert!(chat.button("Дальше").is_some());
}

#[test]
fn a_card_that_is_found_shows_both_sides_and_a_screen_is_opened_where_it_is() {
    let mut chat = learner("en");
    chat.send("let or var?").press("🗂");
    let shown = chat.shown();
    assert!(shown.contains("<code>let</code>") && shown.contains("constant"), "both its sides: {shown}");
    assert!(chat.button("📖 Values and types").is_some(), "{shown}");
    chat.press("◀ Back").send("types").press("📖");
    assert_eq!(chat.place.detail.as_deref(), Some("swift.values-and-types"));
    let learned = chat.state.path.lesson(&LessonId::new("swift.values-and-types")).unwrap();
    let lesson = chat.catalogue.lesson(&LessonId::new("swift.values-and-types")).unwrap();
    let title = lesson.screens[learned.screen as usize - 1].text.original.title.to_lowercase();
    assert!(title.contains("type"), "{title}");
}

#[test]
fn a_lesson_that_is_found_and_locked_leads_to_where_to_start() {
    let mut chat = learner("en");
    chat.send("enums").press("🔒");
    assert!(chat.shown().contains("Start here:") && chat.button("Values and types").is_some(), "{}", chat.shown());
}

#[test]
fn who_wants_more_gets_it_about_what_they_look_at() {
    for (language, text) in [("en", "explain more"), ("ru", "объясни подробнее"), ("ru", "не понимаю")]
    {
        let mut chat = learner(language);
        chat.send(text);
        assert!(chat.happened().is_empty() && !results(&chat).is_empty(), "{}", chat.shown());
        let found = results(&chat);
        assert!(found.iter().any(|label| label.starts_with('🗂')), "{found:?}");
        assert!(found.iter().any(|label| label.starts_with('🧩')), "{found:?}");
    }
    let mut chat = Chat::learner("en").taught(content());
    chat.send("/start").send("explain more");
    assert!(chat.shown().contains("Write me a topic"), "nothing was read yet: {}", chat.shown());
}

#[test]
fn what_is_said_about_ones_data_is_honest_wherever_one_is() {
    let mut chat = learner("en");
    chat.send("delete my data");
    insta::assert_snapshot!("data", chat.shown());
    chat.send("stop writing me");
    insta::assert_snapshot!("silence", chat.shown());
    let mut chat = learner("ru");
    chat.send("удалите мои данные");
    insta::assert_snapshot!("data_ru", chat.shown());
    chat.send("не пишите мне больше");
    insta::assert_snapshot!("silence_ru", chat.shown());
    let mut chat = Chat::learner("ru");
    chat.begin_quiz("demo.a").send("удалите мои данные");
    assert!(chat.shown().contains("Ваши данные"), "also at a question: {}", chat.shown());
    chat.press("◀ Назад");
    assert_eq!(chat.place.view, "question");
}

#[test]
fn what_is_not_taught_is_said_with_topics_that_are() {
    let mut chat = learner("en");
    chat.send("what is the weather in Paris?");
    assert!(chat.shown().contains("nothing about that") && chat.shown().contains("(<i>optionals, "));
    chat.send("hello");
    assert!(chat.shown().contains("Write me a topic"), "{}", chat.shown());
    chat.send(&"<b>&".repeat(2000));
    assert!(!chat.shown().contains("<b><b>"));
}

#[test]
fn a_question_that_buttons_answer_is_not_given_away() {
    let mut chat = learner("en");
    chat.begin_quiz("swift.values-and-types");
    while chat.question().body.is_typed() {
        chat.answer(true).when(&Input::Press(dialogues::kernel::token::Token::new("q", "n")));
    }
    chat.send("types");
    assert!(chat.notice().contains("Please use the buttons") && results(&chat).is_empty(), "{}", chat.shown());
    let mut chat = Chat::learner("en").taught(content());
    chat.send("/placement").press("Begin the test").send("optionals");
    assert!(chat.notice().contains("Please use the buttons") && results(&chat).is_empty(), "{}", chat.shown());
}

#[test]
fn no_lesson_leads_from_one_lock_to_another_in_the_academys_own_course() {
    let chat = learner("en");
    for lesson in chat.catalogue.courses().iter().flat_map(Course::lessons) {
        let first = progression::way_to(&chat.state, lesson, &chat.catalogue).unwrap();
        assert_eq!(first.requires.len(), 0, "{}", first.id);
        let done = PathFact::LessonTestedOut { course: lesson.course.clone(), lesson: first.id.clone() };
        let state = chat.state.clone().evolve(&Fact::from(done), chat.now);
        let next = progression::way_to(&state, lesson, &chat.catalogue).unwrap();
        assert!(next.requires.iter().all(|id| state.path.done(id)), "{}", next.id);
    }
}
