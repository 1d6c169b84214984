//! Does one question give away what is to be typed in another? Knows nothing of quizzes.

use super::answer::Response;
use super::body::Body;
use super::wording::QuestionText;
use crate::content::language::code_tokens;
use crate::kernel::markup::Html;

/// Characters of a key that is looked for: `0` stands everywhere and tells nothing.
const SHORTEST: usize = 2;
/// Tokens of an output that is looked for, likewise.
const SHORTEST_OUTPUT: usize = 3;

/// Does a text show, as code, an answer that has to be typed?
pub(crate) fn tells(text: &QuestionText, body: &Body) -> bool {
    let codes = codes(text);
    keys(body).iter().any(|key| codes.iter().any(|code| code.windows(key.len()).any(|window| window == key)))
}

/// What is typed as code, in tokens.
fn keys(body: &Body) -> Vec<Vec<String>> {
    let shortest = match body {
        Body::Fill(_) | Body::Write(_) => 1,
        Body::Output(_) => SHORTEST_OUTPUT,
        _ => return Vec::new(),
    };
    let keys = body.keys().into_iter().filter_map(|key| match key {
        Response::Text(text) if text.chars().count() >= SHORTEST => Some(tokens(&text)),
        _ => None,
    });
    keys.filter(|tokens| tokens.len() >= shortest).collect()
}

/// The pieces of code in all that a question shows, in tokens.
fn codes(text: &QuestionText) -> Vec<Vec<String>> {
    let options = text.options.iter().flat_map(|option| [&option.label, &option.reason]);
    let all = [&text.prompt].into_iter().chain(options).chain(&text.hint).chain(&text.explanation);
    all.flat_map(pieces).map(|piece| tokens(&piece)).collect()
}

fn tokens(code: &str) -> Vec<String> {
    code_tokens(code).into_iter().map(|token| token.text).collect()
}

/// What stands between `<code>` or `<pre>` and their ends.
fn pieces(html: &Html) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = html.as_str();
    while let Some(start) = ["<code", "<pre"].iter().filter_map(|tag| rest.find(tag)).min() {
        let end = if rest[start..].starts_with("<pre") { "</pre>" } else { "</code>" };
        let Some(length) = rest[start..].find(end) else { break };
        pieces.push(Html::trusted(rest[start..start + length].to_owned()).plain());
        rest = &rest[start + length + end.len()..];
    }
    pieces
}
