//! What learners are told of their code: the author's reason, or where it leaves the nearest accepted form.

use super::comparing::Expected;
use super::{Judgement, SHOWN, Write};
use crate::content::language::{SwiftToken, swift_tokens};
use crate::content::questions::entry::Asked;
use crate::content::questions::typed;
use crate::kernel::markup::Html;
use crate::kernel::texts::{Arg, Texts};

/// Characters of anything that is quoted.
const QUOTED: usize = 40;

/// `code`: what the learner wrote, with straight signs; empty for those who do not know.
pub(super) fn explain(write: &Write, asked: &Asked<'_>, code: &str) -> Html {
    let mut html = Html::new();
    let labels: Vec<String> = asked.text.options.iter().map(|option| option.label.plain()).collect();
    let judgement = write.judge_among(code, &|form| labels.iter().any(|label| label == form.code()));
    if let Judgement::Right { capitals } = &judgement {
        for (typed, meant) in capitals {
            let args = [("typed", Arg::from(typed)), ("meant", meant.into())];
            html.line(&asked.texts.html("question-write-capital", &args));
        }
    } else if !code.is_empty() {
        html.line(&asked.texts.html("question-yours", &[]));
        html.line(&typed::shown(code, SHOWN));
        html.line(&Html::quote(&reason(&judgement, asked, code)));
    }
    let key = asked.option(write.wrong.len());
    if let Some(key) = key.filter(|key| !is_same(&key.label.plain(), code)) {
        html.paragraph(&asked.texts.html("question-write-key", &[]));
        html.line(&key.label);
    }
    html
}

/// Who has written the key needs not read it again.
fn is_same(key: &str, code: &str) -> bool {
    let texts = |code: &str| swift_tokens(code).into_iter().map(|token| token.text).collect::<Vec<_>>();
    texts(key) == texts(code)
}

fn reason(judgement: &Judgement, asked: &Asked<'_>, code: &str) -> Html {
    match judgement {
        Judgement::Foreseen(number) => asked.option(*number).map(|option| option.reason.clone()).unwrap_or_default(),
        Judgement::Other(comparison) => {
            let difference = comparison.difference.as_ref();
            difference.map(|(at, expected)| difference_at(*at, expected, code, asked.texts)).unwrap_or_default()
        }
        Judgement::Right { .. } => Html::new(),
    }
}

/// "After `let name` I expected `=`, but there is `:`."
fn difference_at(at: usize, expected: &Expected, code: &str, texts: &Texts) -> Html {
    let tokens = swift_tokens(code);
    let expected = match expected {
        Expected::Exactly(text) => typed::shown(text, QUOTED),
        Expected::Line => texts.html("question-write-line", &[]),
        Expected::Name => texts.html("question-write-name", &[]),
        Expected::Number => texts.html("question-write-number", &[]),
        Expected::Text => texts.html("question-write-text", &[]),
        Expected::Nothing => texts.html("question-write-nothing", &[]),
    };
    let mut parts = Vec::new();
    let before = before(&tokens[..at.min(tokens.len())], code);
    if before.is_empty() {
        parts.push(texts.html("question-write-first", &[]));
    } else {
        parts.push(texts.html("question-write-after", &[("before", Arg::from(before.as_str()))]));
    }
    parts.extend([Html::text(" "), expected]);
    parts.push(match tokens.get(at) {
        Some(found) => texts.html("question-write-found", &[("found", Arg::from(quoted(&found.text).as_str()))]),
        None => texts.html("question-write-end", &[]),
    });
    let mut html = Html::new();
    for part in &parts {
        html.push(part);
    }
    html
}

/// The learner's own code before the difference: the line, or the end of it.
fn before(tokens: &[SwiftToken], code: &str) -> String {
    let line = tokens.iter().rposition(|token| token.begins_line).unwrap_or_default();
    let Some((first, last)) = tokens.get(line).zip(tokens.last()) else { return String::new() };
    quoted(code.get(first.range.start..last.range.end).unwrap_or_default())
}

fn quoted(text: &str) -> String {
    let cut = text.chars().count().saturating_sub(QUOTED);
    if cut == 0 { text.to_owned() } else { format!("…{}", text.chars().skip(cut).collect::<String>()) }
}
