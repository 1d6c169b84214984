//! The learner's own words.

use super::super::{quote, quotes};
use super::*;

fn quoted(line: &str, answer: &str) -> Vec<String> {
    match &one(line).score(answer).points[0] {
        Outcome::Hit(ranges) | Outcome::Denied(ranges) | Outcome::Swapped(ranges) => quotes(answer, ranges),
        Outcome::Missed => Vec::new(),
    }
}

#[test]
fn a_quote_is_the_clause_around_the_hit() {
    let answer = "Well, it depends: the owner already holds it, so we use weak. Nothing else.";
    assert_eq!(quoted("owner", answer), ["the owner already holds it"]);
    assert_eq!(quoted("owner weak", answer), ["the owner already holds it, so we use weak."]);
}

#[test]
fn a_long_clause_is_cut_between_words_around_the_hit() {
    let words = "lorem ipsum dolor sit amet ".repeat(20);
    let quotes = quoted("owner", &format!("{words} the owner {words}"));
    let quote = &quotes[0];
    assert!(quote.starts_with('…') && quote.ends_with('…') && quote.contains("the owner"), "{quote}");
    assert!(quote.chars().count() <= 122, "{quote}");
    let whole = ["lorem", "ipsum", "dolor", "sit", "amet", "the", "owner"];
    assert!(quote.trim_matches('…').split(' ').all(|word| whole.contains(&word)), "{quote}");
    let at_the_beginning = &quoted("owner", &format!("the owner {words}"))[0];
    assert!(at_the_beginning.starts_with("the owner") && at_the_beginning.ends_with('…'));
}

#[test]
fn a_word_without_end_is_cut_too() {
    let answer = "owner".repeat(100);
    let quote = quote(&answer, &(0..answer.len()));
    assert_eq!(quote.chars().count(), 121);
}

#[test]
fn near_hits_are_quoted_together_and_none_twice() {
    let answer = "The owner holds it.\nA leak would follow, said the owner.";
    let range = |word: &str| answer.find(word).map(|at| at..at + word.len()).unwrap();
    assert_eq!(quotes(answer, &[range("owner"), range("holds")]), ["The owner holds it."]);
    assert_eq!(quotes(answer, &[range("owner"), range("leak")]), ["The owner holds it.", "A leak would follow"]);
}

#[test]
fn a_range_outside_of_the_answer_is_no_quote() {
    assert_eq!(quote("ёж", &(0..9)), "");
    assert_eq!(quote("ёж", &(1..2)), "");
    assert_eq!(quote("ёж", &(2..2)), "");
}
