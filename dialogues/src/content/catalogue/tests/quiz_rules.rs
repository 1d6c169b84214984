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
    assert_eq!(findings_of(&GOOD.replace("[ ] One", "[ ] *\u{200b}*")), ["20:8 file/bad-character"]);
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

const ORDER: &str = "\
### order: Put them in order. {#q-order concept=values partial=true}
1. One
2. `two`
3. Three
> [!NOTE]
> By size.
";

#[test]
fn an_order_has_three_to_six_items_and_an_explanation() {
    assert_eq!(findings_of(ORDER), [""; 0]);
    assert_eq!(findings_of(&ORDER.replace("3. Three\n", "")), ["19:1 question/option-count"]);
    let seven = ORDER.replace("3. Three\n", "3. A\n4. B\n5. C\n6. D\n7. E\n");
    assert_eq!(findings_of(&seven), ["19:1 question/option-count"]);
    assert_eq!(findings_of(&ORDER.replace("`two`", "Three")), [""; 0], "two lines may be alike");
    let alike = ORDER.replace("`two`", "One").replace("Three", "One");
    assert_eq!(findings_of(&alike), ["19:1 question/option-count"]);
    assert_eq!(findings_of(&ORDER.replace("> [!NOTE]\n> By size.\n", "")), ["19:1 question/no-explanation"]);
    assert_eq!(findings_of(&ORDER.replace("One\n", "One\n   > Why.\n")), ["21:4 question/option-block"]);
    assert_eq!(findings_of(&ORDER.replace("One", &"x".repeat(81))), ["20:1 question/long-option"]);
    assert_eq!(findings_of(&ORDER.replace("partial=true", "shuffle=true")), ["19:56 heading/unknown-attribute"]);
    let bullets = ORDER.replace("1. ", "- ").replace("2. ", "- ").replace("3. ", "- ");
    assert_eq!(findings_of(&bullets), ["19:1 question/nothing-own"]);
    assert_eq!(
        findings_of(&ORDER.replace("> [!NOTE]", "\nText.\n\n1. Four\n\n> [!NOTE]")),
        ["24:1 question/stray-text", "26:1 question/second-list"]
    );
}

const MATCH: &str = "\
### match: What is it? {#q-match concept=values}

| Value | Type |
|---|---|
| `1` | Int |
| `2.0` | Double |
| `true` | Bool |

> [!NOTE]
> So it is.
";

#[test]
fn a_match_has_two_columns_of_different_short_values() {
    assert_eq!(findings_of(MATCH), [""; 0]);
    assert_eq!(findings_of(&MATCH.replace("| `true` | Bool |\n", "")), ["19:1 question/option-count"]);
    assert_eq!(findings_of(&MATCH.replace("Double", "Int")), ["24:10 question/repeated-option"]);
    assert_eq!(findings_of(&MATCH.replace("Double", &"x".repeat(41))), ["24:10 question/long-option"]);
    assert_eq!(findings_of(&MATCH.replace("| Bool |", "| |")), ["25:11 question/empty-option"]);
    let third = MATCH.replace("Type |", "Type | More |").replace("|---|---|", "|---|---|---|");
    assert_eq!(findings_of(&third.replace("Int |", "Int | x |")), ["23:1 question/columns"]);
    assert_eq!(findings_of(&MATCH.replace("> [!NOTE]\n> So it is.\n", "")), ["19:1 question/no-explanation"]);
}

const OUTPUT: &str = "\
### output: What is printed? {#q-output concept=values}
```swift
print(1)
```

```output
1
```

> [!NOTE]
> One.
";

#[test]
fn an_output_has_a_program_and_what_it_prints() {
    assert_eq!(findings_of(OUTPUT), [""; 0]);
    assert_eq!(findings_of(&OUTPUT.replace("```output\n1\n```\n", "")), ["19:1 question/nothing-own"]);
    assert_eq!(findings_of(&OUTPUT.replace("```swift", "```text")), ["19:1 question/no-code"]);
    assert_eq!(
        findings_of(&OUTPUT.replace("output\n1", &format!("output\n{}", "1\n".repeat(7)))),
        ["24:1 question/output-lines"]
    );
    assert_eq!(findings_of(&OUTPUT.replace("output\n1", "output\n")), ["24:1 question/output-lines"]);
    assert_eq!(findings_of(&OUTPUT.replace("output\n1", "output\n/1")), ["24:1 question/command"]);
    assert_eq!(findings_of(&OUTPUT.replace("> [!NOTE]\n> One.\n", "")), ["19:1 question/no-explanation"]);
}

const FILL: &str = "\
### fill: Complete: `[____ self]` {#q-fill concept=values}
- = `weak`
- = unowned
- ! `strong`
  > No such word.

> [!NOTE]
> It is weak.
";

#[test]
fn a_gap_has_accepted_answers_and_reasons_for_wrong_ones() {
    assert_eq!(findings_of(FILL), [""; 0]);
    assert_eq!(findings_of(&FILL.replace("____", "weak")), ["19:1 question/no-gap"]);
    assert_eq!(findings_of(&FILL.replace("- = `weak`\n- = unowned\n", "")), ["19:1 question/no-correct-option"]);
    assert_eq!(findings_of(&FILL.replace("  > No such word.\n", "")), ["22:1 question/no-reason"]);
    assert_eq!(findings_of(&FILL.replace("unowned", "Weak")), ["21:1 question/repeated-option"]);
    assert_eq!(findings_of(&FILL.replace("- = unowned", "- unowned")), ["21:1 question/no-mark"]);
    assert_eq!(findings_of(&FILL.replace("unowned", "`/`")), ["21:1 question/command"]);
    assert_eq!(findings_of(&FILL.replace("> [!NOTE]\n> It is weak.\n", "")), ["19:1 question/no-explanation"]);
}

const CARDS: &str = "
## Cards

### card: What is `a`? {#c-a concept=values}
A letter.

### card: And b? {#c-b concept=values}
Another.
";

#[test]
fn cards_come_last_and_have_an_id_a_concept_and_both_sides() {
    let cards = |text: &str| findings(&lesson(text));
    assert_eq!(cards(CARDS), [""; 0]);
    assert_eq!(cards(&format!("{HEAD}{GOOD}{CARDS}")), [""; 0]);
    assert_eq!(cards(&format!("{CARDS}{HEAD}{GOOD}")), ["25:1 quiz/after-cards"]);
    assert_eq!(cards(&format!("{CARDS}{CARDS}")), ["25:1 cards/second"]);
    assert_eq!(cards(&format!("{CARDS}\n## Late {{#late}}\n\nText.\n")), ["25:1 screen/after-quiz"]);
    assert_eq!(cards("\n## Cards\n"), ["17:1 cards/empty"]);
    assert_eq!(cards(&CARDS.replace("## Cards\n", "## Cards\n\nStray.\n")), ["19:1 cards/stray-text"]);
    assert_eq!(
        cards(&CARDS.replace("## Cards", "## Card")),
        ["17:1 screen/no-id", "19:1 markdown/heading", "22:1 markdown/heading"]
    );
    assert_eq!(cards(&CARDS.replacen("card:", "cart:", 1)), ["19:1 card/no-keyword"]);
    assert_eq!(cards(&CARDS.replace("#c-a ", "")), ["19:1 card/no-id"]);
    assert_eq!(cards(&CARDS.replace("#c-a", "#a")), ["19:26 card/malformed-id"]);
    assert_eq!(cards(&CARDS.replace("#c-b", "#c-a")), ["22:20 card/duplicate-id"]);
    assert_eq!(cards(&CARDS.replacen(" concept=values", "", 1)), ["19:1 card/no-concept"]);
    assert_eq!(cards(&CARDS.replacen("=values", "=types", 1)), ["19:38 concept/not-in-lesson"]);
    assert_eq!(cards(&CARDS.replace("A letter.\n", "")), ["19:1 card/no-text"]);
    assert_eq!(cards(&CARDS.replace("A letter.", &"x".repeat(600))), ["19:1 card/too-long"]);
}

const WRITE: &str = "\
### write: Declare a constant. {#q-let concept=values}
```swift
let other = 2
```
- = `let name[?: Int] = 1`
- =
  ```swift
  let name =
      1
  let more = name
  ```
- ! `var name = 1`
  > That may change.
- ! does-not-compile
  ```swift
  name = 1
  ```
  > Nothing is declared.
> [!NOTE]
> So.
";

#[test]
fn code_to_write_has_forms_and_reasons() {
    assert_eq!(findings_of(WRITE), [""; 0]);
    let with = |from: &str, to: &str| findings_of(&WRITE.replace(from, to));
    assert_eq!(with("> So.", ""), ["37:1 question/empty-alert"]);
    assert_eq!(with("> [!NOTE]\n> So.\n", ""), ["19:1 question/no-explanation"]);
    assert_eq!(with("  > That may change.\n", ""), ["30:1 question/no-reason"]);
    assert_eq!(with("- ! `var name = 1`", "- `var name = 1`"), ["30:1 question/no-mark"]);
    assert_eq!(with("`var name = 1`", "var name = 1"), ["30:1 question/empty-option"]);
    assert_eq!(
        with("- = `let name[?: Int] = 1`", "- = does-not-compile `let name = 1`"),
        ["23:1 question/empty-option"]
    );
    assert_eq!(with("`let name[?: Int] = 1`", "`let name[?: Int = 1`"), ["23:1 question/malformed-form"]);
    assert_eq!(with("  let name =\n      1\n", "  let name =\n\n\n\n\n      1\n"), ["24:1 question/form-lines"]);
    assert_eq!(with("      1\n  let more = name\n", "      1\n"), ["24:1 question/repeated-option"]);
    assert_eq!(with("`var name = 1`", "`let name = 1`"), ["30:1 question/other-verdict"]);
    assert_eq!(with("`var name = 1`", "`name = 1`"), ["32:1 question/other-verdict"]);
    assert_eq!(with("`var name = 1`", "`var name == = 1`"), ["30:1 code/swift"]);
    assert_eq!(with("  name = 1\n", "  name == = 1\n"), [""; 0], "what does not compile need not parse");
    assert_eq!(with("```swift\nlet other = 2\n```\n", "```swift after\n}\n```\n")[0], "23:1 code/swift");
    let wrong_only = WRITE.replace("- = `let name[?: Int] = 1`\n", "").replace("- =\n", "- ! does-not-compile\n");
    assert_eq!(findings_of(&wrong_only)[0], "19:1 question/no-correct-option");
}

#[test]
fn a_form_parses_in_the_code_around_it() {
    let inside =
        WRITE.replace("let other = 2\n", "func f() {\n    // ...\n}\n").replace("  let more = name\n", "  return\n");
    assert_eq!(findings_of(&inside), [""; 0]);
    let case = |around: &str| {
        findings_of(&format!(
            "### write: Name the case. {{#q-case concept=values}}\n{around}- = `case one: print(1)`\n> [!NOTE]\n> So.\n"
        ))
    };
    let around = "```swift before\nswitch 1 {\n```\n```swift after\ndefault: break\n}\n```\n";
    assert_eq!(case(around), [""; 0]);
    assert_eq!(case(""), ["20:1 code/swift"]);
    assert_eq!(case("```swift befor\nswitch 1 {\n```\n")[0], "20:1 code/unknown-mark");
}

#[test]
fn a_mark_of_code_is_known_and_stands_where_it_means_something() {
    let screen = |info: &str| findings(&lesson(&format!("\n## B {{#b}}\n\n```{info}\nlet a = 1\n```\n")));
    for known in ["swift", "swift fragment", "swift continues", "swift does-not-compile"] {
        assert_eq!(screen(known), [""; 0], "{known}");
    }
    for unknown in ["swift fragments", "swift before", "text fragment", "swift fragment continues"] {
        assert_eq!(screen(unknown), ["19:1 code/unknown-mark"], "{unknown}");
    }
    assert_eq!(
        first_message(&lesson("\n## B {#b}\n\n```swift fragmet\nlet a = 1\n```\n")).1,
        "did you mean `fragment`?"
    );
}
