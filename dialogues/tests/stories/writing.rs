//! Questions whose answer is code: what is accepted, and what learners are told of what is not.

use dialogues::input::Input;
use dialogues::kernel::token::Token;

use crate::support::{Chat, writing};

/// At a question of the quiz with code to write.
fn at(language: &str, id: &str) -> Chat {
    let mut chat = Chat::learner(language).taught(writing());
    chat.begin_quiz("demo.write");
    while chat.question().id.as_str() != id {
        chat.answer(true).when(&Input::Press(Token::new("q", "n")));
    }
    chat
}

/// The chat after a message with this code, and whether that was right.
fn written(language: &str, id: &str, code: &str) -> (Chat, bool) {
    let mut chat = at(language, id);
    chat.when(&Input::Text(code.to_owned()));
    assert_eq!(chat.happened().first().map(String::as_str), Some("AnswerSubmitted"), "{code}");
    let is_right = chat.state.attempt.as_ref().unwrap().answers.last().unwrap().correct;
    (chat, is_right)
}

#[test]
fn code_is_asked_for_in_a_message_and_looked_at_by_its_tokens() {
    insta::assert_snapshot!("write_asked", at("en", "q-upper").shown());
    for right in [
        "if let name { print(name.uppercased()) }",
        "if let name = name {\n  print(name.uppercased())\n}",
        "if let shown=name{print(shown.uppercased());}",
        "```swift\nif let name { // there is one\nprint(name.uppercased())\n}\n```",
        "`if let name { print(name.uppercased()) }`",
        "If let name {\nPrint(name.uppercased())\n}",
        "let name: String? = \"Anna\"\nif let name { print(name.uppercased()) }",
    ] {
        assert!(written("en", "q-upper", right).1, "{right}");
    }
    for wrong in [
        "if let shown = name { print(name.uppercased()) }",
        "if let let = name { print(let.uppercased()) }",
        "if let name { print(name.Uppercased()) }",
        "if var name { print(name.uppercased()) }",
        "let name: String? = \"Anna\"",
        "let name: String? = \"Anna\" if let name { print(name.uppercased()) } else {}",
    ] {
        assert!(!written("en", "q-upper", wrong).1, "{wrong}");
    }
}

#[test]
fn what_a_phones_keyboard_makes_of_code_is_forgiven_and_said() {
    let (chat, is_right) = written("en", "q-let", "Let name: String = “Anna”");
    assert!(is_right, "{}", chat.shown());
    insta::assert_snapshot!("write_with_a_capital", chat.shown());
    assert!(!written("en", "q-let", "let Name = \"Anna\"").1, "no line begins there");
}

#[test]
fn a_foreseen_mistake_gets_the_authors_reason() {
    let (chat, is_right) = written("en", "q-let", "var name = \"Anna\"");
    assert!(!is_right);
    insta::assert_snapshot!("write_foreseen", chat.shown());
    let (chat, _) = written("ru", "q-upper", "print(name!.uppercased())");
    insta::assert_snapshot!("write_foreseen_ru", chat.shown());
}

#[test]
fn any_other_answer_is_told_where_it_leaves_the_nearest_form() {
    let said = |language: &str, id: &str, code: &str| written(language, id, code).0.shown();
    insta::assert_snapshot!("write_differs", said("en", "q-let", "let name := \"Anna\""));
    insta::assert_snapshot!("write_differs_ru", said("ru", "q-upper", "if let name {\nprint(name)\n}"));
    let all = |language, id| {
        let codes: &[&str] = match id {
            "q-let" => &["name = 1", "let", "let name = \"Anna\" + \"\"", "let name = \"anna\"", "let x = \"Anna\""],
            _ => &["if let a = name { print(b.uppercased()) }", "if let 1 = name { print(a.uppercased()) }"],
        };
        let line = |code: &&str| {
            let shown = said(language, id, code);
            let quote = shown.split("<blockquote>").nth(1).and_then(|rest| rest.split("</blockquote>").next());
            format!("{code}\n    {}", quote.unwrap_or_default())
        };
        codes.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let told: Vec<String> =
        ["en", "ru"].into_iter().flat_map(|language| ["q-let", "q-upper"].map(|id| all(language, id))).collect();
    insta::assert_snapshot!("write_differences", told.join("\n"));
}

#[test]
fn an_answer_may_be_in_either_language_and_texts_are_compared_whole() {
    for right in ["print(\"Hello, \\(name)\")", "print( \"Привет, \\( name )\" )", "print(“Hello, \\(name)”)"]
    {
        assert!(written("ru", "q-greet", right).1, "{right}");
    }
    for wrong in ["print(\"Hello,\\(name)\")", "print(\"Hello, \\(nam)\")", "print(\"Hello, \" + name)"] {
        assert!(!written("en", "q-greet", wrong).1, "{wrong}");
    }
    let (chat, _) = written("ru", "q-greet", "print(\"Hello, name\")");
    assert!(chat.shown().contains("Так напечатается слово"), "{}", chat.shown());
}

#[test]
fn a_comment_alone_is_no_answer_and_whoever_does_not_know_sees_the_code() {
    let mut chat = at("en", "q-let");
    chat.when(&Input::Text("// no idea".to_owned()));
    assert!(chat.happened().is_empty(), "{}", chat.shown());
    chat.press("I don't know");
    assert!(!chat.shown().contains("Your answer"), "{}", chat.shown());
    assert!(chat.shown().contains("let name = &quot;Anna&quot;"), "{}", chat.shown());
}

#[test]
fn a_review_asks_for_the_code_again() {
    let mut chat = Chat::learner("en").taught(writing());
    chat.begin_quiz("demo.write");
    chat.answers(&[true, true, true]);
    chat.wait(chrono::Duration::days(30)).send("/review");
    let mut asked = 0;
    while chat.shown().contains("Write the code") && asked < 3 {
        chat.when(&Input::Text("let name = \"Anna\"".to_owned()));
        let told = ["Right!", "One way to write it"].into_iter().find(|told| chat.shown().contains(told));
        assert!(told.is_some(), "{}", chat.shown());
        asked += 1;
        chat.press("Next");
    }
    assert_eq!(asked, 3, "{}", chat.shown());
}
