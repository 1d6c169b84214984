//! Has an interview's translation the shape of its original? Looks at ids, order, points and what the headings say
//! again; never at the language itself.

use super::course_file::{check_language, check_source};
use super::finding::{Report, Spanned};
use super::interview_file::{InterviewFile, InterviewTranslation};
use super::interview_section::{WrittenAsk, WrittenFollow};
use super::rubric_section::WrittenRubric;
use super::translation::{compare_code, compare_ids};
use crate::ids::AskId;
use crate::locale::Locale;

/// Reports how a translation differs from its original, whose text is `original_text`.
pub(crate) fn compare(
    original: &InterviewFile,
    original_text: &str,
    translation: &InterviewTranslation,
    of_path: Locale,
    report: &mut Report,
) {
    let front = &translation.front;
    if front.id.value.as_str() != original.front.id.value.as_str() {
        let message = format!("the original's id is `{}`", original.front.id.value);
        report.error(front.id.span.clone(), "translation/other-id", message);
    }
    check_language(&front.lang, of_path, original.front.lang.value, report);
    check_source(&front.source, original_text, report);
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
