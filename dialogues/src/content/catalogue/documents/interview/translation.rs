//! Has an interview's translation the shape of its original? Looks at ids, order, points and what the headings say
//! again; never at the language itself.

use super::body::InterviewBody;
use super::questions::{WrittenAsk, WrittenFollow};
use crate::content::rubric::written::WrittenRubric;
use crate::content::source::comparison::{compare_code, compare_ids};
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
    if let Some(concept) = &translation.concept
        && original.concept.as_ref().map(|concept| &concept.value) != Some(&concept.value)
    {
        report.error(concept.span.clone(), "translation/other-attribute", "the original names another concept");
    }
    if let Some(difficulty) = &translation.difficulty
        && original.difficulty() != difficulty.value
    {
        let message = format!("the original's difficulty is {}", original.difficulty());
        report.error(difficulty.span.clone(), "translation/other-attribute", message);
    }
    WrittenRubric::compare(&original.rubric, &translation.rubric, report);
    compare_code(&original.swift, &translation.swift, &translation.heading, report);
    let of = |ask: &WrittenAsk| ids(ask.follows.iter().map(|follow| &follow.id));
    if compare_ids(&of(original), &of(translation), "follow-up", &translation.heading, report) {
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
    WrittenRubric::compare(&original.rubric, &translation.rubric, report);
    compare_code(&original.swift, &translation.swift, &translation.heading, report);
}

fn ids<'a>(ids: impl Iterator<Item = &'a Spanned<AskId>>) -> Vec<Spanned<String>> {
    ids.map(|id| id.clone().map(|id| id.to_string())).collect()
}
