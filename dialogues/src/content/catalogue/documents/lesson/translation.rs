//! Has a lesson's translation the shape of its original? Looks at ids, order and keys; never at the language itself.

use super::body::LessonBody;
use super::cards::CardsSection;
use super::quiz::{QuizSection, WrittenQuestion};
use crate::content::catalogue::documents::about::{About, compare_concepts};
use crate::content::questions::written;
use crate::content::questions::written::Difference;
use crate::content::source::comparison::{compare_code, compare_ids};
use crate::content::source::finding::{Report, Span};

/// Reports how a translation differs from its original.
pub(crate) fn compare(original: &LessonBody, translation: &LessonBody, report: &mut Report) {
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

fn compare_questions(original: &WrittenQuestion, translation: &WrittenQuestion, report: &mut Report) {
    let heading = || translation.heading.clone();
    match written::difference(&original.body, &translation.body) {
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
        Some(Difference::Code(option)) => {
            let place = translation.options.get(option).cloned().unwrap_or_else(heading);
            report
                .error(place, "translation/other-code", "this code differs from the original's")
                .hint("translate texts in quotes and free names, and keep the rest");
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
    About::compare(&original.about, &translation.about, report);
    compare_code(&original.swift, &translation.swift, &translation.heading, report);
}
