//! The learner's own words around a hit, short enough to be quoted.

use std::ops::Range;

use crate::content::language::{clauses, sentences};

/// Characters of a quote, without the marks where it is cut.
const MAX_QUOTE: usize = 120;
const CUT: &str = "…";

/// The clause of the answer around a range of bytes, at most 120 characters, cut between words; `…` stands where
/// something was cut off. Empty where the range lies outside of the answer.
pub fn quote(answer: &str, range: &Range<usize>) -> String {
    if range.start >= range.end || answer.get(range.clone()).is_none() {
        return String::new();
    }
    let around = around(answer, range);
    let kept = shortened(answer, &around, range);
    let written = answer[kept.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
    let written = written.trim_matches([',', ';', ':', '—', '–', '(', ')', '-', ' ', '•']);
    let before = if kept.start > around.start { CUT } else { "" };
    let after = if kept.end < around.end { CUT } else { "" };
    format!("{before}{written}{after}")
}

/// One quote for all ranges that lie near each other, in the order of the answer, none twice.
pub(crate) fn quotes(answer: &str, ranges: &[Range<usize>]) -> Vec<String> {
    let mut quotes = Vec::new();
    let mut at = 0;
    while let Some(first) = ranges.get(at) {
        let mut hull = first.clone();
        at += 1;
        while let Some(next) = ranges.get(at) {
            let wider = hull.start.min(next.start)..hull.end.max(next.end);
            let is_near = answer.get(wider.clone()).is_some_and(|text| text.chars().count() <= MAX_QUOTE)
                && in_one_sentence(answer, &wider);
            if !is_near {
                break;
            }
            hull = wider;
            at += 1;
        }
        let quote = quote(answer, &hull);
        if !quote.is_empty() && !quotes.contains(&quote) {
            quotes.push(quote);
        }
    }
    quotes
}

fn in_one_sentence(answer: &str, range: &Range<usize>) -> bool {
    sentences(answer).iter().any(|sentence| sentence.start <= range.start && range.end <= sentence.end)
}

/// The clauses that the range touches.
fn around(answer: &str, range: &Range<usize>) -> Range<usize> {
    let touches = |other: &Range<usize>| other.start < range.end && range.start < other.end;
    let sentences = sentences(answer);
    let clauses = sentences.into_iter().filter(touches).flat_map(|sentence| clauses(answer, sentence));
    let hull = clauses
        .filter(touches)
        .fold(range.clone(), |hull, clause| hull.start.min(clause.start)..hull.end.max(clause.end));
    let written = &answer[hull.clone()];
    let start = hull.start + (written.len() - written.trim_start().len());
    start..start + written.trim().len()
}

/// At most so many characters of `around`, from the beginning if the hit is there, else with some words before it.
fn shortened(answer: &str, around: &Range<usize>, hit: &Range<usize>) -> Range<usize> {
    let length = |range: Range<usize>| answer[range].chars().count();
    if length(around.clone()) <= MAX_QUOTE {
        return around.clone();
    }
    let hit_start = hit.start.max(around.start);
    let mut start = around.start;
    if length(around.start..hit.end.clamp(around.start, around.end)) > MAX_QUOTE {
        let room = MAX_QUOTE.saturating_sub(length(hit_start..hit.end.clamp(hit_start, around.end))) / 2;
        let before = answer[around.start..hit_start].char_indices().rev().nth(room).map_or(0, |(at, _)| at);
        start = around.start + before;
        let cut = answer[start..hit_start].find(char::is_whitespace).map_or(hit_start, |at| start + at);
        start = hit_start - answer[cut..hit_start].trim_start().len();
    }
    let end = answer[start..around.end].char_indices().nth(MAX_QUOTE).map_or(around.end, |(at, _)| start + at);
    if end == around.end {
        return start..end;
    }
    let whole_words = answer[start..end].rfind(char::is_whitespace).map(|at| start + at);
    let end = whole_words.filter(|at| *at > hit_start).unwrap_or(end);
    start..start + answer[start..end].trim_end().len()
}
