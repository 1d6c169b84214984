//! What the checker has to say about a file, and where exactly. Knows no format: people's terminals, JSON and SARIF
//! are drawn elsewhere.

use std::collections::BTreeMap;
use std::ops::Range;

use super::claim::{Behaviour, Claim};
use super::file::bad_character;
use crate::kernel::markup::Html;
use crate::kernel::wire::{ENTITIES, ENTITY_BYTES, MARKUP_LIMIT, Weight};

/// Bytes and formatted places of the interface around a text of an author's.
const FRAME: usize = 1_024;
const FRAMES: usize = 8;

/// A range of bytes in a file's text.
pub type Span = Range<usize>;

/// A value and where the author wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

impl<T> Spanned<T> {
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: f(self.value), span: self.span }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// What it is about stays out of the catalogue.
    Error,
    /// Learners see it all the same; better to mend it.
    Warning,
}

/// One mistake of an author.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// Relative to the content folder, `/` between the parts. Names no file where the file is what is missing.
    pub path: String,
    /// Bytes in the file's text; empty where something is missing.
    pub span: Span,
    pub severity: Severity,
    /// The rule, such as `question/no-correct-option`.
    pub code: &'static str,
    pub message: String,
    /// How to mend it.
    pub hint: Option<String>,
}

impl Finding {
    pub(crate) fn hint(&mut self, hint: impl Into<String>) {
        self.hint = Some(hint.into());
    }

    pub(crate) fn maybe_hint(&mut self, hint: Option<String>) {
        self.hint = hint;
    }
}

/// Line and column of a byte offset, both from 1; the column counts characters. An offset beyond the end is the end.
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..floor(text, offset)];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}

/// The nearest beginning of a character at or before a byte offset.
pub(crate) fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The first line of a span, without the white space at its end.
pub(crate) fn first_line(text: &str, span: &Span) -> Span {
    let line = text[span.clone()].lines().next().unwrap_or_default();
    span.start..span.start + line.trim_end().len()
}

/// The findings of one file.
#[derive(Debug)]
pub(crate) struct Report {
    path: String,
    findings: Vec<Finding>,
    claims: Vec<Claim>,
}

impl Report {
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), findings: Vec::new(), claims: Vec::new() }
    }

    pub fn error(&mut self, span: Span, code: &'static str, message: impl Into<String>) -> &mut Finding {
        self.push(Severity::Error, span, code, message.into())
    }

    pub fn warning(&mut self, span: Span, code: &'static str, message: impl Into<String>) -> &mut Finding {
        self.push(Severity::Warning, span, code, message.into())
    }

    /// Keeps what the file says of code, for whoever has a compiler.
    pub fn claim(&mut self, span: Span, code: String, behaviour: Behaviour) {
        self.claims.push(Claim { path: self.path.clone(), span, code, behaviour });
    }

    /// What the file said last of code.
    pub fn last_claim(&mut self) -> Option<&mut Claim> {
        self.claims.last_mut()
    }

    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// What neither a database nor a chat takes, what deceives and what cannot be seen. The first one is enough.
    pub fn check_characters(&mut self, text: &str) {
        let Some((span, problem)) = bad_character(text) else { return };
        let message = format!("the character {} {problem}", text[span.clone()].escape_unicode());
        self.error(span, "file/bad-character", message).hint("delete it, and save the file as UTF-8");
    }

    /// Reports a text of more than `max` characters; `what` is what has so many at most.
    pub fn check_length(&mut self, text: &str, span: &Span, max: usize, code: &'static str, what: &str) {
        let length = text.chars().count();
        if length > max {
            self.error(span.clone(), code, format!("{length} characters: {what} has {max} at most"));
        }
    }

    /// Reports formatting that a message cannot carry: what is too much is refused, what is too many is lost.
    pub fn check_weight(&mut self, text: &Html, span: &Span) {
        let Weight { bytes, entities, entity_bytes } = text.weight();
        if bytes > MARKUP_LIMIT - FRAME || entity_bytes > ENTITY_BYTES {
            let message = format!(
                "{bytes} bytes with markup, {entity_bytes} of them formatting and addresses: a message takes {} and \
                 {ENTITY_BYTES}",
                MARKUP_LIMIT - FRAME
            );
            self.error(span.clone(), "text/too-heavy", message).hint("fewer links or shorter addresses, or divide it");
        } else if entities > ENTITIES - FRAMES {
            let message =
                format!("{entities} formatted places: Telegram keeps {} and drops the rest", ENTITIES - FRAMES);
            self.warning(span.clone(), "text/too-colourful", message).hint("a block of code counts once");
        }
    }

    fn push(&mut self, severity: Severity, span: Span, code: &'static str, message: String) -> &mut Finding {
        let at = self.findings.len();
        self.findings.push(Finding { path: self.path.clone(), span, severity, code, message, hint: None });
        &mut self.findings[at]
    }
}

/// The findings of all files.
#[derive(Debug, Default)]
pub(crate) struct Reports(BTreeMap<String, Report>);

impl Reports {
    pub fn of(&mut self, path: &str) -> &mut Report {
        self.0.entry(path.to_owned()).or_insert_with(|| Report::new(path))
    }

    pub fn add(&mut self, report: Report) {
        let of = self.of(&report.path.clone());
        of.findings.extend(report.findings);
        of.claims.extend(report.claims);
    }

    pub fn has_errors(&self, path: &str) -> bool {
        self.0.get(path).is_some_and(Report::has_errors)
    }

    /// By path, then in the order of the file, more or less.
    pub fn take_claims(&mut self) -> Vec<Claim> {
        self.0.values_mut().flat_map(|report| std::mem::take(&mut report.claims)).collect()
    }

    /// By path, then by place.
    pub fn into_findings(self) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self.0.into_values().flat_map(|report| report.findings).collect();
        findings.sort_by(|a, b| (&a.path, a.span.start, a.code).cmp(&(&b.path, b.span.start, b.code)));
        findings
    }
}

/// A hint that names the known word an unknown one resembles.
pub(crate) fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let word = word.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&word, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| format!("did you mean `{candidate}`?"))
}

/// `a`, `b` and `c`, for a message.
pub(crate) fn spelled_out<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        None => "none".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
