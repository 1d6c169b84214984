//! Spaced review: what comes back, how it is graded, and what follows.

use chrono::Duration;
use dialogues::catalogue::Catalogue;
use dialogues::input::Input;
use dialogues::kernel::token::Token;
use dialogues::memory::{ItemKind, Rating};
use dialogues::streams::Stream;
use dialogues::streams::interview::run::InterviewRun;
use dialogues::turn::Outcome;
use proptest::prelude::*;

use crate::support::{Chat, compile, interviews, interviews_with, kind};

const CARDS: &str = "
## Cards

### card: When is `unowned` safe? {#c-unowned concept=one}
When the target **always** outlives the reference.

### card: What breaks a cycle? {#c-cycle concept=one}
A weak reference.
";

/// Lesson C with two cards and no quiz.
fn cards() -> Catalogue {
    let text = format!("{}{CARDS}", include_str!("fixture/c.md"));
    compile(&[("courses/demo/01-basics/03-c.md", &text)])
}

/// Somebody who has finished lesson C.
fn finished(language: &str) -> Chat {
    let mut chat = Chat::learner(language).taught(cards());
    chat.when(&Input::Press(Token::new("l", "o").with("demo.c")));
    for _ in 0..9 {
        for label in ["✅", "Next ▶", "Дальше"] {
            if !chat.happened().contains(&"LessonCompleted".to_owned()) && chat.button(label).is_some() {
                chat.press(label);
            }
        }
    }
    assert!(chat.happened().contains(&"LessonCompleted".to_owned()), "{}", chat.shown());
    chat
}

#[test]
fn a_finished_lessons_cards_are_asked_shown_and_graded_until_the_end() {
    let mut chat = finished("en");
    chat.send("/review");
    assert_eq!(chat.happened(), ["ReviewBegun", "ReviewStarted"]);
    insta::assert_snapshot!("card_front", chat.shown());
    chat.press("Show the answer");
    assert_eq!(chat.happened(), ["ItemRevealed"]);
    insta::assert_snapshot!("card_back", chat.shown());
    chat.press("Good");
    assert_eq!(chat.happened(), ["ItemReviewed"]);
    chat.press("Show the answer").press("Easy");
    assert_eq!(chat.happened(), ["ItemReviewed", "ReviewEnded", "ReviewFinished"]);
    insta::assert_snapshot!("review_end", chat.shown());
    chat.send("/review");
    assert!(chat.happened().is_empty());
    assert!(chat.shown().contains("Nothing to review now"), "{}", chat.shown());
}

#[test]
fn the_same_in_russian() {
    let mut chat = finished("ru");
    chat.send("/review").press("Показать ответ");
    insta::assert_snapshot!("card_back_ru", chat.shown());
    chat.press("Почему");
    assert!(chat.shown().contains("Это новое"), "{}", chat.shown());
}

#[test]
fn what_is_forgotten_comes_once_more_the_same_day_and_then_another_day() {
    let mut chat = finished("en");
    chat.send("/review").press("Show").press("Again").press("Show").press("Good");
    assert_eq!(chat.happened(), ["ItemReviewed"]);
    chat.press("Why this?");
    assert!(
        chat.shown().contains("You did not remember it") || chat.shown().contains("not remembered"),
        "{}",
        chat.shown()
    );
    chat.press("Back").press("Show").press("Good");
    assert!(chat.happened().contains(&"ReviewEnded".to_owned()));
    chat.wait(Duration::days(30)).send("/review").press("Why this?");
    assert!(chat.shown().contains("The chance that you still remember it"), "{}", chat.shown());
}

#[test]
fn quiz_questions_come_back_and_grade_themselves() {
    let mut chat = Chat::learner("en");
    chat.begin_quiz("demo.a").answers(&[true, false, true, true]);
    chat.wait(Duration::days(20)).send("/review");
    assert_eq!(chat.happened(), ["ReviewBegun", "ReviewStarted"]);
    let mut asked = 0;
    while chat.state.review.as_ref().is_some_and(|review| !review.ended) && asked < 20 {
        let review = chat.state.review.clone().unwrap();
        let index = review.queue[0];
        assert_eq!(review.items[index].item.kind(), ItemKind::Question);
        let lesson = chat.catalogue.lesson(&dialogues::kernel::ids::LessonId::new("demo.a")).unwrap().clone();
        let id = dialogues::kernel::ids::QuestionId::new(review.items[index].item.local());
        let question = lesson.quiz.as_ref().unwrap().question(&id).unwrap();
        let entry = question.entry(review.seed, &question.body.right()).unwrap();
        chat.when(&Input::Press(Token::new("r", "a").with(index).with(entry).at(review.step())));
        assert_eq!(chat.happened()[0], "ItemReviewed");
        assert!(chat.shown().contains("Right!"), "{}", chat.shown());
        chat.press("Next ▶");
        asked += 1;
    }
    assert_eq!(asked, 4);
    assert_eq!(chat.state.review.as_ref().unwrap().ratings[Rating::Again as usize - 1], 0);
}

#[test]
fn a_double_tap_on_a_rating_counts_once() {
    let mut chat = finished("en");
    chat.send("/review").press("Show");
    let tap = chat.button("Good").unwrap();
    chat.when(&Input::Press(tap.clone())).when(&Input::Press(tap));
    assert!(chat.happened().is_empty());
    assert_eq!(chat.last.as_ref().unwrap().outcome, Outcome::Spent);
}

#[test]
fn a_card_that_the_author_removes_is_passed_over() {
    let mut chat = finished("en");
    chat.send("/review").press("Show");
    let tap = chat.button("Good").unwrap();
    chat.catalogue = compile(&[]);
    chat.when(&Input::Press(tap));
    assert!(chat.happened().is_empty());
    chat.send("/review");
    assert!(chat.shown().contains("Nothing to review"), "{}", chat.shown());
}

#[test]
fn a_session_that_was_lost_goes_on_where_it_was() {
    let mut chat = finished("en");
    chat.send("/review").press("Show").press("Good").flush().send("/review");
    assert!(chat.happened().is_empty());
    assert!(chat.button("Show").is_some());
    let left = chat.state.review.clone().unwrap();
    chat.wait(Duration::days(2)).send("/review");
    assert_eq!(chat.happened(), ["ReviewEnded", "ReviewFinished", "ReviewBegun", "ReviewStarted"]);
    // Each fact is numbered within its own stream, though two sessions are in one turn.
    let facts = &chat.last.as_ref().unwrap().facts;
    let versions: Vec<u32> = facts.iter().map(|recorded| recorded.version).collect();
    assert_eq!(versions, [left.version + 1, chat.state.path.version - 1, chat.state.path.version, 1]);
    let session = |stream| chat.folded(&[stream]).review.unwrap();
    assert!(session(Stream::Review(left.id)).ended);
    assert!(!session(facts[3].fact.stream()).ended);
}

#[test]
fn wishes_are_kept_and_a_streak_survives_a_vacation() {
    let mut chat = finished("en");
    chat.send("/settings").press("Reviews").press("20");
    assert_eq!(chat.happened(), ["ProfileUpdated"]);
    assert_eq!(chat.state.learner.review.reviews_per_day, 20);
    chat.press("Vacation").send("2026-03-03 2026-03-10");
    assert_eq!(chat.happened(), ["ProfileUpdated"]);
    insta::assert_snapshot!("wishes", chat.shown());
    chat.wait(Duration::days(3)).send("/review");
    assert!(chat.shown().contains("on vacation"), "{}", chat.shown());
    // Noon of the 5th. Without a zone the 12th may still be the 11th, until it is the 12th wherever the 2nd was the 2nd.
    let days = |later, hours| chat.state.learner.streak_days(chat.now + Duration::days(later) + Duration::hours(hours));
    assert_eq!((days(5, 0), days(6, 0), days(7, -1), days(7, 0)), (1, 1, 1, 0));
}

#[test]
fn a_date_is_read_as_it_is_written_here_and_nonsense_is_asked_again() {
    let mut chat = finished("ru");
    chat.send("/settings").press("Повторение").press("К определённому").send("31.2.");
    assert!(chat.happened().is_empty());
    assert!(chat.notice().contains("Не получилось"), "{}", chat.notice());
    chat.send("12.3.");
    let goal = chat.state.learner.review.goal.clone().unwrap();
    assert_eq!(goal.day.to_string(), "2026-03-12");
    assert!(chat.shown().contains("Ваша дата: 12 марта"), "{}", chat.shown());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_review_is_the_fold_of_its_facts_and_ends(presses in prop::collection::vec((0usize..7, 0i64..40), 0..60)) {
        let mut chat = finished("en");
        chat.send("/review");
        for (press, hours) in presses {
            chat.wait(Duration::hours(hours));
            let tokens: Vec<Token> = chat.last.iter().flat_map(|turn| turn.screen.tokens().cloned()).collect();
            let Some(token) = tokens.get(press % tokens.len().max(1)) else { break };
            chat.when(&Input::Press(token.clone()));
            if token.dialogue != "r" {
                chat.send("/review");
            }
        }
        prop_assert_eq!(&chat.folded(&chat.sessions()), &chat.state);
        // Every session that was begun is finished but the last, and none twice.
        let count = |name: &str| chat.log.iter().filter(|(fact, _)| kind(fact) == name).count();
        prop_assert!(count("ReviewBegun") - count("ReviewFinished") <= 1);
    }
}

/// Somebody whose interview has missed that an optional is an enum.
fn interviewed(language: &str) -> Chat {
    let mut chat = Chat::learner(language).taught(interviews());
    chat.send("/interview");
    let title = if language == "ru" { "Собеседование джуниора" } else { "Junior interview" };
    chat.press(title).press("10").press("▶");
    chat.send(if language == "ru" {
        "Он хранит значение или nil"
    } else {
        "It holds a value or nil"
    });
    chat.press("✔").press("🏠");
    chat
}

#[test]
fn a_point_that_an_interview_missed_comes_back_as_a_card() {
    for language in ["en", "ru"] {
        let mut chat = interviewed(language);
        let missed: Vec<_> = chat.memories().items.into_keys().collect();
        assert!(missed.iter().all(|item| item.kind() == ItemKind::Point) && !missed.is_empty(), "{missed:?}");
        chat.send("/review");
        insta::assert_snapshot!(format!("point_front_{language}"), chat.shown());
        chat.press("👁");
        insta::assert_snapshot!(format!("point_back_{language}"), chat.shown());
        chat.press("🙂");
        assert_eq!(chat.happened()[0], "ItemReviewed");
        assert_eq!(chat.memories().items[&missed[0]].reps, 2);
    }
}

#[test]
fn a_follow_up_that_comes_back_brings_the_question_that_it_speaks_of() {
    let mut chat = Chat::learner("en").taught(interviews());
    chat.send("/interview").press("Junior interview").press("10").press("▶");
    assert!(chat.shown().contains("What is an optional?"), "{}", chat.shown());
    chat.send("It is an enum that holds a value or nil").press("✔");
    if chat.button("Next").is_some() {
        chat.press("Next");
    }
    assert!(chat.shown().contains("How do you read it safely?"), "{}", chat.shown());
    chat.send("It depends").press("✔").press("🏠").send("/review");
    insta::assert_snapshot!("point_of_a_follow_up", chat.shown());
    chat.press("👁");
    assert!(chat.shown().contains("With optional binding"), "{}", chat.shown());
}

#[test]
fn what_is_said_in_an_interview_is_a_review_of_what_was_missed_before_and_of_nothing_else() {
    let mut chat = interviewed("en");
    let missed = chat.memories().items.into_iter().next().unwrap();
    chat.send("/interview").press("⏹").press("Yes");
    let before = chat.memories().items.len();
    for _ in 0..4 {
        chat.now += Duration::days(3);
        chat.send("/interview").press("Junior interview").press("10").press("▶");
        while chat.state.interview.as_ref().is_some_and(InterviewRun::is_open) {
            let is_it = chat.shown().contains("What is an optional?");
            chat.send(if is_it { "It is an enum that holds a value or nil" } else { "It depends" }).press("✔");
            if is_it {
                let memory = &chat.memories().items[&missed.0];
                assert_eq!((memory.reps, memory.lapses), (missed.1.reps + 1, missed.1.lapses));
                assert!(memory.stability > missed.1.stability);
                return;
            }
            chat.press("▶");
        }
    }
    panic!("the question was not asked again; {before} points were missed");
}

#[test]
fn a_point_that_its_author_has_taken_away_is_not_asked() {
    let mut chat = interviewed("en");
    chat.catalogue = interviews_with(|text| text.replace("p-enum", "p-other"));
    chat.send("/review");
    assert!(chat.happened().is_empty() && chat.shown().contains("Nothing to review"), "{}", chat.shown());
}
