//! What answers are worth.

#![expect(clippy::float_cmp, reason = "these scores have exact values")]

use super::{Body, Grade, Response, Typed};
use crate::catalogue::{Catalogue, SourceFile};

/// The body of a written question.
fn body(question: &str) -> Body {
    let course = "id: a\nlang: en\ntitle: A\nsummary: A.\nlevel: junior\nconcepts: {a: A}\n\
                  modules: {a: {title: A, summary: A.}}\n";
    let lesson = format!(
        "---\nid: a\nkind: lesson\ntitle: A\nlang: en\nlevel: junior\nminutes: 1\nrequires: []\nconcepts: [a]\n\
         status: published\n---\n\n## A {{#a}}\n\nText.\n\n## Quiz\n\n{question}"
    );
    let file = |path: &str, text: String| SourceFile { path: path.to_owned(), text };
    let files = [file("courses/a/course.yaml", course.to_owned()), file("courses/a/01-a/01-a.md", lesson)];
    let catalogue = Catalogue::compile(&files).catalogue;
    assert!(!catalogue.courses().is_empty(), "this has errors: {question}");
    let lesson = catalogue.courses()[0].lessons().next().unwrap();
    lesson.quiz.as_ref().unwrap().questions[0].body.clone()
}

/// Four options, of which 1 and 2 are right.
fn multiple(attributes: &str) -> Body {
    let options = ["- [ ] A", "- [x] B", "- [x] C", "- [ ] D"].join("\n  > Because.\n");
    body(&format!("### multiple: Which? {{#q-a {attributes}}}\n{options}\n  > Because.\n"))
}

fn score(body: &Body, chosen: &[usize]) -> f64 {
    let Grade { score, correct } = body.grade(&Response::Options(chosen.to_vec()));
    assert_eq!(correct, score >= 1.0);
    score
}

#[test]
fn a_single_question_takes_its_one_right_option() {
    let body = body("### single: Which? {#q-a}\n- [ ] A\n  > No.\n- [x] B\n  > Yes.\n");
    assert_eq!((body.name(), body.option_count(), body.takes_many()), ("single", 2, false));
    assert_eq!(body.correct(), [1]);
    assert_eq!([score(&body, &[0]), score(&body, &[1])], [0.0, 1.0]);
}

#[test]
fn multiple_is_all_or_nothing() {
    let body = multiple("");
    assert_eq!((body.name(), body.option_count(), body.takes_many()), ("multiple", 4, true));
    assert_eq!(body.correct(), [1, 2]);
    assert_eq!(score(&body, &[1, 2]), 1.0);
    for chosen in [&[1][..], &[0, 1, 2], &[0], &[0, 1, 2, 3]] {
        assert_eq!(score(&body, chosen), 0.0);
    }
}

#[test]
fn partial_points_are_the_right_ones_less_the_wrong_ones() {
    let body = multiple("partial=true");
    assert_eq!(score(&body, &[1, 2]), 1.0);
    assert_eq!(score(&body, &[1]), 0.5);
    assert_eq!(score(&body, &[0, 1, 2]), 0.5);
    assert_eq!(score(&body, &[0, 1]), 0.0);
    assert_eq!(score(&body, &[0, 3]), 0.0);
}

#[test]
fn a_statement_has_true_first_and_false_second() {
    let statement = |word: &str| body(&format!("### {word}: So. {{#q-a}}\n> [!NOTE]\n> Because.\n"));
    assert_eq!((statement("true").name(), statement("true").correct()), ("truth", vec![0]));
    assert_eq!(statement("false").correct(), [1]);
    assert_eq!(score(&statement("false"), &[1]), 1.0);
}

#[test]
fn what_is_no_answer_is_worth_nothing() {
    let single = body("### single: Which? {#q-a}\n- [ ] A\n  > No.\n- [x] B\n  > Yes.\n");
    for chosen in [&[][..], &[2], &[0, 1], &[1, 1]] {
        assert!(!single.well_formed(&Response::Options(chosen.to_vec())));
        assert_eq!(score(&single, chosen), 0.0);
    }
    let multiple = multiple("");
    for chosen in [&[][..], &[2, 1], &[1, 1, 2], &[1, 4]] {
        assert!(!multiple.well_formed(&Response::Options(chosen.to_vec())));
    }
    assert!(multiple.well_formed(&Response::Options(vec![0, 3])));
}

const NOTE: &str = "\n> [!NOTE]\n> Because.\n";

fn sequence(body: &Body, items: &[usize]) -> f64 {
    let response = Response::Sequence(items.to_vec());
    assert!(body.well_formed(&response));
    body.grade(&response).score
}

#[test]
fn an_order_is_whole_or_pays_for_right_neighbours() {
    let order = |attributes: &str, third: &str| {
        body(&format!("### order: How? {{#q-a {attributes}}}\n1. A\n2. B\n3. {third}\n4. D\n{NOTE}"))
    };
    assert_eq!(order("", "C").name(), "order");
    assert_eq!([sequence(&order("", "C"), &[0, 1, 2, 3]), sequence(&order("", "C"), &[1, 0, 2, 3])], [1.0, 0.0]);
    let partial = order("partial=true", "C");
    assert_eq!(sequence(&partial, &[3, 0, 1, 2]), 2.0 / 3.0);
    assert_eq!(sequence(&partial, &[1, 0, 2, 3]), 1.0 / 3.0);
    assert_eq!(sequence(&partial, &[3, 2, 1, 0]), 0.0);
    let alike = order("partial=true", "B");
    assert_eq!(sequence(&alike, &[0, 2, 1, 3]), 1.0, "two items of the same text may change places");
    assert!(sequence(&alike, &[1, 2, 3, 0]) < 1.0);
    for wrong in [&[0, 1, 2][..], &[0, 1, 2, 2], &[0, 1, 2, 4], &[]] {
        assert!(!partial.well_formed(&Response::Sequence(wrong.to_vec())));
    }
    assert!(!partial.well_formed(&Response::Options(vec![0])));
}

#[test]
fn a_match_is_whole_or_pays_for_right_rows() {
    let table = "| L | R |\n|---|---|\n| a | 1 |\n| b | 2 |\n| c | 3 |\n| d | 4 |\n";
    let matching = |attributes: &str| body(&format!("### match: What? {{#q-a {attributes}}}\n\n{table}{NOTE}"));
    assert_eq!(matching("").name(), "matching");
    assert_eq!([sequence(&matching(""), &[0, 1, 2, 3]), sequence(&matching(""), &[0, 1, 3, 2])], [1.0, 0.0]);
    assert_eq!(sequence(&matching("partial=true"), &[0, 1, 3, 2]), 0.5);
    assert_eq!(sequence(&matching("partial=true"), &[1, 2, 3, 0]), 0.0);
}

#[test]
fn entries_stand_for_the_answers_that_they_were_made_of() {
    let table = "| L | R |\n|---|---|\n| a | 1 |\n| b | 2 |\n| c | 3 |\n";
    for body in [
        body(&format!("### match: What? {{#q-a}}\n\n{table}{NOTE}")),
        body(&format!("### order: How? {{#q-a}}\n1. A\n2. B\n3. C\n{NOTE}")),
        multiple(""),
    ] {
        for seed in 0..50 {
            let order = body.order(Some(seed));
            for response in [body.right(), body.wrong()] {
                let entry = body.entry(&order, &response).unwrap();
                assert!(entry.len() <= 16, "{entry}");
                assert_eq!(body.entered(&order, &entry), Some(response));
            }
            for entry in ["", "-", "00", "9", "x", "012345678901234567890", "é"] {
                let answer = body.entered(&order, entry);
                assert!(answer.is_none_or(|answer| !body.well_formed(&answer)) || body.name() == "multiple");
            }
        }
    }
}

/// The score of a typed answer.
fn typed(body: &Body, text: &str) -> Option<f64> {
    match body.typed(text) {
        Typed::Answer(response) => Some(body.grade(&response).score),
        Typed::ButtonsOnly | Typed::Empty | Typed::Part { .. } => None,
    }
}

fn fill(answers: &str) -> Body {
    body(&format!("### fill: A weak `[____ self]` of the learner {{#q-a}}\n{answers}{NOTE}"))
}

#[test]
fn code_in_a_gap_is_compared_by_its_tokens() {
    let body = fill("- = `[weak self]`\n- = `a ?? b`\n- = `name: \"Anna\"`\n");
    for right in ["[weak self]", "[ weak  self ]", "`[weak self]`", "a??b", "name:“Anna”"] {
        assert_eq!(typed(&body, right), Some(1.0), "{right}");
    }
    for wrong in ["[Weak self]", "weak self", "[weakself]", "a ? ? b", "name: \"anna\"", "[weak selv]"] {
        assert_eq!(typed(&body, wrong), Some(0.0), "{wrong}");
    }
}

#[test]
fn a_word_in_a_gap_may_have_a_slip_but_not_be_another_word() {
    let body = fill("- = Unowned\n- = strong reference\n- = счётчик\n- ! unowner\n  > No.\n- ! `unowneds`\n  > No.\n");
    for right in [
        "unowned",
        "UNOWNED",
        "unownd",
        "unwoned",
        "Strong  reference",
        "strnog referense",
        "счетчик",
        "Щётчик".replace('Щ', "С").as_str(),
    ] {
        assert_eq!(typed(&body, right), Some(1.0), "{right}");
    }
    for wrong in ["unowner", "unowneds", "owned", "strong", "string reference", "reference strong", "счёт", "u"] {
        assert_eq!(typed(&body, wrong), Some(0.0), "{wrong}");
    }
    let keyword = fill("- = whiles\n- = learnerz\n");
    assert_eq!([typed(&keyword, "while"), typed(&keyword, "learner")], [Some(0.0), Some(0.0)]);
    assert_eq!(typed(&keyword, "whilez"), Some(1.0));
}

#[test]
fn signs_are_answers_and_pictures_are_none() {
    let gap = fill("- = `??`\n");
    assert_eq!(typed(&gap, "??"), Some(1.0));
    for nothing in ["", " ", "🙂", "👍🏽👍🏽"] {
        assert_eq!(typed(&gap, nothing), None, "{nothing}");
    }
    let single = body("### single: Which? {#q-a}\n- [ ] A\n  > No.\n- [x] B\n  > Yes.\n");
    assert_eq!(single.typed("B"), Typed::ButtonsOnly);
    assert!(gap.is_typed() && !single.is_typed());
}

#[test]
fn what_is_printed_is_exact_but_for_ends_of_lines_and_what_keyboards_change() {
    let output = |printed: &str| {
        body(&format!("### output: What? {{#q-a}}\n```swift\nf()\n```\n\n```output\n{printed}\n```\n{NOTE}"))
    };
    let two = output("a  b\n[\"x\", \"y\"]");
    for right in ["a  b\n[\"x\", \"y\"]", "a  b  \r\n[\"x\", \"y\"]\n", "\na  b\n[“x”, “y”]", "a  b\n[«x», «y»]"]
    {
        assert_eq!(typed(&two, right), Some(1.0), "{right}");
    }
    for wrong in ["a b\n[\"x\", \"y\"]", "A  b\n[\"x\", \"y\"]", "[\"x\", \"y\"]\na  b", "a  b\n\n[\"x\", \"y\"]"] {
        assert_eq!(typed(&two, wrong), Some(0.0), "{wrong}");
    }
    for part in ["a  b", "a  b [\"x\", \"y\"]", "no"] {
        assert_eq!(two.typed(part), Typed::Part { lines: 2 }, "{part}");
    }
    assert_eq!(typed(&output("---"), "—-"), Some(1.0));
    assert_eq!(typed(&output("🙂"), "🙂"), Some(1.0), "where pictures are printed, they are an answer");
}

#[test]
fn what_is_typed_exactly_as_the_key_is_right_whatever_signs_it_has() {
    for key in
        ["`print(\"a — b\")`", "“quoted”", "«да»", "wait…", "`\"a\u{a0}b\"`", "it’s", "мой", "cafe\u{301}", "a–b"]
    {
        let body = fill(&format!("- = {key}\n"));
        assert_eq!(typed(&body, key), Some(1.0), "{key}");
        assert_eq!(typed(&body, key.trim_matches('`')), Some(1.0), "{key} without backticks");
    }
    for (key, typed_as) in [
        ("мой", "мо\u{438}\u{306}"),
        ("мо\u{438}\u{306}", "мой"),
        ("caf\u{e9}", "cafe\u{301}"),
        ("`let café`", "let cafe\u{301}"),
        ("`\"a…\"`", "“a...”"),
        ("`a - b`", "a − b"),
    ] {
        assert_eq!(typed(&fill(&format!("- = {key}\n")), typed_as), Some(1.0), "{key} as {typed_as}");
    }
}

#[test]
fn what_is_printed_may_be_typed_with_the_signs_of_any_keyboard() {
    let output = |printed: &str| {
        body(&format!("### output: What? {{#q-a}}\n```swift\nf()\n```\n\n```output\n{printed}\n```\n{NOTE}"))
    };
    for (printed, typed_as) in [
        ("It's — done", "It’s — done"),
        ("It’s — done", "It's -- done"),
        ("привет — \"мир\"", "привет — «мир»"),
        ("a…", "a..."),
        ("caf\u{e9}", "cafe\u{301}"),
        ("1\u{a0}000", "1 000"),
        ("a\u{2009}b", "a b"),
    ] {
        assert_eq!(typed(&output(printed), typed_as), Some(1.0), "{printed} as {typed_as}");
        assert_eq!(typed(&output(printed), printed), Some(1.0), "{printed}");
    }
    assert_eq!(typed(&output("It's — done"), "Its — done"), Some(0.0));
}
