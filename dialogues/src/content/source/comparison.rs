//! What a translation has to have in common with its original, whatever they are: ids, their order, code.

use super::finding::{Report, Span, Spanned, did_you_mean};

/// The same ids in the same order? Where not, the first difference is named.
pub(crate) fn compare_ids(
    original: &[Spanned<String>],
    translation: &[Spanned<String>],
    what: &str,
    end: &Span,
    report: &mut Report,
) -> bool {
    let has = |ids: &[Spanned<String>], id: &str| ids.iter().any(|other| other.value == id);
    let mut same = true;
    for id in translation.iter().filter(|id| !has(original, &id.value)) {
        let message = format!("the original has no {what} `{}`", id.value);
        report
            .error(id.span.clone(), "translation/extra", message)
            .maybe_hint(did_you_mean(&id.value, original.iter().map(|id| id.value.as_str())));
        same = false;
    }
    for id in original.iter().filter(|id| !has(translation, &id.value)) {
        report.error(end.clone(), "translation/missing", format!("the {what} `{}` is missing", id.value));
        same = false;
    }
    if !same {
        return false;
    }
    let moved = original.iter().zip(translation).find(|(original, translation)| original.value != translation.value);
    if let Some((expected, found)) = moved {
        let message = format!("the original has the {what} `{}` here", expected.value);
        report.error(found.span.clone(), "translation/other-order", message);
    }
    moved.is_none()
}

/// Comments and texts in code are translated, the rest stays.
pub(crate) fn compare_code(
    original: &[Spanned<String>],
    translation: &[Spanned<String>],
    heading: &Span,
    report: &mut Report,
) {
    if original.len() != translation.len() {
        let message = format!("{} blocks of Swift where the original has {}", translation.len(), original.len());
        report.error(heading.clone(), "translation/other-code", message);
        return;
    }
    for (original, translation) in original.iter().zip(translation) {
        if original.value != translation.value {
            report
                .warning(translation.span.clone(), "translation/other-code", "this code differs from the original's")
                .hint("translate comments and texts in quotes; leave everything else as it is");
        }
    }
}
