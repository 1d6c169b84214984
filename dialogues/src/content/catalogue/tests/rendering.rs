//! Markdown as Telegram shows it.

use super::{COURSE_PATH, FRONT, file, lesson, with_lesson};
use crate::catalogue::{Catalogue, Lesson, SourceFile};
use crate::kernel::locale::Locale;

/// What holds everything is tall.
const TALL: &str = "screen/taller-than-a-phone";

fn compiled(text: &str) -> std::sync::Arc<Lesson> {
    let compilation = Catalogue::compile(&with_lesson(text));
    let findings: Vec<_> =
        compilation.findings.iter().filter(|finding| finding.path != COURSE_PATH && finding.code != TALL).collect();
    assert!(findings.is_empty(), "{findings:?}");
    compilation.catalogue.courses()[0].lessons().next().unwrap().clone()
}

fn rendered(text: &str) -> String {
    compiled(&lesson("").replace("Some text.", text)).screens[0].text.original.html.to_string()
}

#[test]
fn everything_that_a_screen_may_hold() {
    insta::assert_snapshot!(rendered(
        r#"A paragraph with **bold**, *italic*, ~~struck~~ and `code <T>` & more
on two lines,\
and a [link](https://example.com/?a=1&b="2").

A **bold `code` and *italic* text** keeps code apart; so does a [link with `code`](https://example.com).

- One
- Two
  - Nested with `code`
  - Nested again
- Three

  With a second paragraph.

3. Third
4. Fourth

```swift
let a: [Int] = [1, 2]   
print(a.count < 3 && true)
```

```text
true
```

> A quote
> of two lines.
>
> And a second paragraph.

> [!WARNING]
> Mind the `nil`.

<https://example.com>"#
    ));
}

#[test]
fn a_title_is_plain_text() {
    let lesson = compiled(&lesson("\n## Unwrap *it* with `if let` & `??` {#b}\n\nText.\n"));
    assert_eq!(lesson.screens[1].text.original.title, "Unwrap it with if let & ??");
}

#[test]
fn alerts_speak_the_language_of_the_text() {
    let russian = Locale::of_tag("ru").unwrap();
    let text = lesson("").replace("lang: en", "lang: ru").replace("Some text.", "> [!NOTE]\n> Текст.");
    let course = super::COURSE.replace("lang: en", "lang: ru");
    let files = [file(COURSE_PATH, course), file(super::LESSON_PATH, text)];
    let catalogue = Catalogue::compile(&files).catalogue;
    let html = &catalogue.courses()[0].lessons().next().unwrap().screens[0].text.get(russian).html;
    assert_eq!(html.as_str(), "<blockquote><b>Заметка</b>\nТекст.</blockquote>");
}

#[test]
fn questions_of_every_kind() {
    let lesson = compiled(&lesson(
        r"
## Quiz {pass=0.75 pick=2}

### single: What does `a` hold? {#q-single concept=values difficulty=3 shuffle=false}
Look at it:

```swift
let a = 1
```

- [ ] `nil`
  > No, *not* nil.
- [x] One
  > Yes.

> [!TIP]
> A number.

### multiple: Which are numbers? {#q-multiple partial=true}

- [x] `1`

  > Yes.

- [x] `2`

  > Yes.

- [ ] `true`

  > No.

> [!NOTE]
> Digits.

### false: `1` is a text. {#q-truth}
> [!NOTE]
> A number.
",
    ));
    let quiz = lesson.quiz.as_ref().unwrap();
    assert_eq!((quiz.pass, quiz.pick), (0.75, 2));
    insta::assert_debug_snapshot!(quiz.questions);
}

#[test]
fn reasons_hints_and_explanations_need_no_empty_line_after_options() {
    let lesson = compiled(&lesson(
        "\n## Quiz\n\n### single: A? {#q-a}\n- [ ] One\n  > No.\n- [x] Two\n  > Yes.\n> [!TIP]\n> Hint.\n",
    ));
    let question = &lesson.quiz.as_ref().unwrap().questions[0].text.original;
    assert_eq!(question.options[1].reason.as_str(), "Yes.");
    assert_eq!(question.hint.as_ref().unwrap().as_str(), "Hint.");
}

#[test]
fn line_ends_change_nothing() {
    let text = lesson("\n```swift\nlet a = 1\nlet b = 2\n```\n");
    let (unix, windows) = (compiled(&text), compiled(&text.replace('\n', "\r\n")));
    // As an archive may have it.
    assert_eq!(unix.screens[0].text, windows.screens[0].text);
    let saved = SourceFile::new("a.md", text.replace('\n', "\r\n").as_bytes()).text;
    assert_eq!(compiled(&saved).revision, unix.revision);
}

#[test]
fn a_revision_changes_with_any_text_and_only_then() {
    assert_eq!(compiled(&lesson("")).revision, compiled(&lesson("")).revision);
    assert_ne!(compiled(&lesson("")).revision, compiled(&lesson("\nMore.\n")).revision);
    assert_eq!(compiled(&lesson("")).revision.as_str().len(), 12);
    assert!(FRONT.starts_with("---"));
}
