//! Lessons as authors write them: a file with screens, a quiz and cards, in the folder of its module.

mod assemble;
mod body;
mod cards;
mod quiz;
mod translation;

use body::LessonBody;

use super::format::{Format, Original, Translation};
use super::front_matter::FrontMatter;
use crate::content::model::Lesson;
use crate::content::source::finding::{Report, Spanned};
use crate::content::source::reading::Reading;
use crate::content::source::yaml::Mapping;
use crate::kernel::ids::{ConceptId, CourseId, LessonId, Revision};
use crate::kernel::locale::Locale;

const KINDS_TO_COME: [&str; 2] = ["deck", "quiz"];

impl Format for Lesson {
    const KEYS: &'static [&'static str] =
        &["concepts", "id", "kind", "lang", "level", "minutes", "requires", "status", "swift", "title"];
    const ELSEWHERE: &'static str = "concept/not-in-lesson";
    /// What it requires.
    type Own = Vec<Spanned<LessonId>>;
    type Body = LessonBody;

    fn own(mapping: &Mapping, report: &mut Report) -> Option<Self::Own> {
        check_kind(mapping, report);
        if let Some(swift) = mapping.get("swift") {
            swift.text(report);
        }
        Some(mapping.list("requires", report)?.into_iter().map(|id| id.map(LessonId::new)).collect())
    }

    fn body(from: usize, _: Option<&FrontMatter>, reading: &mut Reading<'_>) -> Option<LessonBody> {
        LessonBody::read(from, reading)
    }

    fn check_original(body: &LessonBody, report: &mut Report) {
        for card in body.cards.iter().flat_map(|section| &section.cards).filter(|card| card.concept.is_none()) {
            report
                .error(card.heading.clone(), "card/no-concept", "a card says which concept it is about")
                .hint("add `concept=…` to the braces, with one of the lesson's concepts");
        }
    }

    fn concepts(body: &LessonBody) -> Vec<&Spanned<ConceptId>> {
        let questions = body.quiz.iter().flat_map(|quiz| &quiz.questions).map(|question| &question.about.concept);
        let cards = body.cards.iter().flat_map(|section| &section.cards).map(|card| &card.concept);
        questions.chain(cards).flatten().collect()
    }

    fn compare(original: &LessonBody, translation: &LessonBody, report: &mut Report) {
        translation::compare(original, translation, report);
    }

    fn assemble(
        course: CourseId,
        revision: Revision,
        original: Original<Self>,
        translations: &[(Locale, Translation<Self>)],
    ) -> Self {
        assemble::lesson(course, revision, original, translations)
    }
}

fn check_kind(mapping: &Mapping, report: &mut Report) {
    let Some(kind) = mapping.text("kind", report) else { return };
    if kind.value == "interview" {
        report
            .error(kind.span, "lesson/unknown-kind", "an interview does not stand among lessons")
            .hint("move the file to the folder `interviews` of its course");
    } else if KINDS_TO_COME.contains(&kind.value.as_str()) {
        report
            .error(kind.span, "lesson/kind-not-supported", format!("the kind `{}` is not supported yet", kind.value))
            .hint("use `kind: lesson`");
    } else if kind.value != "lesson" {
        report
            .error(kind.span, "lesson/unknown-kind", format!("there is no kind `{}`", kind.value))
            .hint("use `kind: lesson`");
    }
}
