//! Interviews as authors write them: a file with questions and follow-ups, in the folder `interviews` of its course.

mod assemble;
mod body;
mod parts;
mod questions;
mod translation;

use std::sync::Arc;

use body::InterviewBody;

use super::format::{Format, Original, Shelf, Translation};
use super::front_matter::FrontMatter;
use crate::content::model::{Course, Document, Interview};
use crate::content::source::finding::{Report, Spanned};
use crate::content::source::reading::Reading;
use crate::content::source::yaml::Mapping;
use crate::kernel::ids::{ConceptId, CourseId, Revision};
use crate::kernel::locale::Locale;

impl Format for Interview {
    const KEYS: &'static [&'static str] = &["concepts", "id", "kind", "lang", "level", "minutes", "status", "title"];
    const ELSEWHERE: &'static str = "concept/not-in-interview";
    const SHELF: Option<Shelf<Self>> = Some(Shelf { folder: "interviews", add });
    type Own = ();
    type Body = InterviewBody;

    fn own(mapping: &Mapping, report: &mut Report) -> Option<()> {
        let name = <Self as Document>::KIND.name();
        if let Some(kind) = mapping.text("kind", report).filter(|kind| kind.value != name) {
            report
                .error(kind.span, "interview/kind", "this folder holds interviews")
                .hint(format!("write `kind: {name}`, or move a lesson to its module"));
        }
        Some(())
    }

    fn body(from: usize, front: Option<&FrontMatter>, reading: &mut Reading<'_>) -> Option<InterviewBody> {
        InterviewBody::read(from, front.map(|front| front.minutes), reading)
    }

    fn check_original(body: &InterviewBody, report: &mut Report) {
        for ask in &body.asks {
            ask.check_original(report);
        }
    }

    fn concepts(body: &InterviewBody) -> Vec<&Spanned<ConceptId>> {
        body.asks.iter().filter_map(|ask| ask.about.concept.as_ref()).collect()
    }

    fn compare(original: &InterviewBody, translation: &InterviewBody, report: &mut Report) {
        translation::compare(original, translation, report);
    }

    fn assemble(
        course: CourseId,
        revision: Revision,
        original: Original<Self>,
        translations: &[(Locale, Translation<Self>)],
    ) -> Self {
        assemble::interview(course, revision, original, translations)
    }
}

/// By level, then in the order in which they come.
fn add(course: &mut Course, interview: Arc<Interview>) {
    let place = course.interviews.partition_point(|other| other.level <= interview.level);
    course.interviews.insert(place, interview);
}
