//! Questions of every kind as a learner answers them: what is tapped, what is typed, what the verdict says.

use chrono::Duration;
use dialogues::input::Input;
use dialogues::kernel::markup::Html;
use dialogues::kernel::token::Token;
use dialogues::questions::Response;
use dialogues::turn::Outcome;

use crate::support::{Chat, kinds};

/// At a question of the quiz with all kinds.
fn at(language: &str, id: &str) -> Chat {
    let mut chat = Chat::learner(language).taught(kinds());
    chat.begin_quiz("demo.kinds");
    while chat.question().id.as_str() != id {
        chat.answer(true).when(&Input::Press(Token::new("q", "n")));
    }
    chat
}

fn last_score(chat: &Chat) -> f64 {
    chat.state.attempt.as_ref().unwrap().answers.last().unwrap().score
}

/// The letter of an option that is shown with this text.
fn letter(chat: &Chat, text: &str) -> String {
    let shown = chat.shown();
    let line = shown.lines().find(|line| line.starts_with("<b>") && line.contains(text)).unwrap();
    line.trim_start_matches("<b>").chars().next().unwrap().to_string()
}

/// Taps the letters of these texts, one after the other.
fn tap(chat: &mut Chat, texts: &[&str]) {
    for text in texts {
        let letter = letter(chat, text);
        chat.press(&letter);
        assert!(chat.happened().is_empty(), "a tap is no answer");
    }
}

#[test]
fn an_order_is_tapped_undone_and_submitted() {
    let mut chat = at("en", "q-order");
    assert!(chat.button("Submit").is_none() && chat.button("Undo").is_none());
    tap(&mut chat, &["open(url)", "return"]);
    insta::assert_snapshot!("order_half", chat.shown());
    chat.press("Undo").press("Undo");
    assert!(chat.button("Undo").is_none());
    tap(&mut chat, &["guard", "return", "}", "open(url)"]);
    chat.press("Submit");
    assert_eq!(chat.happened()[0], "AnswerSubmitted");
    assert_eq!(
        chat.state.attempt.as_ref().unwrap().answers.last().unwrap().response,
        Response::Sequence(vec![0, 1, 2, 3])
    );
    assert!(chat.shown().contains("Right!"));
}

#[test]
fn neighbours_that_belong_together_are_worth_a_part() {
    let mut chat = at("en", "q-order");
    tap(&mut chat, &["open(url)", "guard", "return", "}"]);
    chat.press("Submit");
    assert!((last_score(&chat) - 2.0 / 3.0).abs() < 1e-9);
    insta::assert_snapshot!("order_partly", chat.shown());
}

#[test]
fn the_order_shown_is_never_the_right_one_and_buttons_do_not_tell_it() {
    for seed in 0..60 {
        let mut chat = Chat::learner("en").taught(kinds());
        chat.seed = seed;
        chat.begin_quiz("demo.kinds");
        while chat.question().id.as_str() != "q-order" {
            chat.answer(true).when(&Input::Press(Token::new("q", "n")));
        }
        let attempt = chat.state.attempt.as_ref().unwrap();
        assert_ne!(chat.question().order(attempt.seed), [0, 1, 2, 3]);
        let entries: Vec<String> = chat
            .last
            .iter()
            .flat_map(|turn| turn.screen.tokens())
            .filter(|token| token.verb == "t")
            .map(|token| token.arguments[0].clone())
            .collect();
        assert_eq!(entries, ["0", "1", "2", "3"], "positions as they are shown");
    }
}

#[test]
fn a_table_is_matched_row_by_row() {
    let mut chat = at("en", "q-match");
    insta::assert_snapshot!("match_begun", chat.shown());
    tap(&mut chat, &["String", "Double", "Int"]);
    chat.press("Submit");
    assert!((last_score(&chat) - 1.0 / 3.0).abs() < 1e-9);
    insta::assert_snapshot!("match_partly", chat.shown());
}

#[test]
fn taps_survive_a_lost_session_and_a_hint() {
    let mut chat = at("en", "q-match");
    tap(&mut chat, &["Int", "Double"]);
    let last = chat.button(&letter(&chat, "String")).unwrap();
    chat.press("Hint");
    assert!(chat.shown().contains("→ <b>"), "{}", chat.shown());
    assert!(chat.shown().contains("Quotes make a text."));
    chat.flush().when(&Input::Press(last));
    assert_eq!(chat.last.as_ref().unwrap().outcome, Outcome::Spent, "the hint was a step");
    let mut chat = at("en", "q-match");
    tap(&mut chat, &["Int", "Double"]);
    let last = chat.button(&letter(&chat, "String")).unwrap();
    chat.flush().when(&Input::Press(last)).press("Submit");
    assert!((last_score(&chat) - 1.0).abs() < 1e-9);
}

/// What a window with room draws: its text, and what its options say.
fn roomy(chat: &Chat) -> (String, Vec<String>) {
    let screen = &chat.last.as_ref().unwrap().screen;
    let says = screen.buttons.iter().flatten().filter_map(|button| button.says.as_ref());
    (screen.roomy.as_ref().unwrap().html.plain(), says.map(Html::plain).collect())
}

#[test]
fn where_there_is_room_options_say_what_they_are_and_nothing_has_a_letter() {
    for id in ["q-single", "q-multiple", "q-true", "q-order", "q-match"] {
        let mut chat = at("en", id);
        let (text, says) = roomy(&chat);
        assert!(
            says.len() > 1 && says.iter().all(|says| !text.contains(&format!(". {says}"))),
            "{id}: {text} {says:?}"
        );
        let progress = chat.last.as_ref().unwrap().screen.roomy.as_ref().unwrap().progress.unwrap();
        assert_eq!((progress.all, text.contains('▰')), (8, false), "{text}");
        chat.answer(false);
        let (text, _) = roomy(&chat);
        let letters =
            text.lines().filter(|line| ["A. ", "B. ", "C. ", "D. "].iter().any(|letter| line.contains(letter)));
        assert_eq!(letters.count(), 0, "{id}: {text}");
        assert!(!text.contains(" → C") && !text.contains('▰'), "{id}: {text}");
    }
    let mut chat = at("en", "q-multiple");
    let pressed = |chat: &Chat| -> Vec<Option<bool>> {
        let buttons = chat.last.as_ref().unwrap().screen.buttons.iter().flatten();
        buttons.filter(|button| button.says.is_some()).map(|button| button.pressed).collect()
    };
    assert!(pressed(&chat).iter().all(|pressed| *pressed == Some(false)));
    chat.press("▢ A");
    assert_eq!(pressed(&chat)[0], Some(true), "a tick says that it is one");
    let mut chat = at("en", "q-match");
    tap(&mut chat, &["Int"]);
    assert!(roomy(&chat).0.contains("42 → Int"), "{}", roomy(&chat).0);
}

#[test]
fn what_is_half_done_is_still_there_after_a_look_at_home() {
    for (leave, back) in [("/start", "Continue the quiz"), ("/settings", ""), ("/help", "Continue")] {
        let mut chat = at("en", "q-match");
        tap(&mut chat, &["Int", "Double"]);
        let half = chat.shown();
        chat.send(leave);
        if back.is_empty() {
            chat.send("/learn")
        } else {
            chat.press(back)
        };
        assert_eq!(chat.shown(), half, "after {leave}");
        tap(&mut chat, &["String"]);
        chat.press("Submit");
        assert_eq!(chat.happened()[0], "AnswerSubmitted");
        chat.send("/start").send("/learn");
        assert!(!chat.shown().contains("→ <b>"), "what comes next begins empty: {}", chat.shown());
    }
}

#[test]
fn an_output_is_exact_but_for_the_ends_of_lines() {
    for (answer, right) in [
        ("Hello\nAnna 1", true),
        ("  Hello  \r\nAnna 1\n\n", true),
        ("Привет\nАнна 1", true),
        ("hello\nAnna 1", false),
        ("Hello\nAnna  1", false),
        ("Hello\n\nAnna 1", false),
    ] {
        let mut chat = at("en", "q-output");
        chat.when(&Input::Text(answer.to_owned()));
        assert_eq!(chat.happened().first().map(String::as_str), Some("AnswerSubmitted"));
        assert!((last_score(&chat) - f64::from(u8::from(right))).abs() < 1e-9, "{answer:?}");
    }
    let mut chat = at("en", "q-output");
    assert!(chat.shown().contains("2 lines in one message"), "{}", chat.shown());
    for part in ["Hello", "Hello Anna 1"] {
        chat.when(&Input::Text(part.to_owned()));
        assert!(chat.happened().is_empty(), "a line of two is no wrong answer yet");
        assert!(chat.notice().contains("It prints 2 lines") && chat.shown().contains("print("), "{}", chat.shown());
    }
    chat.when(&Input::Text("Hello\nAnna 1".to_owned()));
    assert!((last_score(&chat) - 1.0).abs() < 1e-9);
    let mut chat = at("ru", "q-output");
    chat.when(&Input::Text("<b>Привет</b>\nАнна 2".to_owned()));
    insta::assert_snapshot!("output_wrong", chat.shown());
}

#[test]
fn a_gap_takes_code_by_its_tokens_and_tells_why_a_foreseen_answer_is_wrong() {
    for (answer, right) in [("weak", true), (" `unowned` ", true), ("Weak", false), ("weka", false), ("strong", false)]
    {
        let mut chat = at("en", "q-fill");
        chat.when(&Input::Text(answer.to_owned()));
        assert!((last_score(&chat) - f64::from(u8::from(right))).abs() < 1e-9, "{answer:?}");
    }
    let mut chat = at("en", "q-fill");
    chat.when(&Input::Text("strong".to_owned()));
    insta::assert_snapshot!("fill_wrong", chat.shown());
}

#[test]
fn what_is_no_answer_gets_a_word_and_loses_nothing() {
    let mut chat = at("en", "q-fill");
    for input in
        [Input::Text(String::new()), Input::Text("🙂👍".to_owned()), Input::Text(" \n ".to_owned()), Input::Media]
    {
        chat.when(&input);
        assert!(chat.happened().is_empty(), "{input:?}");
        assert!(chat.shown().contains("answered in words") && chat.shown().contains("____"), "{}", chat.shown());
    }
    chat.when(&Input::Edited);
    assert!(chat.happened().is_empty() && chat.shown().contains("____"));
    let mut chat = at("en", "q-order");
    tap(&mut chat, &["guard"]);
    chat.when(&Input::Text("guard first".to_owned()));
    assert!(chat.happened().is_empty());
    assert!(chat.shown().contains("Please use the buttons"));
    assert!(chat.button("Undo").is_some(), "what was tapped stays tapped");
}

#[test]
fn a_typed_answer_counts_once_and_a_message_at_a_verdict_is_none() {
    let mut chat = at("en", "q-fill");
    chat.when(&Input::Text("weak".to_owned()));
    let answers = chat.state.attempt.as_ref().unwrap().answers.len();
    chat.when(&Input::Text("unowned".to_owned()));
    assert!(chat.happened().is_empty());
    assert!(chat.notice().contains("counted already"), "{}", chat.notice());
    assert_eq!(chat.state.attempt.as_ref().unwrap().answers.len(), answers);
}

#[test]
fn a_message_is_no_answer_to_a_question_that_was_not_shown_yet() {
    // Another instance has taken the answer; this one still looks at the question before.
    let mut tried = 0;
    for seed in 0..40 {
        let mut chat = Chat::learner("en").taught(kinds());
        chat.seed = seed;
        chat.begin_quiz("demo.kinds");
        while chat.state.attempt.as_ref().unwrap().current().is_some() {
            let (was_typed, place) = (chat.question().body.is_typed(), chat.place.clone());
            chat.answer(true);
            let next = chat.state.attempt.as_ref().unwrap().current().is_some();
            if next && was_typed && place.view == "question" && chat.question().body.is_typed() {
                let answers = chat.state.attempt.as_ref().unwrap().answers.len();
                chat.place = place;
                chat.when(&Input::Text("weak".to_owned()));
                assert!(chat.happened().is_empty());
                assert!(chat.notice().contains("counted already"), "{}", chat.notice());
                assert_eq!(chat.state.attempt.as_ref().unwrap().answers.len(), answers);
                tried += 1;
            }
            chat.when(&Input::Press(Token::new("q", "n")));
        }
    }
    assert!(tried > 5, "{tried}");
}

#[test]
fn whoever_does_not_know_says_so_and_is_told() {
    for id in ["q-fill", "q-output", "q-text"] {
        let mut chat = at("ru", id);
        chat.press("Не знаю");
        assert_eq!(chat.happened()[0], "AnswerSubmitted");
        assert!(last_score(&chat) < 1e-9);
        assert!(!chat.shown().contains("Ваш ответ"), "{}", chat.shown());
        assert!(chat.shown().contains("<blockquote>"), "the explanation: {}", chat.shown());
    }
}

#[test]
fn a_message_after_a_lost_session_is_the_answer_that_was_waited_for() {
    let mut chat = at("en", "q-fill");
    chat.flush().when(&Input::Text("weak".to_owned()));
    assert_eq!(chat.happened().first().map(String::as_str), Some("AnswerSubmitted"));
    let mut chat = at("en", "q-order");
    chat.flush().when(&Input::Text("weak".to_owned()));
    assert!(chat.happened().is_empty() && chat.shown().contains("🔎"), "nothing was to be typed: {}", chat.shown());
}

#[test]
fn a_message_long_after_or_at_home_may_be_about_anything_and_shows_the_question_again() {
    let mut late = at("en", "q-fill");
    late.now += chrono::TimeDelta::hours(3);
    late.flush();
    let mut home = at("en", "q-fill");
    home.press("Home");
    for mut chat in [late, home] {
        chat.when(&Input::Text("weak".to_owned()));
        assert!(chat.happened().is_empty());
        assert!(chat.notice().contains("send it once more") && chat.shown().contains("____"), "{}", chat.shown());
        chat.when(&Input::Text("weak".to_owned()));
        assert_eq!(chat.happened().first().map(String::as_str), Some("AnswerSubmitted"));
    }
}

#[test]
fn an_endless_answer_is_kept_to_its_limit() {
    let mut chat = at("en", "q-fill");
    chat.when(&Input::Text("w".repeat(10_000)));
    let Response::Text(kept) = &chat.state.attempt.as_ref().unwrap().answers.last().unwrap().response else { panic!() };
    assert_eq!(kept.len(), dialogues::questions::TEXT_LIMIT);
}

#[test]
fn an_attempt_goes_on_days_later_with_the_same_questions_in_the_other_language() {
    let mut chat = at("en", "q-output");
    let attempt = chat.state.attempt.clone().unwrap();
    chat.wait(Duration::days(12)).flush().send("/settings").press("Language").press("Русский").send("/learn");
    assert!(chat.shown().contains("Привет"), "{}", chat.shown());
    assert_eq!(chat.state.attempt.as_ref().unwrap().questions, attempt.questions);
    assert_eq!(chat.state.attempt.as_ref().unwrap().revision, attempt.revision);
    chat.when(&Input::Text("Hello\nAnna 1".to_owned()));
    assert!((last_score(&chat) - 1.0).abs() < 1e-9, "an answer may be in either language");
}

#[test]
fn stored_responses_keep_their_shape() {
    let json = |response: &Response| serde_json::to_string(response).unwrap();
    assert_eq!(json(&Response::Options(vec![0, 2])), r#"{"options":[0,2]}"#);
    assert_eq!(json(&Response::Sequence(vec![1, 0])), r#"{"sequence":[1,0]}"#);
    assert_eq!(json(&Response::Text("weak".to_owned())), r#"{"text":"weak"}"#);
}

#[test]
fn cards_are_read_in_every_language() {
    let catalogue = kinds();
    let lesson = catalogue.lesson(&dialogues::kernel::ids::LessonId::new("demo.kinds")).unwrap();
    let cards: Vec<&str> = lesson.cards.iter().map(|card| card.id.as_str()).collect();
    assert_eq!(cards, ["c-unowned", "c-print"]);
    let russian = dialogues::kernel::locale::Locale::of_tag("ru").unwrap();
    let text = lesson.cards[1].text.get(russian);
    assert_eq!(text.front.as_str(), "<b>Что делает </b><code>print</code><b> с двумя аргументами?</b>");
    assert!(text.back.as_str().starts_with("Ставит между ними пробел:\n\n<pre>"));
}

#[test]
fn a_free_answer_is_told_point_by_point_in_the_learners_own_words() {
    let mut chat = at("en", "q-text");
    chat.when(&Input::Text("The <b>parent</b> already holds the child strongly.".to_owned()));
    assert!((last_score(&chat) - 2.0 / 3.0).abs() < 1e-9);
    assert!(!chat.state.attempt.as_ref().unwrap().answers.last().unwrap().correct, "0.7 would be right");
    insta::assert_snapshot!("text_partly", chat.shown());
    let mut chat = at("ru", "q-text");
    chat.when(&Input::Text("Родитель уже держит ребёнка. The two would leak otherwise. И weak быстрее.".to_owned()));
    assert!((last_score(&chat) - 2.0 / 3.0).abs() < 1e-9, "{}", chat.shown());
    insta::assert_snapshot!("text_with_a_wrong_claim", chat.shown());
}

#[test]
fn a_free_answer_that_denies_a_point_does_not_make_it() {
    let mut chat = at("en", "q-text");
    chat.when(&Input::Text("It is not about the owner.".to_owned()));
    assert!(last_score(&chat) < 1e-9, "{}", chat.shown());
    assert!(chat.shown().contains("you say that it is not so"), "{}", chat.shown());
}
