//! Ids: are they well formed, and are they free?

use std::collections::HashMap;

use super::finding::{Report, Span, Spanned, line_column};

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
