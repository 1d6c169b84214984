//! Metadata, screens, and what may stand in them.

use super::{FRONT, LESSON_PATH, SCREEN, file, findings, findings_in, first_message, lesson, with_lesson};

fn front(change: &str, to: &str) -> String {
    assert!(FRONT.contains(change));
    lesson("").replacen(change, to, 1)
}

/// Findings in a screen's text, which begins at 15:1.
fn findings_in_text(text: &str) -> Vec<String> {
    findings(&lesson("").replace("Some text.", text))
}

#[test]
fn a_good_lesson_has_no_findings() {
    assert_eq!(findings(&lesson("")), [""; 0]);
}

#[test]
fn metadata_has_to_be_there_and_to_end() {
    assert_eq!(findings("## A screen {#a}\n\nText."), ["1:1 front-matter/missing"]);
    assert_eq!(findings("---\nid: a\n"), ["1:1 front-matter/unclosed"]);
    assert_eq!(findings(""), ["1:1 front-matter/missing"]);
}

#[test]
fn broken_yaml_is_reported_where_it_breaks() {
    assert_eq!(findings(&front("title: First", "title: [First")), ["5:5 yaml/syntax"]);
    assert_eq!(findings(&front("title: First", "title: Привет: мир")), ["4:14 yaml/syntax"]);
    assert_eq!(findings(&front("title: First", "id: again")), ["4:1 yaml/syntax"]);
}

#[test]
fn a_missing_key_is_named() {
    let text = front("level: junior\n", "");
    assert_eq!(findings(&text), ["2:1 yaml/missing-key"]);
    assert_eq!(first_message(&text).0, "the key `level` is missing");
}

#[test]
fn an_unknown_key_is_compared_with_the_known_ones() {
    let text = front("minutes: 5", "minutes: 5\nconcept: [values]");
    assert_eq!(findings(&text), ["8:1 yaml/unknown-key"]);
    assert_eq!(first_message(&text).1, "did you mean `concepts`?");
}

#[test]
fn values_have_their_types() {
    assert_eq!(findings(&front("requires: []", "requires: none")), ["8:11 yaml/type"]);
    assert_eq!(findings(&front("title: First", "title: [a, b]")), ["4:8 yaml/type"]);
    assert_eq!(findings(&front("title: First", "title:")), ["4:6 yaml/empty"]);
    assert_eq!(findings(&front("minutes: 5", "minutes: soon")), ["7:10 lesson/minutes"]);
    assert_eq!(findings(&front("minutes: 5", "minutes: 0")), ["7:10 lesson/minutes"]);
    assert_eq!(findings(&front("minutes: 5", "minutes: 61")), ["7:10 lesson/minutes"]);
    assert_eq!(findings(&front("level: junior", "level: juniour")), ["6:8 level/unknown"]);
    assert_eq!(findings(&front("status: published", "status: done")), ["10:9 lesson/unknown-status"]);
    assert_eq!(findings(&front("lang: en", "lang: xx")), ["5:7 lang/unknown"]);
}

#[test]
fn metadata_may_have_comments() {
    let commented =
        FRONT.lines().map(|line| if line == "---" { line.to_owned() } else { format!("{line}  # why: so") });
    let text = commented.collect::<Vec<_>>().join("\n") + "\n" + SCREEN;
    assert_eq!(findings(&text), [""; 0]);
}

#[test]
fn metadata_stay_small() {
    let text = front("title: First", &format!("title: First\nconcept: {}", "x".repeat(40_000)));
    assert_eq!(findings(&text), ["2:1 yaml/too-large"]);
}

#[test]
fn a_lesson_is_written_in_the_language_of_its_course() {
    assert_eq!(findings(&front("lang: en", "lang: ru")), ["5:7 lang/other-than-course"]);
}

#[test]
fn kinds_to_come_are_told_from_unknown_ones() {
    assert_eq!(findings(&front("kind: lesson", "kind: deck")), ["3:7 lesson/kind-not-supported"]);
    assert_eq!(findings(&front("kind: lesson", "kind: song")), ["3:7 lesson/unknown-kind"]);
}

#[test]
fn a_lessons_id_fits_into_a_button() {
    for id in ["Swift", "swift..first", "swift.", "swift_first", &"a".repeat(41)] {
        assert_eq!(findings(&front("swift.first", id)), ["2:5 id/malformed"], "{id}");
    }
    assert_eq!(findings(&front("swift.first", &"a".repeat(40))), [""; 0]);
}

#[test]
fn a_title_is_short() {
    let text = front("title: First", &format!("title: {}", "я".repeat(49)));
    assert_eq!(findings(&text), ["4:8 lesson/long-title"]);
    assert_eq!(findings(&front("title: First", &format!("title: {}", "я".repeat(48)))), [""; 0]);
}

#[test]
fn everything_belongs_to_a_screen_and_there_is_one() {
    let stray = findings(&format!("{FRONT}\nStray.\n"));
    assert_eq!(stray, ["13:1 lesson/text-before-screens", "13:7 lesson/no-screens"]);
    assert_eq!(findings(&format!("{FRONT}\nStray.\n\n## A {{#a}}\n\nText.\n")), ["13:1 lesson/text-before-screens"]);
    assert_eq!(findings(&lesson("\n## Empty {#empty}\n")), ["17:1 screen/empty"]);
    assert_eq!(findings(&lesson("\n## {#empty}\n\nText.\n")), ["17:1 screen/no-title"]);
}

#[test]
fn a_screen_has_an_id_of_its_own() {
    let text = lesson("\n## What ARC counts\n\nText.\n");
    assert_eq!(findings(&text), ["17:1 screen/no-id"]);
    assert_eq!(first_message(&text).1, "end the heading with {#what-arc-counts}");
    assert_eq!(findings(&lesson("\n## Again {#screen}\n\nText.\n")), ["17:12 screen/duplicate-id"]);
    assert_eq!(first_message(&lesson("\n## Again {#screen}\n\nText.\n")).0, "the id `screen` is taken in line 13");
    assert_eq!(findings(&lesson("\n## Again {#Screen_2}\n\nText.\n")), ["17:12 screen/malformed-id"]);
    assert_eq!(findings(&lesson("\n## Again {#b #c}\n\nText.\n")), ["17:14 heading/two-ids"]);
}

#[test]
fn unknown_attributes_and_sections_are_refused() {
    assert_eq!(findings(&lesson("\n## Again {#b level=2}\n\nText.\n")), ["17:14 heading/unknown-attribute"]);
    assert_eq!(findings(&lesson("\n## Interview\n\n### ask: A {#i-a}\n")), ["17:1 lesson/section-elsewhere"]);
    assert_eq!(first_message(&lesson("\n## Qiuz {pass=0.8}\n\nText\n")).1, "end the heading with {#qiuz}");
    assert_eq!(first_message(&lesson("\n## Quizz\n\nText\n")).1, "did you mean `## Quiz`?");
}

#[test]
fn what_a_chat_cannot_show_is_refused() {
    assert_eq!(findings_in_text("![A cat](https://example.com/cat.png)"), ["15:1 markdown/image"]);
    assert_eq!(findings_in_text("| a | b |\n|---|---|\n| 1 | 2 |"), ["15:1 markdown/table"]);
    assert_eq!(findings_in_text("A <b>bold</b> word"), ["15:3 markdown/html", "15:10 markdown/html"]);
    assert_eq!(findings_in_text("<div>\n\nText\n\n</div>"), ["15:1 markdown/html", "19:1 markdown/html"]);
    assert_eq!(findings_in_text("### Deeper"), ["15:1 markdown/heading"]);
    assert_eq!(findings_in_text("Text\n\n***"), ["17:1 markdown/rule"]);
    assert_eq!(findings_in_text("- [ ] to do"), ["15:3 markdown/checkbox"]);
    assert_eq!(findings_in_text("- a\n  - b\n    - c"), ["17:5 markdown/deep-list"]);
    assert_eq!(findings_in_text(&("> ".repeat(30) + "a")).last().unwrap(), "15:49 markdown/too-deep");
    assert_eq!(findings_in_text("> a\n> > b"), ["16:3 markdown/nested-quote"]);
}

#[test]
fn bytes_that_are_no_text_are_found() {
    assert_eq!(findings_in_text("Caf\u{fffd}"), ["15:4 file/bad-character"]);
    assert_eq!(findings_in_text("A bell\u{7}"), ["15:7 file/bad-character"]);
}

#[test]
fn quotes_that_run_on_and_unknown_alerts_are_found() {
    assert_eq!(findings_in_text("> [!TIP]\n> One.\n> [!NOTE]\n> Two."), ["17:3 quote/joined"]);
    assert_eq!(findings_in_text("> [!NOTES]\n> One."), ["15:3 quote/unknown-alert"]);
}

#[test]
fn links_are_https_addresses() {
    assert_eq!(findings_in_text("A [link](http://example.com) here"), ["15:3 link/not-https"]);
    assert_eq!(findings_in_text("A [mail](mailto:a@example.com)"), ["15:3 link/not-https"]);
    assert_eq!(findings_in_text("A <a@example.com>"), ["15:3 link/not-https"]);
    assert_eq!(findings_in_text("A [lesson](02-optionals.md)"), ["15:3 link/relative"]);
    assert_eq!(findings_in_text("A [link](https://)"), ["15:3 link/broken"]);
    assert_eq!(findings_in_text("A [](https://example.com)"), ["15:3 link/empty"]);
    assert_eq!(findings_in_text("A [link](https://example.com)"), [""; 0]);
}

#[test]
fn code_blocks_have_a_language() {
    assert_eq!(findings_in_text("```\nlet a = 1\n```"), ["15:1 code/no-language"]);
    assert_eq!(findings_in_text("Text\n\n    let a = 1"), ["17:5 code/no-language"]);
    assert_eq!(findings_in_text("```swfit\nlet a = 1\n```"), ["15:1 code/unknown-language"]);
    assert_eq!(findings_in_text("```text\nOptional(1\n```"), [""; 0]);
}

#[test]
fn code_lines_fit_on_a_phone() {
    let line = "x".repeat(45);
    assert_eq!(findings_in_text(&format!("```text\nshort\n{line}\n```")), ["17:1 code/wide"]);
}

#[test]
fn swift_has_to_parse() {
    assert_eq!(findings_in_text("```swift\nlet a = 1\nlet b = = 2\n```"), ["17:11 code/swift"]);
    assert_eq!(findings_in_text("- An item\n\n  ```swift\n  let a = 1\n  let = 2\n  ```"), ["19:6 code/swift"]);
    assert_eq!(findings_in_text("```swift\nfunc f() {\n    print(1)\n```"), ["16:1 code/swift"]);
}

#[test]
fn a_screen_is_one_message() {
    assert_eq!(findings_in_text(&"word ".repeat(778)), ["13:1 screen/long"]);
    assert_eq!(findings_in_text(&"word ".repeat(781)), ["13:1 screen/too-long"]);
    assert_eq!(findings_in_text(&"word ".repeat(290)), ["13:1 screen/taller-than-a-phone"]);
    assert_eq!(findings_in_text(&"word ".repeat(150)), [""; 0]);
}

#[test]
fn formatting_weighs_as_much_as_telegram_bears() {
    let weight = |text: &str| -> Vec<String> {
        findings_in_text(text).into_iter().filter(|finding| finding.contains(" text/")).collect()
    };
    let links = |count: usize, bytes: usize| {
        weight(&format!("- [a](https://example.com/{})\n", "x".repeat(bytes)).repeat(count))
    };
    assert_eq!(links(50, 750), ["13:1 text/too-heavy"]);
    assert_eq!(links(50, 300), ["13:1 text/too-heavy"]);
    assert_eq!(links(20, 300), [""; 0]);
    assert_eq!(weight(&"`x` ".repeat(150)), ["13:1 text/too-colourful"]);
    assert_eq!(weight(&"`x` ".repeat(90)), [""; 0]);
}

#[test]
fn concepts_are_declared_by_the_course() {
    let text = front("[values]", "[values, type]");
    assert_eq!(findings(&text), ["9:20 concept/undeclared"]);
    assert_eq!(first_message(&text).1, "did you mean `types`?");
}

#[test]
fn an_id_belongs_to_one_lesson() {
    let mut files = with_lesson(lesson(""));
    let second = "courses/first/01-basics/02-second.md";
    files.push(file(second, lesson("")));
    assert_eq!(findings_in(second, &files), ["2:5 id/duplicate"]);
    assert_eq!(findings_in(LESSON_PATH, &files), [""; 0]);
}
