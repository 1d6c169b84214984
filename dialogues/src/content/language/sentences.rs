//! Sentences, and the clauses that they consist of: how far a "not" reaches. By punctuation and a list of
//! conjunctions; no grammar.

use std::ops::Range;

use super::words::{Word, words};

/// A line of fewer characters ends where the learner pressed return; a longer one may have been wrapped.
const WRAPPED_LINE: usize = 50;
/// Abbreviations after which a full stop ends no sentence, unless a capital follows.
const ABBREVIATIONS: &[&str] = &["etc", "vs", "др", "пр", "см", "напр", "англ", "рус"];
/// Words that begin a clause of their own. Russian «который» and «которая» are found by their beginning.
const CONJUNCTIONS: &[&str] = &[
    "although",
    "and",
    "because",
    "but",
    "however",
    "if",
    "otherwise",
    "since",
    "so",
    "then",
    "though",
    "unless",
    "until",
    "when",
    "where",
    "whereas",
    "which",
    "while",
    "whose",
    "а",
    "где",
    "если",
    "зато",
    "и",
    "иначе",
    "когда",
    "либо",
    "но",
    "однако",
    "поэтому",
    "пока",
    "поскольку",
    "потому",
    "тогда",
    "хотя",
    "чтобы",
    "чтоб",
    "ибо",
];
const RELATIVE: &str = "котор";

/// Where the sentences of a text stand, in order; none of them empty.
pub(crate) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let end = at + char.len_utf8();
        let ends = match char {
            '.' => ends_sentence(text, start, at),
            '!' | '?' => chars.peek().is_none_or(|(_, next)| next.is_whitespace()) && !is_operator(text, start, at),
            '…' => true,
            '\n' => !is_wrapped(text, at),
            _ => false,
        };
        if ends {
            push(text, &(start..end), &mut sentences);
            start = end;
        }
    }
    push(text, &(start..text.len()), &mut sentences);
    sentences
}

/// The clauses of a part of a text: cut at commas, colons, dashes, brackets and line ends, and before conjunctions.
pub(crate) fn clauses(text: &str, within: Range<usize>) -> Vec<Range<usize>> {
    let Some(part) = text.get(within.clone()) else { return Vec::new() };
    let words: Vec<Word> = words(part).iter().map(|word| shifted(word, within.start)).collect();
    clauses_of(text, &within, &words)
}

/// The same, where the words of that part are known already.
pub(crate) fn clauses_of(text: &str, within: &Range<usize>, words: &[Word]) -> Vec<Range<usize>> {
    let mut cuts = vec![within.start];
    let mut chars = text[within.clone()].char_indices().peekable();
    let (mut before, mut in_code, mut in_call) = (' ', false, false);
    // A backtick that is never closed opens no code.
    let mut backticks = text[within.clone()].matches('`').count();
    while let Some((at, char)) = chars.next() {
        let after = chars.peek().map_or(' ', |(_, next)| *next);
        if char == '`' {
            backticks -= 1;
            in_code = !in_code && backticks > 0;
        }
        in_call = match char {
            '(' => in_call || before.is_alphanumeric(),
            ')' | '\n' => false,
            _ => in_call,
        };
        let cuts_here = match char {
            _ if in_code || in_call => false,
            ',' | ':' if before.is_ascii_digit() && after.is_ascii_digit() => false,
            ',' | ':' => !is_inside_code(before, after),
            ';' | '(' | ')' | '—' | '–' | '\n' | '•' => true,
            '-' => before.is_whitespace() && after.is_whitespace(),
            _ => false,
        };
        if cuts_here {
            cuts.push(within.start + at + char.len_utf8());
        }
        before = char;
    }
    let opens_code =
        |at: usize| words.get(at + 1).is_some_and(|next| matches!(next.text.as_str(), "case" | "let" | "var"));
    let begins = words.iter().enumerate().filter(|(at, word)| is_conjunction(&word.text) && !opens_code(*at));
    cuts.extend(begins.map(|(_, word)| word.range.start));
    cuts.push(within.end);
    cuts.sort_unstable();
    let pairs = cuts.windows(2).map(|pair| pair[0]..pair[1]);
    pairs.filter(|clause| text[clause.clone()].chars().any(char::is_alphanumeric)).collect()
}

fn push(text: &str, range: &Range<usize>, sentences: &mut Vec<Range<usize>>) {
    let written = &text[range.clone()];
    let start = range.start + (written.len() - written.trim_start().len());
    let end = start + written.trim().len();
    if start < end {
        sentences.push(start..end);
    }
}

/// Not in `3.5`, `URLSession.shared` and `e.g. this`.
fn ends_sentence(text: &str, start: usize, at: usize) -> bool {
    let rest = &text[at + 1..];
    if !rest.chars().next().is_none_or(|next| next.is_whitespace() || "\"»)”".contains(next)) {
        return false;
    }
    let before = &text[start..at];
    let word = before.rsplit(|char: char| !char.is_alphanumeric()).next().unwrap_or_default();
    let is_letter = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    if is_letter || ABBREVIATIONS.contains(&word.to_lowercase().as_str()) {
        return rest.trim_start().chars().next().is_none_or(char::is_uppercase);
    }
    true
}

/// `try!`, `as?` and `String?` in the middle of a sentence.
fn is_operator(text: &str, start: usize, at: usize) -> bool {
    let word = text[start..at].rsplit(|char: char| !char.is_alphanumeric()).next().unwrap_or_default();
    let is_code = matches!(word, "as" | "try" | "Try") || word.starts_with(|char: char| char.is_ascii_uppercase());
    is_code && text[at + 1..].trim_start().starts_with(char::is_lowercase)
}

/// Is the line end at `at` one of an editor that wraps, in the middle of a sentence?
fn is_wrapped(text: &str, at: usize) -> bool {
    let line = text[..at].rsplit('\n').next().unwrap_or_default();
    let next = text[at + 1..].chars().next();
    line.chars().count() >= WRAPPED_LINE && next.is_some_and(char::is_lowercase)
}

/// `f(a:b)` has no clauses.
fn is_inside_code(before: char, after: char) -> bool {
    before.is_alphanumeric() && after.is_alphanumeric()
}

fn is_conjunction(word: &str) -> bool {
    CONJUNCTIONS.contains(&word) || word.starts_with(RELATIVE)
}

fn shifted(word: &Word, by: usize) -> Word {
    Word { range: word.range.start + by..word.range.end + by, ..word.clone() }
}
