//! Quizzes and their questions.

use super::{findings, first_message, lesson};

const HEAD: &str = "\n## Quiz {pass=0.8 pick=1}\n\n";

/// Findings of a question, which begins at 19:1.
fn findings_of(question: &str) -> Vec<String> {
    findings(&lesson(&format!("{HEAD}{question}")))
}

fn message_of(question: &str) -> (String, String) {
    first_message(&lesson(&format!("{HEAD}{question}")))
}

const GOOD: &str = "\
### single: What is it? {#q-it concept=values difficulty=2}
- [ ] One
  > Not this.
- [x] Two
  > This.
> [!TIP]
> Think.

> [!NOTE]
> It is two.
";

#[test]
fn a_good_question_has_no_findings() {
    assert_eq!(findings_of(GOOD), [""; 0]);
}

#[test]
fn a_quiz_says_how_much_passes_and_how_many_are_asked() {
    let quiz = |attributes: &str| findings(&lesson(&format!("\n## Quiz {{{attributes}}}\n\n{GOOD}")));
    assert_eq!(quiz("pass=1.5"), ["17:15 quiz/pass"]);
    assert_eq!(quiz("pass=NaN"), ["17:15 quiz/pass"]);
    assert_eq!(quiz("pass=most"), ["17:15 heading/attribute"]);
    assert_eq!(quiz("pick=2"), ["17:15 quiz/pick"]);
    assert_eq!(quiz("pick=0"), ["17:15 quiz/pick"]);
    assert_eq!(quiz("pick=1 pick=1"), ["17:17 heading/repeated-attribute"]);
    assert_eq!(quiz("pas=0.8"), ["17:10 heading/unknown-attribute"]);
}

#[test]
fn a_quiz_is_the_last_thing_and_holds_questions_only() {
    assert_eq!(findings(&lesson("\n## Quiz {pass=0.8}\n")), ["17:1 quiz/empty"]);
    assert_eq!(findings(&lesson(&format!("{HEAD}Stray.\n\n{GOOD}"))), ["19:1 quiz/stray-text"]);
    assert_eq!(findings(&lesson(&format!("{HEAD}{GOOD}\n## Late {{#late}}\n\nText.\n"))), ["30:1 screen/after-quiz"]);
    assert_eq!(findings(&lesson(&format!("{HEAD}{GOOD}{HEAD}{GOOD}"))), ["30:1 quiz/second"]);
}

#[test]
fn a_question_begins_with_its_kind() {
    assert_eq!(findings_of("### What is it? {#q-it}\n"), ["19:1 question/no-kind"]);
    let text = GOOD.replace("single:", "singel:");
    assert_eq!(findings_of(&text), ["19:5 question/unknown-kind"]);
    assert_eq!(message_of(&text).1, "did you mean `single`?");
    assert_eq!(findings_of(&GOOD.replace("single:", "order:")), ["19:5 question/kind-not-supported"]);
    assert_eq!(findings_of(&GOOD.replace("What is it?", "")), ["19:1 question/no-text"]);
}

#[test]
fn a_question_has_an_id_of_its_own() {
    assert_eq!(findings_of(&GOOD.replace("#q-it ", "")), ["19:1 question/no-id"]);
    assert_eq!(findings_of(&GOOD.replace("#q-it", "#it")), ["19:27 question/malformed-id"]);
    assert_eq!(findings_of(&GOOD.replace("#q-it", "#q-It")), ["19:27 question/malformed-id"]);
    assert_eq!(findings_of(&format!("{GOOD}\n{GOOD}")), ["30:27 question/duplicate-id"]);
    let long = format!("#q-{}", "a".repeat(31));
    assert_eq!(findings_of(&GOOD.replace("#q-it", &long)), ["19:27 question/malformed-id"]);
}

#[test]
fn attributes_are_known_and_in_range() {
    assert_eq!(findings_of(&GOOD.replace("concept=values", "concept=types")), ["19:40 concept/not-in-lesson"]);
    assert_eq!(findings_of(&GOOD.replace("difficulty=2", "difficulty=4")), ["19:58 question/difficulty"]);
    assert_eq!(findings_of(&GOOD.replace("difficulty=2", "difficulty=hard")), ["19:58 heading/attribute"]);
    assert_eq!(findings_of(&GOOD.replace("difficulty=2", "partial=true")), ["19:47 heading/unknown-attribute"]);
    assert_eq!(findings_of(&GOOD.replace("difficulty=2", "shuffle=no")), ["19:55 heading/attribute"]);
}

#[test]
fn a_single_question_has_one_right_option() {
    assert_eq!(findings_of(&GOOD.replace("[x]", "[ ]")), ["19:1 question/no-correct-option"]);
    assert_eq!(findings_of(&GOOD.replace("[ ]", "[x]")), ["22:1 question/many-correct-options"]);
}

#[test]
fn a_multiple_question_has_right_and_wrong_options() {
    let multiple = GOOD.replace("single:", "multiple:");
    assert_eq!(findings_of(&multiple), ["19:1 question/one-correct-option"]);
    assert_eq!(findings_of(&multiple.replace("[x]", "[ ]")), ["19:1 question/no-correct-option"]);
    assert_eq!(findings_of(&multiple.replace("[ ]", "[x]")), ["19:1 question/every-option-correct"]);
}

#[test]
fn options_are_two_to_six() {
    let one = GOOD.replace("- [ ] One\n  > Not this.\n", "");
    assert_eq!(findings_of(&one), ["19:1 question/option-count"]);
    let more = ["A", "B", "C", "D", "E", ""].join("\n  > No.\n- [ ] ");
    let seven = GOOD.replace("- [ ] One", &format!("- [ ] {more}One"));
    assert_eq!(findings_of(&seven), ["19:1 question/option-count"]);
}

#[test]
fn every_option_has_its_reason() {
    assert_eq!(findings_of(&GOOD.replace("  > This.\n", "")), ["22:1 question/no-reason"]);
    assert_eq!(findings_of(&GOOD.replace("  > This.\n", "  >\n")), ["22:1 question/no-reason"]);
}

#[test]
fn an_option_is_a_line_and_a_reason() {
    assert_eq!(findings_of(&GOOD.replace("- [ ] One", "- [] One")), ["20:1 question/no-checkbox"]);
    assert_eq!(findings_of(&GOOD.replace("- [ ] One", "- One")), ["20:1 question/no-checkbox"]);
    assert_eq!(findings_of(&GOOD.replace("  > This.\n", "  > This.\n\n  More.\n")), ["25:3 question/option-block"]);
    assert_eq!(findings_of(&GOOD.replace("[ ] One", "[ ] *\u{200b}*")), [""; 0]);
    let second = GOOD.replace("- [x] Two", "\n<!-- -->\n\n- [x] Two");
    assert_eq!(findings_of(&second), ["23:1 question/stray-text", "25:1 question/second-list"]);
    assert_eq!(findings_of(&GOOD.replace("Two", "One")), ["22:1 question/repeated-option"]);
}

#[test]
fn nothing_is_above_when_options_are_shuffled() {
    assert_eq!(findings_of(&GOOD.replace("Two", "All of the above")), ["22:1 question/all-of-the-above"]);
    assert_eq!(findings_of(&GOOD.replace("Two", "Всё вышеперечисленное")), ["22:1 question/all-of-the-above"]);
    let fixed = GOOD.replace("Two", "All of the above").replace("difficulty=2", "shuffle=false");
    assert_eq!(findings_of(&fixed), [""; 0]);
}

#[test]
fn a_right_option_does_not_give_itself_away() {
    let wrong = GOOD.replace("One", &"w".repeat(26));
    assert_eq!(findings_of(&wrong.replace("Two", &"r".repeat(42))), ["22:1 question/telling-length"]);
    assert_eq!(findings_of(&wrong.replace("Two", &"r".repeat(41))), [""; 0]);
    assert_eq!(findings_of(&GOOD.replace("Two", &"r".repeat(40))), [""; 0]);
}

#[test]
fn texts_are_short() {
    let long = |what: &str, length: usize| GOOD.replace(what, &"x".repeat(length));
    assert_eq!(findings_of(&long("What is it?", 301)), ["19:1 question/long-text"]);
    assert_eq!(findings_of(&long("One", 121)), ["20:1 question/long-option"]);
    assert_eq!(findings_of(&long("Not this.", 241)), ["21:3 question/long-reason"]);
    assert_eq!(findings_of(&long("Think.", 201)), ["24:1 question/long-hint"]);
    assert_eq!(findings_of(&long("It is two.", 401)), ["27:1 question/long-explanation"]);
}

#[test]
fn a_question_with_all_its_texts_is_one_message() {
    let body = format!("difficulty=2}}\n\n{}\n", "word ".repeat(760));
    assert_eq!(findings_of(&GOOD.replace("difficulty=2}", &body)), ["19:1 question/too-long"]);
}

#[test]
fn hints_and_explanations_stand_alone_at_the_end() {
    let joined = GOOD.replace("> Think.\n\n", "> Think.\n");
    assert_eq!(findings_of(&joined), ["26:3 quote/joined"]);
    assert_eq!(findings_of(&format!("{GOOD}\n> [!TIP]\n> Again.\n")), ["30:1 question/second-alert"]);
    assert_eq!(findings_of(&format!("{GOOD}\nStray.\n")), ["30:1 question/stray-text"]);
    assert_eq!(findings_of(&GOOD.replace("> Think.\n", "")), ["24:1 question/empty-alert"]);
    assert_eq!(findings_of(&GOOD.replace("[!TIP]", "[!HINT]")), ["24:1 question/stray-text"]);
}

#[test]
fn a_statement_is_explained_and_has_no_options() {
    let truth = "### true: It is so. {#q-so concept=values}\n";
    assert_eq!(findings_of(truth), ["19:1 question/no-explanation"]);
    let explained = format!("{truth}> [!NOTE]\n> Because.\n");
    assert_eq!(findings_of(&explained), [""; 0]);
    assert_eq!(findings_of(&format!("{explained}\n- [x] Yes\n  > Yes.\n")), ["23:1 question/unexpected-options"]);
    assert_eq!(
        findings_of(&explained.replace("concept", "shuffle=false concept")),
        ["19:28 heading/unknown-attribute"]
    );
}
