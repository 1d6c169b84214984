//! Answers that another question of the same quiz prints: in its text, its options, its reasons or its explanation.

use super::{Asked, NAMED};
use crate::content::language::{CodeToken, code_tokens};
use crate::content::questions::{QuestionText, Response};
use crate::content::source::finding::Report;
use crate::kernel::markup::Html;

/// Characters of a key that is looked for: `0` stands everywhere and tells nothing.
const SHORTEST: usize = 2;
/// Tokens of an output that is looked for, likewise.
const SHORTEST_OUTPUT: usize = 3;

pub(super) fn check(questions: &[Asked<'_>], report: &mut Report) {
    let printed: Vec<Vec<Vec<String>>> = questions.iter().map(|asked| codes(asked.text)).collect();
    for (number, asked) in questions.iter().enumerate() {
        for key in keys(asked) {
            let prints = |other: &&usize| **other != number && printed[**other].iter().any(|code| holds(code, &key));
            let others: Vec<usize> = (0..questions.len()).collect();
            let names: Vec<String> = others.iter().filter(prints).map(|other| format!("`{}`", questions[*other].id)).collect();
            if names.is_empty() {
                continue;
            }
            let count = names.len();
            let message = format!("{count} of {} other questions of this quiz print this answer", questions.len() - 1);
            let shown = names.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
            report
                .warning(asked.heading.clone(), "pattern/printed-answer", message)
                .hint(format!("ask for something else, or write it otherwise there: {shown}"));
            break;
        }
    }
}

/// What is typed as code, in tokens.
fn keys(asked: &Asked<'_>) -> Vec<Vec<String>> {
    let kind = asked.body.name();
    if !matches!(kind, "fill" | "output" | "write") {
        return Vec::new();
    }
    let texts = asked.body.keys().into_iter().filter_map(|key| match key {
        Response::Text(text) => Some(text),
        Response::Options(_) | Response::Sequence(_) => None,
    });
    let keys = texts.filter(|text| text.chars().count() >= SHORTEST).map(|text| texts_of(&code_tokens(&text)));
    keys.filter(|tokens| kind != "output" || tokens.len() >= SHORTEST_OUTPUT).collect()
}

fn texts_of(tokens: &[CodeToken]) -> Vec<String> {
    tokens.iter().map(|token| token.text.clone()).collect()
}

fn holds(code: &[String], key: &[String]) -> bool {
    !key.is_empty() && code.windows(key.len()).any(|window| window == key)
}

/// The pieces of code in all that a question shows, in tokens.
fn codes(text: &QuestionText) -> Vec<Vec<String>> {
    let options = text.options.iter().flat_map(|option| [&option.label, &option.reason]);
    let all = [&text.prompt].into_iter().chain(options).chain(&text.hint).chain(&text.explanation);
    all.flat_map(pieces).map(|piece| texts_of(&code_tokens(&piece))).collect()
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
