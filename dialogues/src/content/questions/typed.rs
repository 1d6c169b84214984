//! What questions have in common that are answered by a message: is it an answer at all, and how is it shown again? No
//! kind itself.

use super::answer::{Response, TEXT_LIMIT, Typed};
use super::entry::{Asked, Choice, Form};
use crate::kernel::markup::Html;
use unicode_normalization::UnicodeNormalization as _;

const UNKNOWN: &str = "0";

/// A message as an answer, unless it is empty or holds nothing but pictures.
pub(super) fn answer(text: &str) -> Typed {
    if says_something(text) { Typed::Answer(Response::Text(text.to_owned())) } else { Typed::Empty }
}

/// What asks for a message, and the button of those who do not know.
pub(super) fn form(asked: &Asked<'_>, request: Html) -> Form {
    let unknown = Choice::answer(asked.texts.plain("question-unknown", &[]), UNKNOWN);
    Form { brief: request.clone(), html: request, rows: vec![vec![unknown]], ..Form::default() }
}

/// The entry of that button stands for an answer without words.
pub(super) fn entered(entry: &str) -> Option<Response> {
    (entry == UNKNOWN).then(|| Response::Text(String::new()))
}

pub(super) fn entry(response: &Response) -> Option<String> {
    (*response == Response::Text(String::new())).then(|| UNKNOWN.to_owned())
}

/// A letter, a digit or a sign of programs?
pub(super) fn says_something(text: &str) -> bool {
    straightened(text).chars().any(|char| char.is_alphanumeric() || char.is_ascii_graphic())
}

pub(super) fn well_formed(response: &Response) -> bool {
    matches!(response, Response::Text(text) if text.chars().count() <= TEXT_LIMIT)
}

/// The learner's words; none for another kind of answer.
pub(super) fn words(response: &Response) -> &str {
    match response {
        Response::Text(text) => text,
        _ => "",
    }
}

/// One form of what different keyboards make of the same: composed letters (NFC), and the signs of programs instead of what
/// phones put in their place (quotes, dashes, dots, spaces). Whatever is compared with what was typed goes through it as well.
pub(super) fn straightened(text: &str) -> String {
    let mut straight = String::with_capacity(text.len());
    for char in text.nfc() {
        match char {
            '“' | '”' | '„' | '‟' | '«' | '»' => straight.push('"'),
            '‘' | '’' | '‚' | '‛' => straight.push('\''),
            '—' | '―' => straight.push_str("--"),
            '‐' | '‑' | '‒' | '–' | '−' => straight.push('-'),
            '…' => straight.push_str("..."),
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            '\n' | '\r' | '\t' => straight.push(char),
            space if space.is_whitespace() => straight.push(' '),
            other => straight.push(other),
        }
    }
    straight
}

/// The learner's words, escaped and cut to so many characters, as code.
pub(super) fn shown(text: &str, limit: usize) -> Html {
    let text = text.trim();
    let mut kept: String = text.chars().filter(|char| !char.is_control() || *char == '\n').take(limit).collect();
    if text.chars().count() > limit {
        kept.push('…');
    }
    let tag = if kept.contains('\n') { "pre" } else { "code" };
    Html::trusted(format!("<{tag}>{}</{tag}>", Html::text(&kept)))
}
