//! Tokens of text that looks like Swift: enough to compare two pieces of code, whatever their spaces. No grammar, and
//! no error: whatever is typed has tokens.

use std::ops::Range;

/// A piece of code that spaces do not change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CodeToken {
    /// Bytes in the text.
    pub range: Range<usize>,
    /// As it was typed, but for the quotes and dots that keyboards make pretty.
    pub text: String,
}

/// Reserved words and the names that are declared, bound or attached like them. In alphabetical order.
/// Source: The Swift Programming Language, "Lexical Structure".
pub(crate) const SWIFT_KEYWORDS: [&str; 83] = [
    "Any",
    "Protocol",
    "Self",
    "Type",
    "actor",
    "any",
    "as",
    "associatedtype",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "continue",
    "convenience",
    "default",
    "defer",
    "deinit",
    "didSet",
    "do",
    "dynamic",
    "else",
    "enum",
    "extension",
    "fallthrough",
    "false",
    "fileprivate",
    "final",
    "for",
    "func",
    "get",
    "guard",
    "if",
    "import",
    "in",
    "indirect",
    "infix",
    "init",
    "inout",
    "internal",
    "is",
    "isolated",
    "lazy",
    "let",
    "mutating",
    "nil",
    "nonisolated",
    "nonmutating",
    "open",
    "operator",
    "optional",
    "override",
    "package",
    "postfix",
    "precedencegroup",
    "prefix",
    "private",
    "protocol",
    "public",
    "repeat",
    "required",
    "rethrows",
    "return",
    "self",
    "sending",
    "set",
    "some",
    "static",
    "struct",
    "subscript",
    "super",
    "switch",
    "throw",
    "throws",
    "true",
    "try",
    "typealias",
    "unowned",
    "var",
    "weak",
    "where",
    "while",
];

/// Operators of more than one character, longest first. `>>` and `?.` are left apart, for `[[Int?]]>>` and `a?.b`.
pub(super) const OPERATORS: [&str; 19] = [
    "...", "..<", "===", "!==", "->", "??", "==", "!=", "<=", ">=", "&&", "||", "+=", "-=", "*=", "/=", "%=", "&+",
    "~=",
];

/// Is it a word of the language, written exactly so?
pub(crate) fn is_swift_keyword(word: &str) -> bool {
    SWIFT_KEYWORDS.binary_search(&word).is_ok()
}

/// The tokens of code: identifiers (with `@`, `#` or `$`), numbers, texts in quotes as a whole, operators.
pub(crate) fn code_tokens(text: &str) -> Vec<CodeToken> {
    tokens(text, true)
}

/// The same for prose that may contain code: there, quotes stand around words, so each is a token.
pub(crate) fn prose_tokens(text: &str) -> Vec<CodeToken> {
    tokens(text, false)
}

/// The same code, whatever its spaces?
pub(crate) fn same_tokens(a: &[CodeToken], b: &[CodeToken]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.text == b.text)
}

fn tokens(text: &str, whole_strings: bool) -> Vec<CodeToken> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(char) = text[at..].chars().next() {
        let rest = &text[at..];
        if char.is_whitespace() {
            at += char.len_utf8();
            continue;
        }
        let length = if is_name_start(char) || (matches!(char, '@' | '#' | '$') && follows_name(rest)) {
            name(rest)
        } else if char.is_ascii_digit() {
            number(rest)
        } else if whole_strings && is_quote(char) {
            string(rest).unwrap_or(char.len_utf8())
        } else {
            let operator = OPERATORS.iter().find(|operator| rest.starts_with(**operator));
            operator.map_or(char.len_utf8(), |operator| operator.len())
        };
        tokens.push(CodeToken { range: at..at + length, text: plain(&rest[..length]) });
        at += length;
    }
    tokens
}

pub(super) fn is_name_start(char: char) -> bool {
    char.is_alphabetic() || char == '_'
}

fn follows_name(rest: &str) -> bool {
    rest.chars().nth(1).is_some_and(|next| next.is_alphanumeric() || next == '_')
}

pub(super) fn name(rest: &str) -> usize {
    let first = rest.chars().next().map_or(0, char::len_utf8);
    let more = rest[first..].find(|char: char| !char.is_alphanumeric() && char != '_');
    more.map_or(rest.len(), |more| first + more)
}

/// `42`, `4.2`, `0xFF`, `1_000`, `1e3`; not the range in `1...3` and not the call in `1.description`.
pub(super) fn number(rest: &str) -> usize {
    let part = |text: &str| text.find(|char: char| !char.is_ascii_alphanumeric() && char != '_').unwrap_or(text.len());
    let whole = part(rest);
    match rest[whole..].strip_prefix('.') {
        Some(fraction) if fraction.starts_with(|char: char| char.is_ascii_digit()) => whole + 1 + part(fraction),
        _ => whole,
    }
}

/// A text up to its closing quote in the same line.
fn string(rest: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, char) in rest.char_indices().skip(1) {
        match char {
            '\n' => return None,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            char if is_quote(char) => return Some(at + char.len_utf8()),
            _ => {}
        }
    }
    None
}

fn is_quote(char: char) -> bool {
    matches!(char, '"' | '“' | '”' | '„' | '«' | '»')
}

/// Undoes what keyboards do to code.
fn plain(token: &str) -> String {
    token.chars().fold(String::with_capacity(token.len()), |mut plain, char| {
        match char {
            char if is_quote(char) => plain.push('"'),
            '…' => plain.push_str("..."),
            '→' => plain.push_str("->"),
            '’' | '‘' => plain.push('\''),
            '≠' => plain.push_str("!="),
            '≤' => plain.push_str("<="),
            '≥' => plain.push_str(">="),
            char => plain.push(char),
        }
        plain
    })
}
