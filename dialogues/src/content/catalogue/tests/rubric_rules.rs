//! The points of a rubric, and the model answer that has to agree with them.

use super::{COURSE, COURSE_PATH, FRONT, INTERVIEW, INTERVIEW_PATH, LESSON_PATH, SCREEN, file, findings_in};
use crate::catalogue::Catalogue;

/// The findings in an interview with one change.
#[track_caller]
fn changed(from: &str, to: &str) -> Vec<String> {
    assert!(INTERVIEW.contains(from), "{from}");
    let files = [
        file(COURSE_PATH, COURSE),
        file(LESSON_PATH, format!("{FRONT}{SCREEN}")),
        file(INTERVIEW_PATH, INTERVIEW.replacen(from, to, 1)),
    ];
    findings_in(INTERVIEW_PATH, &files)
}

/// The rubric's finding alone: what cannot be asked has others.
#[track_caller]
fn of_rubric(from: &str, to: &str) -> Vec<String> {
    changed(from, to).into_iter().filter(|finding| finding.contains(" rubric/")).collect()
}

#[test]
fn a_weight_is_a_number_with_or_without_must() {
    assert_eq!(of_rubric("(2 must)", "(6)"), ["14:3 rubric/weight"]);
    assert_eq!(of_rubric("(2 must)", "(0)"), ["14:3 rubric/weight"]);
    assert_eq!(of_rubric("(2 must)", "(two)"), ["14:3 rubric/weight"]);
    assert_eq!(of_rubric("(2 must)", "(2 most)"), ["14:3 rubric/weight"]);
    assert_eq!(of_rubric("(2 must)", "(2 must must)"), ["14:3 rubric/weight"]);
    assert_eq!(of_rubric("(2 must) ", ""), ["14:3 rubric/weight"]);
    assert_eq!(of_rubric("(-1)", "(-1 must)"), ["19:3 rubric/must-be-wrong"]);
    assert_eq!(of_rubric("(-1)", "(−1)"), [""; 0], "a typographic minus is one");
}

#[test]
fn a_point_has_an_id_and_a_text() {
    assert_eq!(of_rubric("{#p-copy} ", ""), ["14:3 rubric/no-id"]);
    assert_eq!(of_rubric("{#p-copy}", "{#copy}"), ["14:14 rubric/malformed-id"]);
    assert_eq!(of_rubric("{#p-shared}", "{#p-copy}"), ["19:10 rubric/duplicate-id"]);
    assert_eq!(of_rubric(" It is copied\n", "\n"), ["14:1 rubric/no-text"]);
    assert_eq!(of_rubric("It is copied\n", &format!("{}\n", "copied ".repeat(20))), ["14:1 rubric/long-point"]);
}

#[test]
fn a_point_says_how_it_is_recognised() {
    assert_eq!(of_rubric("  - match: shared\n", ""), ["19:1 rubric/no-match"]);
    assert_eq!(of_rubric("- match: shared", "- mach: shared"), ["20:5 rubric/not-a-match"]);
    assert_eq!(of_rubric("- match: shared", "- shared"), ["20:5 rubric/not-a-match"]);
    assert_eq!(of_rubric("  - match: shared\n", "  - match: shared\n\n  More.\n"), ["22:3 rubric/stray-text"]);
}

#[test]
fn a_point_may_say_its_opposite_which_its_model_answer_must_not() {
    let opposite = |wrong: &str| of_rubric("| each copy\n", &format!("| each copy\n  - wrong: {wrong}\n"));
    assert_eq!(opposite("copied never"), [""; 0]);
    assert_eq!(opposite("shared | | common"), ["16:21 rubric/pattern"]);
    assert_eq!(opposite("value copied"), ["25:1 rubric/model-misses"], "the model answer says that");
    let of_a_claim = of_rubric("  - match: shared\n", "  - match: shared\n  - wrong: copied\n");
    assert_eq!(of_a_claim, ["21:5 rubric/not-a-match"], "a wrong claim has no opposite");
}

#[test]
fn a_pattern_that_cannot_be_looked_for_is_shown_where_it_is() {
    assert_eq!(of_rubric("match: shared", "match: shared | | common"), ["20:21 rubric/pattern"]);
    assert_eq!(of_rubric("match: shared", "match: shared | `sha"), ["20:21 rubric/pattern"]);
    assert_eq!(of_rubric("match: shared", "match:"), ["20:11 rubric/pattern"]);
    assert_eq!(of_rubric("match: shared", "match: sh*"), ["20:12 rubric/pattern"]);
    assert_eq!(of_rubric("match: shared", "match: shared |\n    common"), [""; 0], "a line may go on in the next one");
}

#[test]
fn there_is_something_to_score_and_not_too_much() {
    let point = |number: usize| format!("- (1) {{#p-more-{number}}} More\n  - match: copied\n");
    let seven: String = (0..7).map(point).collect();
    assert_eq!(of_rubric("- (-1) {#p-shared}", &format!("{seven}- (-1) {{#p-shared}}")), ["14:1 rubric/point-count"]);
    assert_eq!(
        of_rubric("- (1) {#p-ref}", "- (-1) {#p-ref}"),
        ["29:1 rubric/no-positive-point", "31:1 rubric/model-claims"]
    );
}

#[test]
fn a_model_answer_agrees_with_its_rubric() {
    assert_eq!(changed("copied | each copy", "duplicated twice"), ["24:1 rubric/model-misses"]);
    assert_eq!(changed("match: shared", "match: easy to reason"), ["24:1 rubric/model-claims"]);
    assert_eq!(changed("match: shared", "match: behind references"), [""; 0], "denied in the model answer");
    let files = [
        file(COURSE_PATH, COURSE),
        file(LESSON_PATH, format!("{FRONT}{SCREEN}")),
        file(INTERVIEW_PATH, INTERVIEW.replace("copied | each copy", "duplicated twice")),
    ];
    let findings = Catalogue::compile(&files).findings;
    let finding = findings.iter().find(|finding| finding.code == "rubric/model-misses").unwrap();
    assert_eq!(finding.message, "the model answer gets 33 % of its own rubric: it does not say `p-copy`");
}
