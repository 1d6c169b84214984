//! Ids: are they well formed, and are they free?

use std::collections::HashMap;

use super::finding::{Report, Span, Spanned, line_column};
use super::reading::Reading;

/// Bytes of an id within a file.
pub(crate) const MAX_ID: usize = 32;

/// An id is words of `a-z0-9`, joined by one of the `joiners`, no longer than `max` bytes.
pub(crate) fn check_id(id: &Spanned<String>, joiners: &[char], max: usize, code: &'static str, report: &mut Report) {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if id.value.split(joiners).all(is_word) && id.value.len() <= max {
        return;
    }
    let joiners: Vec<String> = joiners.iter().map(|joiner| format!("`{joiner}`")).collect();
    report
        .error(id.span.clone(), code, format!("`{}` is not a valid id", id.value))
        .hint(format!("words of a-z and 0-9, joined by {}, {max} bytes at most", joiners.join(" or ")));
}

/// The ids of one sort that a file has used.
#[derive(Default)]
pub(crate) struct Taken(HashMap<String, Span>);

impl Taken {
    /// Reports an id that is there already, and where.
    pub fn take(&mut self, id: &Spanned<String>, code: &'static str, text: &str, report: &mut Report) {
        if let Some(first) = self.0.get(&id.value) {
            let (line, _) = line_column(text, first.start);
            report
                .error(id.span.clone(), code, format!("the id `{}` is taken in line {line}", id.value))
                .hint("ids are kept for ever: give the new one another name");
        } else {
            self.0.insert(id.value.clone(), id.span.clone());
        }
    }
}

/// Ids of one sort that begin with the same letters.
pub(crate) struct Sort {
    /// What has such an id.
    pub what: &'static str,
    pub prefix: &'static str,
    /// The rules that are broken by an id of another form, and by one that is taken.
    pub malformed: &'static str,
    pub duplicate: &'static str,
}

impl Sort {
    /// Reports what is wrong with an id.
    pub fn check(&self, id: &Spanned<String>, taken: &mut Taken, reading: &mut Reading<'_>) {
        let Self { what, prefix, .. } = self;
        check_id(id, &['-'], MAX_ID, self.malformed, &mut reading.report);
        if !id.value.starts_with(prefix) {
            reading
                .report
                .error(id.span.clone(), self.malformed, format!("the id of a {what} begins with `{prefix}`"))
                .hint(format!("write `{prefix}{}`", id.value));
        }
        taken.take(id, self.duplicate, reading.text, &mut reading.report);
    }
}
