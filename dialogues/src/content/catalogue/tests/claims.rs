//! What the content says of code, for a compiler to try.

use super::{Catalogue, lesson, with_lesson};
use crate::catalogue::{Behaviour, PrintingLine, line_column};

/// The claims of a lesson: the line, what is expected, the code.
fn claims(rest: &str) -> Vec<(usize, Behaviour, String)> {
    let text = lesson(rest);
    let claims = Catalogue::compile(&with_lesson(text.clone())).claims;
    claims.into_iter().map(|claim| (line_column(&text, claim.span.start).0, claim.behaviour, claim.code)).collect()
}

fn screen(blocks: &str) -> Vec<(usize, Behaviour, String)> {
    claims(&format!("\n## B {{#b}}\n\n{blocks}"))
}

fn runs(lines: &[(usize, &[&str])]) -> Behaviour {
    let line = |(line, prints): &(usize, &[&str])| PrintingLine {
        line: *line,
        prints: prints.iter().map(|value| (*value).to_owned()).collect(),
    };
    Behaviour::Runs(lines.iter().map(line).collect())
}

#[test]
fn a_block_runs_and_its_lines_print_what_they_say() {
    let code =
        "let a = 1\nprint(a)  // 1\nfor b in 1...2 {\n    print(b)      // 1, then 2\n}\nprint(a)\n// print(a)  // 3\n";
    assert_eq!(
        screen(&format!("```swift\n{code}```\n")),
        [(20, runs(&[(2, &["1"]), (4, &["1", "2"])]), code.to_owned())]
    );
}

#[test]
fn a_line_in_a_comment_that_must_not_compile_is_tried_without_the_comment() {
    let code = "let a = 1\n// a = 2  // error: a constant\n// b = 2\n// error: no such name\n// if a {  // error\n";
    let found = screen(&format!("```swift\n{code}```\n"));
    assert_eq!(found[0], (20, runs(&[]), code.to_owned()));
    let without = |line: usize, bare: &str| {
        let mut lines: Vec<&str> = code.lines().collect();
        lines[line] = bare;
        (20 + line, Behaviour::DoesNotCompile, format!("{}\n", lines.join("\n")))
    };
    assert_eq!(found[1..], [without(1, "a = 2"), without(2, "b = 2"), without(4, "if a { }")]);
}

#[test]
fn marks_say_what_a_block_is() {
    let block = |mark: &str, code: &str| format!("```swift{mark}\n{code}\n```\n\n");
    let found = screen(
        &[
            block("", "let a = 1"),
            block(" fragment", "let view = UIView()"),
            block(" does-not-compile", "let a: Int = 1.5"),
            block(" continues", "print(a)  // 1"),
            block("", "let b = 1"),
        ]
        .concat(),
    );
    let all: Vec<(usize, Behaviour, &str)> =
        found.iter().map(|(line, behaviour, code)| (*line, behaviour.clone(), code.as_str())).collect();
    assert_eq!(
        all,
        [
            (20, runs(&[]), "let a = 1\n"),
            (28, Behaviour::DoesNotCompile, "let a: Int = 1.5\n"),
            (32, runs(&[(2, &["1"])]), "let a = 1\nprint(a)  // 1\n"),
            (36, runs(&[]), "let b = 1\n"),
        ]
    );
}

#[test]
fn a_screen_goes_on_from_the_code_of_the_screens_before() {
    let screen = |id: &str, mark: &str, code: &str| format!("\n## B {{#{id}}}\n\n```swift{mark}\n{code}\n```\n");
    let screens = [
        screen("b", "", "let a = 1"),
        "\n## Words {#c}\n\nText.\n".to_owned(),
        screen("d", " continues", "let b = a"),
        screen("e", " continues", "print(b)"),
    ];
    let codes: Vec<String> = claims(&screens.concat()).into_iter().map(|(_, _, code)| code).collect();
    assert_eq!(codes, ["let a = 1\n", "let a = 1\nlet b = a\n", "let a = 1\nlet b = a\nprint(b)\n"]);
}

#[test]
fn an_output_is_all_that_is_printed() {
    let question =
        "### output: What? {#q-a}\n```swift\nprint(1)\nprint(2)\n```\n```output\n1\n2\n```\n> [!NOTE]\n> So.\n";
    let found = claims(&format!("\n## Quiz\n\n{question}"));
    assert_eq!(found, [(21, Behaviour::Prints("1\n2".to_owned()), "print(1)\nprint(2)\n".to_owned())]);
}

#[test]
fn every_form_is_tried_in_the_code_around_it() {
    let question = "### write: Give it back. {#q-a}\n```swift\nfunc f() -> Int {\n    // ...\n}\n```\n\
                    ```swift before\nlet hidden = 1\n```\n- = `return [?hidden + ]1`\n- ! does-not-compile `return`\n  \
                    > What?\n- ! `return 2`\n  > One too much.\n> [!NOTE]\n> So.\n";
    let found = claims(&format!("\n## Quiz\n\n{question}"));
    let whole = |form: &str| format!("let hidden = 1\n\nfunc f() -> Int {{\n{form}\n}}\n");
    assert_eq!(
        found,
        [
            (29, Behaviour::DoesNotCompile, whole("return")),
            (31, Behaviour::Compiles, whole("return 2")),
            (28, Behaviour::Compiles, whole("return 1")),
            (28, Behaviour::Compiles, whole("return hidden + 1")),
        ]
    );
}
