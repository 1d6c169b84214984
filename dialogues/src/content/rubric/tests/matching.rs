//! What an alternative finds.

use super::super::{MAX_ALTERNATIVES, MAX_WORDS, PatternProblem};
use super::*;

#[test]
fn words_are_found_in_any_form_case_and_order() {
    assert!(hits("strong reference", "It keeps a STRONG reference."));
    assert!(hits("strong reference", "References that are strong"));
    assert!(hits("сильная ссылка", "Замыкание держит сильные ссылки"));
    assert!(hits("счётчик ссылок", "у объекта есть счетчик ссылок"));
    assert!(!hits("strong reference", "a weak reference"));
}

#[test]
fn all_words_stand_in_one_sentence_not_far_apart() {
    assert!(!hits("strong reference", "It is strong. The reference is not."));
    assert!(hits("strong reference", "strong one two three four five six reference"));
    assert!(!hits("strong reference", "strong one two three four five six seven reference"));
    assert!(!hits("copy copy", "one copy"), "a word of the answer is used once");
    assert!(hits("copy copy", "a copy of a copy"));
}

#[test]
fn one_alternative_is_enough_and_every_line_is_needed() {
    assert!(hits("owner | parent", "the parent"));
    let both = Rubric::new(vec![point("p-both", 1, false, &["owner | parent", "holds | keeps"])]);
    assert!(both.score("The parent lives longer. It holds the child.").points[0].is_hit());
    assert!(!both.score("The parent lives longer.").points[0].is_hit());
}

#[test]
fn a_slash_gives_words_and_a_star_a_beginning() {
    assert!(hits("retain/reference cycle", "a reference cycle") && hits("retain/reference cycle", "a retain cycle"));
    assert!(hits("замыкан*", "в замыкании") && hits("copi*/clon* value", "the value is cloned"));
    assert!(!hits("замыкан*", "в замке"));
    assert!(hits("use `AsyncStream`/stream", "I use AsyncStream") && hits("use `AsyncStream`/stream", "use a stream"));
    assert!(
        hits("copy-on-write/cow array", "an array has copy on write") && hits("copy-on-write/cow array", "cow arrays")
    );
    let ends = "never/fails ends";
    assert!(hits(ends, "it never ends") && hits(ends, "it fails to end") && !hits(ends, "it ends"));
    assert!(hits("copy-on-write", "it is copy on write") && hits("copy on write", "copy-on-write"));
}

#[test]
fn little_words_of_an_alternative_are_not_looked_for() {
    assert!(hits("copy of the value", "a value copy"));
    assert!(hits("does not change", "it won't change"));
}

#[test]
fn small_typos_do_not_count_unless_they_make_another_word() {
    assert!(hits("reference cycle", "a refernce cyle"));
    assert!(hits("замыкание", "замыкние захватывает"));
    assert!(hits("замыкан*", "замыкниях"));
    assert!(!hits("strong reference", "a string reference"));
    assert!(!hits("heap", "it helps"));
    assert!(!hits("let", "lot"));
    let subject = Rubric::new(vec![point("p-a", 1, false, &["zorbing"]), point("p-b", 1, false, &["zorking"])]);
    assert!(!subject.score("zorking").points[0].is_hit(), "a word of the rubric is no slip for another one");
}

#[test]
fn synonyms_are_found() {
    assert!(hits("object is freed", "the instance gets deallocated"));
    assert!(hits("опционал", "Optional хранит значение") && hits("замыкание", "клоужер"));
}

#[test]
fn code_is_found_as_tokens_with_and_without_backticks() {
    assert!(hits("`[weak self]`", "use [weak self] there") && hits("`[weak self]`", "use `[ weak self ]`"));
    assert!(!hits("`[weak self]`", "self is weak"));
    assert!(hits("`?.`", "chain with ?. or a?.b") && !hits("`?.`", "Really? Yes."));
    assert!(hits("`guard let`", "Guard let unwraps") && hits("`@MainActor`", "mark it @mainactor"));
    assert!(!hits("`Self`", "self"), "another word of the language");
    assert!(hits("unwrap `if let`", "if let x = y { } unwraps the value"));
    assert!(hits("`let` constant", "«let» is a constant"));
    assert!(!hits("`a | b`", "a") && hits("`a | b`", "write a | b"));
}

#[test]
fn hits_are_the_learners_own_words() {
    assert_eq!(words_hit("owner hold*", "Well, the Owner already holds it."), ["Owner", "holds"]);
    assert_eq!(words_hit("счётчик ссылок", "растёт счётчик 👍 ссылок"), ["счётчик", "ссылок"]);
    assert_eq!(words_hit("`?.`", "so a?.b"), ["?."]);
}

#[test]
fn an_answer_may_hit_the_words_of_any_language() {
    assert!(delegate().score("The owner already holds it.").points[0].is_hit());
    assert!(delegate().score("Им владеет родитель").points[0].is_hit());
    let both = Rubric::new(vec![point("p-both", 1, false, &["owner", "weak"])]);
    let both = both.merged(&Rubric::new(vec![point("p-both", 1, false, &["владелец", "слабая"])]));
    assert!(both.score("Владелец держит объект, so it is weak").points[0].is_hit(), "a line in each language");
}

fn problem(line: &str) -> (PatternProblem, &str) {
    let (_, error) = Pattern::parse(&[line]).unwrap_err();
    (error.problem, &line[error.span])
}

#[test]
fn a_mistake_in_a_pattern_is_told_with_its_place() {
    assert_eq!(problem("owner | | parent"), (PatternProblem::Empty, ""));
    assert_eq!(problem("owner | ``"), (PatternProblem::Empty, "``"));
    assert_eq!(problem("owner | co*"), (PatternProblem::Prefix, "co*"));
    assert_eq!(problem("own*er"), (PatternProblem::Prefix, "own*er"));
    assert_eq!(problem("retain//count cycle"), (PatternProblem::Slash, "retain//count"));
    let varied = ["not/a/b-c"; 3].join(" ");
    assert_eq!(problem(&varied), (PatternProblem::TooVaried, varied.as_str()));
    assert_eq!(problem("is | owner"), (PatternProblem::Vague, "is"));
    assert_eq!(problem("owner | does not"), (PatternProblem::Vague, "does not"));
    assert_eq!(problem("owner | `let x"), (PatternProblem::Code, "`let x"));
    let many = ["a1"; MAX_ALTERNATIVES + 1].join(" | ");
    assert_eq!(problem(&many), (PatternProblem::TooMany, many.as_str()));
    let long = ["word"; MAX_WORDS + 1].join(" ");
    assert_eq!(problem(&long), (PatternProblem::TooLong, long.as_str()));
    assert_eq!(problem("a`let`"), (PatternProblem::Code, "a`let`"));
    assert!(Pattern::parse(&["`a|b` | let | retain/own*/`a/b`"]).is_ok());
}
