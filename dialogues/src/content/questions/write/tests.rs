//! Forms, and answers beside them.

use proptest::prelude::*;

use super::comparing::{Comparison, Expected, compare};
use super::form::{Form, Malformed};
use super::{bare, swift_tokens};

fn form(written: &str) -> Form {
    Form::read(written).unwrap()
}

fn codes(written: &str) -> Vec<String> {
    form(written).variants.into_iter().map(|variant| variant.code).collect()
}

/// Is the answer what the form expects?
fn takes(written: &str, answer: &str) -> bool {
    differences(written, answer).iter().any(Option::is_none)
}

fn differences(written: &str, answer: &str) -> Vec<Option<(usize, Expected)>> {
    let answer = swift_tokens(&bare(answer));
    form(written)
        .variants
        .iter()
        .map(|variant| {
            let Comparison { difference, .. } = compare(variant, &answer, &|_| false);
            difference
        })
        .collect()
}

#[test]
fn parts_in_brackets_may_be_left_out_and_free_names_become_real_ones() {
    assert_eq!(codes("let _x_[?: [Int]] = 3"), ["let x = 3", "let x: [Int] = 3"]);
    assert_eq!(codes("f([?a: ]1)[?; g()]").len(), 4);
    assert_eq!(codes("print(\"_hi_\", _10_, \"\\(_name_)\")"), ["print(\"hi\", 10, \"\\(name)\")"]);
    assert_eq!(codes("func f(_ _a_: Int, __b: Int) {}"), ["func f(_ a: Int, __b: Int) {}"]);
    assert_eq!(codes("let a: [Int]? = list[0]"), ["let a: [Int]? = list[0]"], "brackets of Swift stay");
    for (written, malformed) in [
        ("let x[?: Int = 3", Malformed::OpenPart),
        ("let x[?: [?Int]] = 3", Malformed::NestedPart),
        ("a[?b][?c][?d][?e]", Malformed::ManyParts),
        ("[?a]", Malformed::Empty),
        ("// nothing", Malformed::Empty),
    ] {
        assert_eq!(Form::read(written), Err(malformed), "{written}");
    }
}

#[test]
fn a_free_name_is_one_name_and_no_other_ones() {
    let swap = "let _a_ = _b_";
    assert!(takes(swap, "let x = y"));
    for wrong in ["let x = x", "let let = y", "let _ = y", "let x = 1", "let x = $0", "let x.y = z"] {
        assert!(!takes(swap, wrong), "{wrong}");
    }
    assert!(takes("{ _x_ in _x_ * 2 }", "{ n in n*2 }") && !takes("{ _x_ in _x_ * 2 }", "{ n in m * 2 }"));
    assert!(takes("f(\"_t_\", _1_)", "f(“a, b”, 1_000)"));
    for wrong in ["f(t, 1)", "f(\"a\", 1.5)", "f(\"a\\(b)\", 1)", "f(\"a\", b)"] {
        assert!(!takes("f(\"_t_\", _1_)", wrong), "{wrong}");
    }
}

#[test]
fn statements_are_parted_and_all_other_line_ends_are_free() {
    let two = "let a = 1\nprint(a)";
    for right in
        ["let a = 1\nprint(a)", "let a = 1; print(a);", "let a =\n1\n\nprint(\na\n)", "let a = 1 // one\nprint(a)"]
    {
        assert!(takes(two, right), "{right}");
    }
    assert_eq!(differences(two, "let a = 1 print(a)"), [Some((4, Expected::Line))]);
    let block = "guard let a\nelse {\n    return\n}\nprint(a)";
    assert!(takes(block, "guard let a else { return }\nprint(a)"));
    assert!(!takes(block, "guard let a else { return } print(a)"));
    assert!(takes("@State\nprivate var a = 1", "@State private var a = 1"));
    assert!(takes("switch a {\ncase 1:\n    f()\ndefault:\n    g()\n}", "switch a { case 1: f()\ndefault: g() }"));
    assert!(takes("list\n    .map { $0 }\n    .count", "list.map{$0}.count"));
}

#[test]
fn answers_are_told_apart_where_swift_does() {
    for (written, wrong) in [
        ("a ?? b", "a ? b"),
        ("a == b", "a = b"),
        ("1...3", "1..<3"),
        ("1.0", "1"),
        ("\"a b\"", "\"a  b\""),
        ("\"\\(a) b\"", "\"\\(a)b\""),
        ("x", "x y"),
        (".`default`", ".default"),
        ("f(/* a */ 1)", "f(a, 1)"),
    ] {
        assert!(takes(written, written), "{written}");
        assert!(!takes(written, wrong), "{wrong}");
    }
    for (written, right) in [
        ("1...3", "1…3"),
        ("a - b", "a – b"),
        ("(Int) -> Int", "( Int )→Int"),
        ("10_000", "10000"),
        ("a != b", "a ≠ b"),
        ("\"it's\"", "“it’s”"),
        ("\"\\(f(a, \"b\"))\"", "\"\\( f(a,\"b\") )\""),
        ("f(1)", "```\nf(1)\n```"),
        ("f(1)", "/* what? /* */ */ f(1) // yes"),
    ] {
        assert!(takes(written, right), "{right}");
    }
}

proptest! {
    #[test]
    fn whatever_is_typed_has_tokens_in_order_and_can_be_compared(text in "([a-z_ \n\"\\\\()\\[\\]{}?;:`@#$0-9./*+=>-]|\\PC){0,40}") {
        let tokens = swift_tokens(&text);
        for pair in tokens.windows(2) {
            prop_assert!(pair[0].range.end <= pair[1].range.start);
        }
        for token in &tokens {
            prop_assert!(text.get(token.range.clone()).is_some_and(|text| !text.is_empty()));
        }
        if let Ok(form) = Form::read(&text) {
            for variant in &form.variants {
                let answer = swift_tokens(&bare(&format!("\n{}", variant.code)));
                prop_assert!(answer.len() <= variant.code.len());
                compare(variant, &answer, &|_| false);
            }
        }
    }
}
