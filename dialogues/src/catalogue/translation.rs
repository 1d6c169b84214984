//! Has a lesson's translation the shape of its original? Looks at ids, order and keys; never at the language itself.

use super::card_section::CardsSection;
use super::course_file::{check_language, check_source};
use super::finding::{Report, Span, Spanned};
use super::lesson_file::{LessonBody, LessonFile, TranslationFile};
use super::quiz_section::{QuizSection, WrittenQuestion};
use crate::ids::ConceptId;
use crate::locale::Locale;
use crate::questions::Difference;

/// Reports how a translation differs from its original, whose text is `original_text`.
pub(crate) fn compare(
    original: &LessonFile,
    original_text: &str,
    translation: &TranslationFile,
    of_path: Locale,
    report: &mut Report,
) {
    let front = &translation.front;
    if front.id.value != original.front.id.value {
        let message = format!("the original's id is `{}`", original.front.id.value);
        report.error(front.id.span.clone(), "translation/other-id", message);
    }
    check_language(&front.lang, of_path, original.front.lang.value, report);
    check_source(&front.source, original_text, report);
    compare_bodies(&original.body, &translation.body, report);
}

fn compare_bodies(original: &LessonBody, translation: &LessonBody, report: &mut Report) {
    let ids = |body: &LessonBody| body.screens.iter().map(|screen| screen.id.clone()).collect::<Vec<_>>();
    let end = translation.screens.last().map_or(0..0, |screen| screen.id.span.clone());
    if compare_ids(&ids(original), &ids(translation), "screen", &end, report) {
        for (original, translation) in original.screens.iter().zip(&translation.screens) {
            compare_code(&original.swift, &translation.swift, &translation.id.span, report);
        }
    }
    match (&original.quiz, &translation.quiz) {
        (Some(original), Some(translation)) => compare_quizzes(original, translation, report),
        (Some(_), None) => {
            report.error(end, "translation/missing", "the quiz is missing");
        }
        (None, Some(quiz)) => {
            report.error(quiz.heading.clone(), "translation/extra", "the original has no quiz");
        }
        (None, None) => {}
    }
    compare_cards(original.cards.as_ref(), translation.cards.as_ref(), end_of(translation), report);
}

/// The last place of a translation that something missing can be reported at.
fn end_of(body: &LessonBody) -> Span {
    let quiz = body.quiz.as_ref().map(|quiz| quiz.heading.clone());
    quiz.or_else(|| body.screens.last().map(|screen| screen.id.span.clone())).unwrap_or(0..0)
}

fn compare_cards(original: Option<&CardsSection>, translation: Option<&CardsSection>, end: Span, report: &mut Report) {
    let (original, translation) = match (original, translation) {
        (Some(original), Some(translation)) => (original, translation),
        (Some(_), None) => {
            report.error(end, "translation/missing", "the cards are missing");
            return;
        }
        (None, Some(section)) => {
            report.error(section.heading.clone(), "translation/extra", "the original has no cards");
            return;
        }
        (None, None) => return,
    };
    let ids = |section: &CardsSection| {
        section.cards.iter().map(|card| card.id.clone().map(|id| id.to_string())).collect::<Vec<_>>()
    };
    if compare_ids(&ids(original), &ids(translation), "card", &translation.heading, report) {
        for (original, translation) in original.cards.iter().zip(&translation.cards) {
            compare_concepts(original.concept.as_ref(), translation.concept.as_ref(), report);
            compare_code(&original.swift, &translation.swift, &translation.heading, report);
        }
    }
}

fn compare_quizzes(original: &QuizSection, translation: &QuizSection, report: &mut Report) {
    let ids = |quiz: &QuizSection| {
        quiz.questions.iter().map(|question| question.id.clone().map(|id| id.to_string())).collect::<Vec<_>>()
    };
    if compare_ids(&ids(original), &ids(translation), "question", &translation.heading, report) {
        for (original, translation) in original.questions.iter().zip(&translation.questions) {
            compare_questions(original, translation, report);
        }
    }
}

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
            .maybe_hint(super::finding::did_you_mean(&id.value, original.iter().map(|id| id.value.as_str())));
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

fn compare_questions(original: &WrittenQuestion, translation: &WrittenQuestion, report: &mut Report) {
    let heading = || translation.heading.clone();
    match original.body.difference(&translation.body) {
        Some(Difference::Kind(name)) => {
            let message = format!("the original's question is of the kind `{name}`");
            report.error(heading(), "translation/other-kind", message);
            return;
        }
        Some(Difference::Count(theirs, ours)) => {
            let message = format!("{ours} options, items or lines where the original has {theirs}");
            report.error(heading(), "translation/other-options", message);
            return;
        }
        Some(Difference::Key(option)) => {
            let place = option.and_then(|option| translation.options.get(option).cloned());
            let message = match place {
                Some(_) => "the original marks this otherwise",
                None => "the original says the opposite",
            };
            report
                .error(place.unwrap_or_else(heading), "translation/other-key", message)
                .hint("keep options and points in the original's order, with the same `[x]`, ids and weights");
        }
        None => {}
    }
    compare_attributes(original, translation, report);
    compare_code(&original.swift, &translation.swift, &translation.heading, report);
}

/// A translation may leave attributes out; said again, they have to be the same.
fn compare_attributes(original: &WrittenQuestion, translation: &WrittenQuestion, report: &mut Report) {
    compare_concepts(original.concept.as_ref(), translation.concept.as_ref(), report);
    if let Some(difficulty) = &translation.difficulty
        && original.difficulty() != difficulty.value
    {
        let message = format!("the original's difficulty is {}", original.difficulty());
        report.error(difficulty.span.clone(), "translation/other-attribute", message);
    }
}

fn compare_concepts(
    original: Option<&Spanned<ConceptId>>,
    translation: Option<&Spanned<ConceptId>>,
    report: &mut Report,
) {
    if let Some(concept) = translation
        && original.map(|concept| &concept.value) != Some(&concept.value)
    {
        report.error(concept.span.clone(), "translation/other-attribute", "the original names another concept");
    }
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
