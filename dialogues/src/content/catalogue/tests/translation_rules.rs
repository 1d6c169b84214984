//! A translation and its original.

use super::{COURSE, COURSE_PATH, LESSON_PATH, TRANSLATION_PATH, file, findings_in, lesson};
use crate::catalogue::{Catalogue, SourceFile};
use crate::content::source::hash::of_text;
use crate::kernel::locale::Locale;

const COURSE_TRANSLATION_PATH: &str = "courses/first/course.ru.yaml";

const QUIZ: &str = "
```swift
let name = \"Anna\"  // a name
```

## Second {#second}

Text.

## Quiz {pass=0.8 pick=1}

### single: What? {#q-what concept=values difficulty=2}
- [ ] One
  > No.
- [x] Two
  > Yes.

### true: So? {#q-so}
> [!NOTE]
> Yes.
";

fn original() -> String {
    lesson(QUIZ)
}

/// Its metadata are six lines.
fn translation() -> String {
    let body = original().split_once("\n---\n").unwrap().1.to_owned();
    let body = body.replace("Some text.", "Текст.").replace("Anna", "Анна").replace("// a name", "// имя");
    format!("---\nid: swift.first\nlang: ru\ntitle: Первый\nsource: \"{}\"\n---\n{body}", of_text(&original()))
}

fn course_translation() -> String {
    let source = format!("source: \"{}\"", of_text(COURSE));
    COURSE.replace("lang: en", "lang: ru").replace("level: junior", &source)
}

fn files(translation: String) -> Vec<SourceFile> {
    vec![
        file(COURSE_PATH, COURSE),
        file(COURSE_TRANSLATION_PATH, course_translation()),
        file(LESSON_PATH, original()),
        file(TRANSLATION_PATH, translation),
    ]
}

fn findings(translation: String) -> Vec<String> {
    findings_in(TRANSLATION_PATH, &files(translation))
}

fn changed(from: &str, to: &str) -> Vec<String> {
    assert!(translation().contains(from));
    findings(translation().replacen(from, to, 1))
}

#[test]
fn a_good_translation_has_no_findings_and_is_used() {
    let compilation = Catalogue::compile(&files(translation()));
    assert_eq!(compilation.findings, []);
    let course = &compilation.catalogue.courses()[0];
    let lesson = course.lessons().next().unwrap();
    let russian = Locale::of_tag("ru").unwrap();
    assert_eq!(lesson.title.get(russian), "Первый");
    assert!(lesson.screens[0].text.get(russian).html.as_str().starts_with("Текст."));
    assert!(lesson.screens[0].text.get(Locale::DEFAULT).html.as_str().starts_with("Some text."));
    assert_eq!(compilation.catalogue.sources(lesson.id.as_str()).len(), 2);
}

#[test]
fn a_missing_translation_is_a_warning() {
    let files = &files(translation())[..3];
    assert_eq!(findings_in(LESSON_PATH, files), ["5:7 translation/none"]);
}

#[test]
fn a_stale_translation_says_what_to_write() {
    let text = translation().replace(&of_text(&original()), "0123456789ab");
    let compilation = Catalogue::compile(&files(text));
    let finding = &compilation.findings[0];
    assert_eq!(finding.code, "translation/stale");
    assert_eq!(
        finding.hint.as_deref().unwrap(),
        format!("bring the texts up to date, then write `source: \"{}\"`", of_text(&original()))
    );
    assert_eq!(compilation.catalogue.courses()[0].lessons().next().unwrap().title.translations.len(), 1);
}

#[test]
fn a_translation_with_errors_is_left_out_and_the_lesson_stays() {
    let broken = translation().replace("Текст.", "![cat](https://example.com)");
    let catalogue = Catalogue::compile(&files(broken)).catalogue;
    let lesson = catalogue.courses()[0].lessons().next().unwrap();
    assert!(lesson.title.translations.is_empty());
    assert_eq!(catalogue.sources(lesson.id.as_str()).len(), 1);
}

#[test]
fn metadata_agree() {
    assert_eq!(changed("swift.first", "swift.other"), ["2:5 translation/other-id"]);
    assert_eq!(changed("lang: ru", "lang: en"), ["3:7 translation/other-language"]);
    assert_eq!(changed("lang: ru", "lang: ru\nlevel: junior"), ["4:1 yaml/unknown-key"]);
    assert_eq!(changed("title: Первый\n", ""), ["2:1 yaml/missing-key"]);
}

#[test]
fn screens_and_questions_are_the_same_in_the_same_order() {
    let renamed = changed("{#second}", "{#secnd}");
    assert_eq!(renamed, ["16:13 translation/extra", "16:13 translation/missing"]);
    assert_eq!(changed("#q-so", "#q-no"), ["20:1 translation/missing", "28:17 translation/extra"]);
    assert_eq!(changed("\n## Second {#second}\n\nText.\n", ""), ["8:15 translation/missing"]);
    let swapped =
        translation().replace("{#screen}", "{#x}").replace("{#second}", "{#screen}").replace("{#x}", "{#second}");
    assert_eq!(findings(swapped), ["8:15 translation/other-order"]);
    let (before, _) = translation().split_once("\n## Quiz").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    assert_eq!(findings(before), ["16:13 translation/missing"]);
}

#[test]
fn options_and_keys_are_the_same() {
    assert_eq!(changed("- [x] Two\n", "- [x] Two\n  > Yes.\n- [ ] Three\n"), ["22:1 translation/other-options"]);
    let swapped = translation().replace("[ ]", "[y]").replace("[x]", "[ ]").replace("[y]", "[x]");
    assert_eq!(findings(swapped), ["23:1 translation/other-key"]);
    assert_eq!(changed("### true:", "### false:"), ["28:1 translation/other-key"]);
    let statement = translation().replace("- [ ] One\n  > No.\n- [x] Two\n  > Yes.\n", "> [!NOTE]\n> Yes.\n");
    assert_eq!(
        findings(statement.replace("### single:", "### true:").replace(" difficulty=2", "")),
        ["22:1 translation/other-kind"]
    );
    assert_eq!(changed("difficulty=2", "difficulty=3"), ["22:54 translation/other-attribute"]);
    assert_eq!(changed(" concept=values difficulty=2", ""), [""; 0]);
}

#[test]
fn code_stays_but_for_comments_and_texts() {
    assert_eq!(changed("let name", "let title"), ["12:1 translation/other-code"]);
    assert_eq!(changed("let name = \"Анна\"  // имя", "// имя\nlet name =\n    \"Анна\""), [""; 0]);
}

#[test]
fn a_courses_translation_has_the_same_names() {
    let findings = |from: &str, to: &str| {
        assert!(course_translation().contains(from));
        let mut files = files(translation());
        files[1].text = course_translation().replacen(from, to, 1);
        findings_in(COURSE_TRANSLATION_PATH, &files)
    };
    assert_eq!(findings("  types: Types\n", ""), ["9:3 translation/missing"]);
    assert_eq!(findings("  types: Types\n", "  types: Types\n  tapes: Tapes\n"), ["9:3 translation/extra"]);
    assert_eq!(findings("first-course", "second-course"), ["1:5 translation/other-id"]);
    assert_eq!(findings("lang: ru", "lang: en"), ["2:7 translation/other-language"]);
    assert_eq!(findings(&of_text(COURSE), "0123456789ab"), ["5:9 translation/stale"]);
    assert_eq!(findings("summary: A", "level: junior\nsummary: A"), ["4:1 yaml/unknown-key"]);
}

/// The rules that a translated end of a lesson breaks.
fn broken(original: &str, translated: &str) -> Vec<String> {
    let original = lesson(original);
    let body = lesson(translated).split_once("\n---\n").unwrap().1.to_owned();
    let front = format!("---\nid: swift.first\nlang: ru\ntitle: Первый\nsource: \"{}\"\n---\n", of_text(&original));
    let mut files = files(format!("{front}{body}"));
    files[2].text = original;
    assert_eq!(findings_in(LESSON_PATH, &files), [""; 0], "the original is sound");
    findings_in(TRANSLATION_PATH, &files).iter().map(|finding| finding.split_once(' ').unwrap().1.to_owned()).collect()
}

#[test]
fn a_question_of_any_kind_keeps_its_shape_in_a_translation() {
    let note = "> [!NOTE]\n> Why.\n";
    let order = format!("\n## Quiz\n\n### order: How? {{#q-a}}\n1. One\n2. Two\n3. Three\n{note}");
    assert_eq!(broken(&order, &order.replace("One", "Один")), [""; 0]);
    assert_eq!(broken(&order, &order.replace("3. Three", "3. Three\n4. Four")), ["translation/other-options"]);
    let fill = format!("\n## Quiz\n\n### fill: So ____. {{#q-a}}\n- = one\n- ! two\n  > No.\n{note}");
    assert_eq!(broken(&fill, &fill.replace("- = one", "- = один\n- = раз")), [""; 0], "more words for the right one");
    assert_eq!(broken(&fill, &fill.replace("- ! two\n  > No.\n", "")), ["translation/other-options"]);
    let output =
        format!("\n## Quiz\n\n### output: What? {{#q-a}}\n```swift\nf()\n```\n\n```output\na\nb\n```\n\n{note}");
    assert_eq!(broken(&output, &output.replace("\na\n", "\nа\n")), [""; 0]);
    assert_eq!(broken(&output, &output.replace("\na\n", "\n")), ["translation/other-options"]);
    let text =
        "\n## Quiz\n\n### text: Why? {#q-a}\n- (2) {#p-a} One\n  - match: owner\n\n> [!NOTE]\n> The owner holds it.\n";
    assert_eq!(
        broken(text, &text.replace("match: owner", "match: владелец").replace("The owner", "Владелец")),
        [""; 0]
    );
    assert_eq!(broken(text, &text.replace("(2)", "(1)")), ["translation/other-key"]);
}

#[test]
fn code_to_write_is_the_same_but_for_texts_and_free_names() {
    let write = "\n## Quiz\n\n### write: So? {#q-a}\n```swift before\nfunc f() {\n```\n```swift after\n}\n```\n\
         - = `let _name_[?: String] = \"Anna\"`\n- ! does-not-compile `_name_ = \"Anna\"`\n  > No.\n\n> [!NOTE]\n> So.\n";
    let translated = write
        .replace("```swift before\nfunc f() {\n```\n```swift after\n}\n```\n", "")
        .replace("does-not-compile ", "")
        .replace("Anna", "Анна")
        .replace("_name_", "_имя_");
    assert_eq!(broken(write, &translated), [""; 0]);
    assert_eq!(broken(write, &translated.replace("let ", "var ")), ["translation/other-code"]);
    assert_eq!(broken(write, &translated.replace("[?: String]", "")), ["translation/other-code"]);
    assert_eq!(broken(write, &translated.replace("_имя_ = \"", "имя = \"")), ["translation/other-code"]);
    let more = translated.replace("- ! `", "- = `let имя = 1`\n- ! `");
    assert_eq!(broken(write, &more), ["translation/other-options"]);
}

#[test]
fn cards_are_the_same_in_a_translation() {
    let cards = "\n## Cards\n\n### card: A? {#c-a concept=values}\nA.\n\n### card: B? {#c-b concept=values}\nB.\n";
    assert_eq!(broken(cards, &cards.replace(" concept=values", "")), [""; 0]);
    assert_eq!(broken(cards, &cards.replace("#c-b", "#c-c")), ["translation/missing", "translation/extra"]);
    assert_eq!(broken(cards, &cards.replacen("concept=values", "concept=types", 1)), ["translation/other-attribute"]);
    assert_eq!(broken(cards, ""), ["translation/missing"]);
    assert_eq!(broken("", cards), ["translation/extra"]);
}
