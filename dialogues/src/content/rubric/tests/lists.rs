//! A list of keywords is no explanation.

use super::*;

fn optionals() -> Rubric {
    Rubric::new(vec![
        point("p-nil", 1, true, &["nil | no value | missing"]),
        point("p-unwrap", 1, false, &["unwrap | `if let` | `guard let`"]),
        point("p-crash", 1, false, &["crash | trap"]),
        point("p-compiler", 1, false, &["compiler | compile time"]),
    ])
}

#[test]
fn a_bare_list_of_keywords_brings_little() {
    for list in [
        "optional, nil, unwrap, crash, compiler",
        "nil unwrap guard crash compiler optional safety value",
        "Optional\nnil\nunwrap\ncrash\ncompiler",
        "- nil\n- unwrap\n- crash\n- compiler",
        "Well, I know this one: nil, unwrap, crash, compiler, optional",
    ] {
        let scored = optionals().score(list);
        assert!(scored.is_list && share(&scored) <= 30, "{list}: {scored:?}");
        assert!(scored.points.iter().all(Outcome::is_hit), "each point is still shown as named: {list}");
    }
}

#[test]
fn an_explanation_with_the_same_words_brings_all() {
    for answer in [
        "It is nil when there is no value, so you unwrap it. Otherwise it would crash. The compiler checks it.",
        "The value may be missing. You have to unwrap it, or it will crash, and the compiler reminds you.",
    ] {
        let scored = optionals().score(answer);
        assert_eq!((share(&scored), scored.is_list), (100, false), "{answer}");
    }
}

#[test]
fn what_is_explained_counts_in_full_beside_a_list() {
    let answer =
        "If it is nil, you unwrap it with care or it would crash. Also: optional, compiler, value, safety, wrapper";
    assert_eq!(share(&optionals().score(answer)), 75);
}

#[test]
fn a_sentence_may_enumerate() {
    for answer in
        ["It is either of these: nil, crash, compiler, value.", "Unwrap, crash, compiler and nil are what I know."]
    {
        assert!(!optionals().score(answer).is_list, "{answer}");
    }
}

#[test]
fn a_short_answer_is_no_list() {
    for answer in ["nil", "Unwrap, crash", "Structs copy values. Classes share references."] {
        assert!(!optionals().score(answer).is_list, "{answer}");
    }
    let types =
        Rubric::new(vec![point("p-value", 1, false, &["значимый тип"]), point("p-ref", 1, false, &["ссылочный"])]);
    assert_eq!(share(&types.score("Структура — значимый тип, класс — ссылочный")), 100);
}
