//! What gives answers away over a course.

use super::{Catalogue, findings, lesson, with_lesson};

/// The patterns in a course with these questions, and the messages.
fn patterns(questions: &[String]) -> Vec<(&'static str, String)> {
    let quiz = questions.iter().enumerate().map(|(number, question)| question.replace("#q", &format!("#q-{number}")));
    let text = lesson(&format!("\n## Quiz\n\n{}", quiz.collect::<Vec<_>>().join("\n")));
    let found = Catalogue::compile(&with_lesson(text)).findings;
    assert!(found.iter().all(|finding| finding.severity == super::super::Severity::Warning), "{found:?}");
    let is_pattern = |code: &str| code.starts_with("pattern/");
    found.into_iter().filter(|found| is_pattern(found.code)).map(|found| (found.code, found.message)).collect()
}

fn codes(questions: &[String]) -> Vec<&'static str> {
    patterns(questions).into_iter().map(|(code, _)| code).collect()
}

fn truth(is_true: bool) -> String {
    format!("### {is_true}: So it is. {{#q}}\n> [!NOTE]\n> Because.\n")
}

/// A question with these options; `+` marks the right ones.
fn choice(kind: &str, options: &[&str]) -> String {
    let option = |option: &&str| match option.strip_prefix('+') {
        Some(right) => format!("- [x] {right}\n  > Yes.\n"),
        None => format!("- [ ] {option}\n  > No.\n"),
    };
    format!("### {kind}: Which? {{#q}}\n{}", options.iter().map(option).collect::<String>())
}

#[test]
fn statements_that_are_mostly_false_are_a_pattern() {
    let statements =
        |is_true: usize, is_false: usize| [vec![truth(true); is_true], vec![truth(false); is_false]].concat();
    let found = patterns(&statements(2, 6));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "pattern/truth-share");
    assert_eq!(found[0].1, "6 of 8 statements are false: who always says so is mostly right");
    assert_eq!(codes(&statements(6, 1)), ["pattern/truth-share"]);
    for sound in [(3, 5), (4, 4), (2, 4), (0, 5)] {
        assert_eq!(codes(&statements(sound.0, sound.1)), [""; 0], "{sound:?}");
    }
}

#[test]
fn an_option_that_is_never_right_is_a_pattern() {
    let nothing = |number: usize| choice("single", &["+One", "Two", &format!("Nothing: reason {number}")]);
    let one = |number: usize| choice("single", &[&format!("+A{number}"), "Two"]);
    let four: Vec<String> = (0..4).map(nothing).collect();
    let found = patterns(&four);
    let messages: Vec<&str> = found.iter().map(|(_, message)| message.as_str()).collect();
    assert!(messages.contains(&"the option `nothing` stands in 4 questions and is never right"), "{messages:?}");
    assert!(messages.contains(&"the option `one` stands in 4 questions and is always right"), "{messages:?}");
    assert_eq!(codes(&four[..3]), [""; 0], "three may be chance");
    let right_once = choice("single", &["One", "+Nothing: it does not compile"]);
    let mixed: Vec<String> = (0..3).map(nothing).chain([right_once, one(1)]).collect();
    assert_eq!(codes(&mixed), ["pattern/telling-option"], "only `two` is never right");
}

#[test]
fn the_same_number_of_right_options_everywhere_is_a_pattern() {
    let multiple = |right: usize, number: usize| {
        let options: Vec<String> =
            (0..4).map(|option| format!("{}{number}-{option}", if option < right { "+" } else { "" })).collect();
        choice("multiple", &options.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let with = |rights: &[usize]| -> Vec<String> {
        rights.iter().enumerate().map(|(number, right)| multiple(*right, number)).collect()
    };
    assert_eq!(
        patterns(&with(&[2, 2, 2, 2, 3]))[0].1,
        "4 of 5 questions with several right options have 2: who ticks 2 is safe"
    );
    assert_eq!(codes(&with(&[2, 2, 2, 3, 3])), [""; 0]);
    assert_eq!(codes(&with(&[2, 2, 2, 2])), [""; 0], "four may be chance");
}

#[test]
fn a_longest_option_that_is_never_or_mostly_right_is_a_pattern() {
    let single = |number: usize, is_longest: bool| {
        let (long, short) = if is_longest { ("+", "") } else { ("", "+") };
        let options = [
            format!("{long}a long one {number}"),
            format!("{short}b{number}"),
            format!("c{number}"),
            format!("d{number}"),
        ];
        choice("single", &options.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let with = |longest: usize, all: usize| -> Vec<String> {
        (0..all).map(|number| single(number, number < longest)).collect()
    };
    assert_eq!(codes(&with(0, 12)), ["pattern/longest-option"]);
    assert_eq!(
        patterns(&with(7, 12))[0].1,
        "where one option is clearly the longest, it is right in 7 of 12: by chance it would be in 3"
    );
    assert_eq!(codes(&with(3, 12)), [""; 0]);
    assert_eq!(codes(&with(0, 11)), [""; 0], "eleven may be chance");
}

#[test]
fn an_answer_that_another_question_prints_is_a_pattern() {
    let fill = "### fill: Give another value: `a ____ b` {#q}\n- = `??`\n> [!NOTE]\n> So.\n".to_owned();
    let prints = choice("single", &["+`c ?? d`", "Two"]);
    let found = patterns(&[fill.clone(), prints.clone()]);
    assert_eq!(found, [("pattern/printed-answer", "1 of 1 other questions of this quiz print this answer".to_owned())]);
    for harmless in [choice("single", &["+What ?? is", "Two"]), choice("single", &["+`c? d`", "Two"])] {
        assert_eq!(codes(&[fill.clone(), harmless]), [""; 0]);
    }
    let explained = "### true: So. {#q}\n> [!NOTE]\n> It is `a ?? b`.\n".to_owned();
    assert_eq!(codes(&[fill, explained]), ["pattern/printed-answer"]);
    let write = "### write: Declare it. {#q}\n- = `let a = 1`\n> [!NOTE]\n> So.\n".to_owned();
    let shown = choice("single", &["+`let a = 1`", "`var a = 1`"]);
    assert_eq!(codes(&[write.clone(), shown]), ["pattern/printed-answer"]);
    assert_eq!(codes(&[write, prints]), [""; 0]);
}

#[test]
fn a_screen_that_is_taller_than_a_phone_is_found() {
    let screen = |body: &str| findings(&lesson(&format!("\n## B {{#b}}\n\n{body}\n")));
    let text = |words: usize| vec!["seven"; words].join(" ");
    assert_eq!(screen(&text(27 * 5)), [""; 0], "27 lines of five words");
    assert_eq!(screen(&text(27 * 5 + 1)), ["17:1 screen/taller-than-a-phone"]);
    let code = |line: &str, lines: usize| format!("{}\n\n```swift\n{}\n```", text(35), vec![line; lines].join("\n"));
    assert_eq!(screen(&code("f()", 19)), [""; 0], "7 lines, an empty one, and 19");
    assert_eq!(screen(&code("f()", 20)), ["17:1 screen/taller-than-a-phone"]);
    let wide = code("f(\"a line that wraps on a phone\")", 10);
    assert_eq!(screen(&wide), ["17:1 screen/taller-than-a-phone"]);
}
