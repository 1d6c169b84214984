//! What questions have in common whose answer is an order: tapping the items one after the other, with undo. No kind
//! itself. An entry is a digit for each item tapped, its shown position: the author's numbers are the key, and a button
//! must not give that away.

use super::answer::Response;
use super::entry::{Asked, Choice, Form, letter};
use crate::kernel::markup::Html;
use crate::kernel::seed;

/// An order of so many items that is not the author's: that one is the answer.
pub(super) fn order(count: usize, seed: Option<u64>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    seed::shuffle(&mut order, seed.unwrap_or_default());
    if order.is_sorted() && count > 1 {
        order.rotate_left(1);
    }
    order
}

/// The shown positions tapped so far. What is no entry of so many items is an empty one.
pub(super) fn tapped(entry: &str, count: usize) -> Vec<usize> {
    let mut tapped = Vec::new();
    for char in entry.chars() {
        match char.to_digit(10).map(|digit| digit as usize) {
            Some(position) if position < count && !tapped.contains(&position) => tapped.push(position),
            _ => return Vec::new(),
        }
    }
    tapped
}

/// The author's numbers of all items in the order tapped; none while some are missing.
pub(super) fn entered(order: &[usize], entry: &str) -> Option<Response> {
    let tapped = tapped(entry, order.len());
    (tapped.len() == order.len())
        .then(|| Response::Sequence(tapped.iter().filter_map(|position| order.get(*position).copied()).collect()))
}

pub(super) fn entry(order: &[usize], response: &Response) -> Option<String> {
    let Response::Sequence(items) = response else { return None };
    items
        .iter()
        .map(|item| order.iter().position(|other| other == item))
        .map(|shown| Some(shown?.to_string()))
        .collect()
}

/// The question with so many items tapped; `entry` is what they were read from, `says` what a shown position stands for.
pub(super) fn form(
    (html, brief): (Html, Html),
    asked: &Asked<'_>,
    tapped: &[usize],
    entry: &str,
    says: impl Fn(usize) -> Option<Html>,
) -> Form {
    let entry = if tapped.is_empty() { NOTHING } else { entry };
    Form { html, brief, rows: rows(asked, tapped, says), entry: entry.to_owned() }
}

/// The letters that are left, then undo; once none is left, submit.
fn rows(asked: &Asked<'_>, tapped: &[usize], says: impl Fn(usize) -> Option<Html>) -> Vec<Vec<Choice>> {
    let entry = |tapped: &[usize]| tapped.iter().map(ToString::to_string).collect::<String>();
    let now = entry(tapped);
    let left = (0..asked.order.len()).filter(|shown| !tapped.contains(shown));
    let tap = |shown| Choice::tap(letter(shown), format!("{now}{shown}")).saying(says(shown));
    let letters: Vec<Choice> = left.map(tap).collect();
    let undo = tapped.split_last().map(|(_, before)| {
        // An empty argument would be none: a dash is no position either.
        let before = if before.is_empty() { NOTHING.to_owned() } else { entry(before) };
        Choice::tap(asked.texts.plain("quiz-undo", &[]), before)
    });
    let submit = letters.is_empty().then(|| Choice::answer(asked.texts.plain("quiz-submit", &[]), now.as_str()));
    let under: Vec<Choice> = submit.into_iter().chain(undo).collect();
    [letters, under].into_iter().filter(|row| !row.is_empty()).collect()
}

/// The entry while nothing is tapped.
const NOTHING: &str = "-";

/// Every item once?
pub(super) fn well_formed(response: &Response, count: usize) -> bool {
    let Response::Sequence(items) = response else { return false };
    items.len() == count && (0..count).all(|item| items.contains(&item))
}

/// The items in the learner's order; none for another kind of answer.
pub(super) fn items(response: &Response) -> &[usize] {
    match response {
        Response::Sequence(items) => items,
        _ => &[],
    }
}
