//! Tokens of Swift for comparing what somebody types with what it should be: comments are left out, and each token knows
//! whether a statement may begin with it. Finer than [`code_tokens`](super::code_tokens), which prose needs as well. No
//! grammar, and no error: whatever is typed has tokens. Expects straight quotes and dashes.

use std::ops::Range;

use super::code::{OPERATORS, is_name_start, is_swift_keyword, name, number};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SwiftToken {
    pub sort: Sort,
    /// Numbers without `_`; otherwise as it was typed.
    pub text: String,
    /// Bytes in the text.
    pub range: Range<usize>,
    /// The first one of its line: there, keyboards write capitals.
    pub begins_line: bool,
    /// After a line end or `;`, or at the very beginning.
    pub is_apart: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// A word of the language or of the program, also with `@`, `#` or `$`.
    Name,
    Number,
    /// A text with its quotes; up to `\(` where something is put in, and from `)` on.
    Text,
    Sign,
}

/// Words after which a line may end and the statement with it.
const ENDING: [&str; 18] = [
    "Any",
    "Self",
    "Type",
    "async",
    "break",
    "continue",
    "fallthrough",
    "false",
    "get",
    "init",
    "nil",
    "rethrows",
    "return",
    "self",
    "set",
    "super",
    "throws",
    "true",
];
/// Words that carry on what stands before them, also on a line of their own; `case` and accessors need no line end.
const CARRYING_ON: [&str; 17] = [
    "as", "async", "case", "catch", "default", "didSet", "else", "get", "in", "is", "rethrows", "set", "throws",
    "where", "while", "willSet", "await",
];

impl SwiftToken {
    /// Does Swift demand a line end or `;` between these two, where an author writes one?
    pub fn must_part(before: &Self, after: &Self) -> bool {
        let ends = match before.sort {
            Sort::Name if before.text.starts_with('@') => false,
            Sort::Name => !is_swift_keyword(&before.text) || ENDING.contains(&before.text.as_str()),
            Sort::Number => true,
            Sort::Text => !before.text.ends_with("\\("),
            Sort::Sign => matches!(before.text.as_str(), ")" | "]" | "}" | "?" | "!" | ">"),
        };
        let begins = match after.sort {
            Sort::Name => !CARRYING_ON.contains(&after.text.as_str()),
            Sort::Number => true,
            Sort::Text => !after.text.starts_with(')'),
            Sort::Sign => false,
        };
        ends && begins
    }
}

pub(crate) fn swift_tokens(text: &str) -> Vec<SwiftToken> {
    let mut lexer =
        Lexer { text, at: 0, tokens: Vec::new(), begins_line: true, is_apart: true, interpolations: Vec::new() };
    while lexer.at < text.len() {
        lexer.step();
    }
    lexer.tokens
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<SwiftToken>,
    begins_line: bool,
    is_apart: bool,
    /// For each `\(` that is open, how many brackets are open in it.
    interpolations: Vec<usize>,
}

impl Lexer<'_> {
    fn step(&mut self) {
        let rest = &self.text[self.at..];
        let Some(char) = rest.chars().next() else { return };
        if char == '\n' || char == ';' {
            self.begins_line = char == '\n' || self.begins_line;
            self.is_apart = true;
            self.at += 1;
        } else if char.is_whitespace() {
            self.at += char.len_utf8();
        } else if rest.starts_with("//") {
            self.at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            self.at += comment(rest);
        } else if let Some(length) = enclosed(rest, "\"\"\"", "\"\"\"").or_else(|| enclosed(rest, "#\"", "\"#")) {
            self.push(Sort::Text, length);
        } else if char == '"' || (char == ')' && self.interpolations.last() == Some(&0)) {
            if char == ')' {
                self.interpolations.pop();
            }
            let end = text_piece(rest);
            if rest[..end].ends_with("\\(") {
                self.interpolations.push(0);
            }
            self.push(Sort::Text, end);
        } else if char.is_ascii_digit() {
            self.push(Sort::Number, number(rest));
        } else if let Some(length) = name_length(rest) {
            self.push(Sort::Name, length);
        } else {
            match (char, self.interpolations.last_mut()) {
                ('(', Some(open)) => *open += 1,
                (')', Some(open)) => *open -= 1,
                _ => {}
            }
            let operator = OPERATORS.iter().find(|operator| rest.starts_with(**operator));
            self.push(Sort::Sign, operator.map_or(char.len_utf8(), |operator| operator.len()));
        }
    }

    fn push(&mut self, sort: Sort, length: usize) {
        let range = self.at..self.at + length;
        let text = plain(&self.text[range.clone()], sort);
        self.tokens.push(SwiftToken { sort, text, range, begins_line: self.begins_line, is_apart: self.is_apart });
        (self.begins_line, self.is_apart) = (false, false);
        self.at += length;
    }
}

fn plain(text: &str, sort: Sort) -> String {
    match (sort, text) {
        (Sort::Number, _) => text.replace('_', ""),
        (_, "→") => "->".to_owned(),
        (_, "≠") => "!=".to_owned(),
        (_, "≤") => "<=".to_owned(),
        (_, "≥") => ">=".to_owned(),
        _ => text.to_owned(),
    }
}

/// A comment with the comments in it.
fn comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// A text between these marks, or all the rest where the second one is missing.
fn enclosed(rest: &str, open: &str, close: &str) -> Option<usize> {
    let inside = rest.strip_prefix(open)?;
    Some(inside.find(close).map_or(rest.len(), |end| open.len() + end + close.len()))
}

/// From a quote or the end of what was put in, up to the closing quote, the next `\(`, or the end of the line.
fn text_piece(rest: &str) -> usize {
    let mut escaped = false;
    for (at, char) in rest.char_indices().skip(1) {
        match char {
            '\n' => return at,
            '(' if escaped => return at + 1,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// A name, also `` `default` ``, `@State`, `#if` and `$0`.
fn name_length(rest: &str) -> Option<usize> {
    let first = rest.chars().next()?;
    if is_name_start(first) {
        return Some(name(rest));
    }
    if first == '`' {
        let inner = name_length(&rest[1..])?;
        return rest[1 + inner..].starts_with('`').then_some(inner + 2);
    }
    let is_marked = matches!(first, '@' | '#' | '$') && rest[1..].starts_with(|next: char| next.is_alphanumeric());
    is_marked.then(|| name(rest))
}
