//! How a kind of document is written. What all kinds have in common (metadata, translations, revisions) is read in `read`.

use std::sync::Arc;

use super::front_matter::{FrontMatter, TranslationFrontMatter};
use crate::content::model::{Course, Document};
use crate::content::source::finding::{Report, Spanned};
use crate::content::source::reading::Reading;
use crate::content::source::yaml::Mapping;
use crate::kernel::ids::{ConceptId, CourseId, Revision};
use crate::kernel::locale::Locale;

pub(crate) trait Format: Document {
    /// What may stand in the metadata.
    const KEYS: &'static [&'static str];
    /// The rule that is broken by a concept that the metadata do not name.
    const ELSEWHERE: &'static str;
    /// Where its files stand; none for lessons, which stand in modules.
    const SHELF: Option<Shelf<Self>> = None;
    /// What only the metadata of this kind say.
    type Own;
    /// What stands below the metadata, in an original or a translation.
    type Body;

    fn own(mapping: &Mapping, report: &mut Report) -> Option<Self::Own>;

    /// What can be read of `text[from..]`; `front` is there for a sound original.
    fn body(from: usize, front: Option<&FrontMatter>, reading: &mut Reading<'_>) -> Option<Self::Body>;

    /// Reports what an original has to say, and a translation need not say again.
    fn check_original(body: &Self::Body, report: &mut Report);

    /// What its parts are about.
    fn concepts(body: &Self::Body) -> Vec<&Spanned<ConceptId>>;

    /// Reports where a translation has another shape than its original.
    fn compare(original: &Self::Body, translation: &Self::Body, report: &mut Report);

    /// The model's document. Finds no mistakes.
    fn assemble(
        course: CourseId,
        revision: Revision,
        original: Original<Self>,
        translations: &[(Locale, Translation<Self>)],
    ) -> Self;
}

/// A folder of a course with documents of one kind.
pub(crate) struct Shelf<D> {
    pub folder: &'static str,
    /// Documents come in the alphabetical order of their files.
    pub add: fn(&mut Course, Arc<D>),
}

pub(crate) struct Original<D: Format> {
    pub front: FrontMatter,
    pub own: D::Own,
    pub body: D::Body,
}

pub(crate) struct Translation<D: Format> {
    pub front: TranslationFrontMatter,
    pub body: D::Body,
}
