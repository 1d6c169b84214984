//! Has an interview's translation the shape of its original? Looks at ids, order, points and what the headings say
//! again; never at the language itself.

use super::body::InterviewBody;
use super::parts::Parts;
use super::questions::{WrittenAsk, WrittenFollow};
use crate::content::catalogue::documents::about::About;
use crate::content::source::comparison::compare_ids;
use crate::content::source::finding::{Report, Spanned};
use crate::kernel::ids::AskId;

/// Reports how a translation differs from its original.
pub(crate) fn compare(original: &InterviewBody, translation: &InterviewBody, report: &mut Report) {
    let (theirs, ours) =
        (ids(original.asks.iter().map(|ask| &ask.id)), ids(translation.asks.iter().map(|ask| &ask.id)));
    if compare_ids(&theirs, &ours, "question", &translation.heading, report) {
        for (original, translation) in original.asks.iter().zip(&translation.asks) {
            compare_asks(original, translation, report);
        }
    }
}

fn compare_asks(original: &WrittenAsk, translation: &WrittenAsk, report: &mut Report) {
    About::compare(&original.about, &translation.about, report);
    Parts::compare(&original.parts, &translation.parts, report);
    let of = |ask: &WrittenAsk| ids(ask.follows.iter().map(|follow| &follow.id));
    if compare_ids(&of(original), &of(translation), "follow-up", &translation.parts.heading, report) {
        for (original, translation) in original.follows.iter().zip(&translation.follows) {
            compare_follows(original, translation, report);
        }
    }
}

fn compare_follows(original: &WrittenFollow, translation: &WrittenFollow, report: &mut Report) {
    if let Some(when) = &translation.when
        && original.when.as_ref().map(|when| &when.value) != Some(&when.value)
    {
        report.error(when.span.clone(), "translation/other-attribute", "the original says otherwise when it is asked");
    }
    Parts::compare(&original.parts, &translation.parts, report);
}

fn ids<'a>(ids: impl Iterator<Item = &'a Spanned<AskId>>) -> Vec<Spanned<String>> {
    ids.map(|id| id.clone().map(|id| id.to_string())).collect()
}
