//! The files of a document, read: the same for every kind. What is published goes through [`Read::of`], what was archived
//! through [`archived`].

use std::sync::Arc;

use super::format::{Format, Original, Translation};
use super::front_matter::{self, FrontMatter, TranslationFrontMatter, check_language, check_source};
use crate::content::catalogue::layout;
use crate::content::catalogue::layout::Files;
use crate::content::model::{AnyDocument, Course};
use crate::content::source::file::SourceFile;
use crate::content::source::finding::{Report, Reports, Spanned};
use crate::content::source::reading::Reading;
use crate::content::source::{hash, swift, yaml};
use crate::kernel::ids::{ConceptId, CourseId, Revision};
use crate::kernel::locale::Locale;

/// A document's files.
pub(crate) struct Read<'a, D: Format> {
    pub source: &'a SourceFile,
    /// Known even where the rest is too broken to be read.
    pub id: String,
    pub file: Option<Original<D>>,
    translations: Vec<ReadTranslation<'a, D>>,
}

struct ReadTranslation<'a, D: Format> {
    locale: Locale,
    source: &'a SourceFile,
    file: Option<Translation<D>>,
}

/// A document and what it was made of.
#[derive(Clone, Debug)]
pub(crate) struct Published {
    pub document: AnyDocument,
    /// The original first.
    pub sources: Vec<SourceFile>,
}

/// What the checks see of a document's files, whatever its kind.
pub(crate) trait ReadDocument {
    /// What the kind is called.
    fn kind(&self) -> &'static str;

    fn path(&self) -> &str;

    fn text(&self) -> &str;

    fn id(&self) -> &str;

    fn front(&self) -> Option<&FrontMatter>;

    /// What its parts are about, and the rule that is broken where the metadata do not name it.
    fn concepts(&self) -> (Vec<&Spanned<ConceptId>>, &'static str);

    fn is_translated(&self, locale: Locale) -> bool;

    /// Makes it, and puts it on its kind's shelf of the course. None where it has no shelf, or cannot be read.
    fn shelve(self: Box<Self>, course: &mut Course) -> Option<Published>;
}

impl<'a, D: Format> Read<'a, D> {
    /// Reads an original and its translations, and compares them. Nothing without an id.
    pub fn of(files: &Files<'a>, swift: &mut swift::Checker, reports: &mut Reports) -> Option<Self> {
        let Some(source) = files.original else {
            for (_, translation) in &files.translations {
                let message = format!("there is no {} that this translates", D::KIND);
                reports.of(&translation.path).error(0..0, "translation/no-original", message);
            }
            return None;
        };
        let (file, report) = original::<D>(source, swift);
        let original_is_sound = !report.has_errors();
        reports.add(report);
        let mut translations = Vec::new();
        for (locale, translated) in &files.translations {
            let (read, mut report) = translation::<D>(translated, *locale, swift);
            if let (Some(original), Some(read)) = (&file, &read)
                && original_is_sound
                && !report.has_errors()
            {
                compare(original, &source.text, read, *locale, &mut report);
            }
            let read = read.filter(|_| !report.has_errors());
            reports.add(report);
            translations.push(ReadTranslation { locale: *locale, source: translated, file: read });
        }
        let id = file.as_ref().map(|file| file.front.id.value.clone()).or_else(|| front_matter::id_of(&source.text))?;
        Some(Self { source, id, file, translations })
    }

    /// The document, of the original and the translations that can be used.
    pub fn build(self, course: &CourseId) -> Option<(Arc<D>, Published)> {
        let file = self.file?;
        let mut sources = vec![self.source.clone()];
        let mut translations = Vec::new();
        for translation in self.translations {
            if let Some(file) = translation.file {
                sources.push(translation.source.clone());
                translations.push((translation.locale, file));
            }
        }
        let revision = revision(file.front.lang.value, &sources);
        let document = Arc::new(D::assemble(course.clone(), revision, file, &translations));
        Some((Arc::clone(&document), Published { document: document.any(), sources }))
    }
}

impl<D: Format> ReadDocument for Read<'_, D> {
    fn kind(&self) -> &'static str {
        D::KIND.name()
    }

    fn path(&self) -> &str {
        &self.source.path
    }

    fn text(&self) -> &str {
        &self.source.text
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn front(&self) -> Option<&FrontMatter> {
        self.file.as_ref().map(|file| &file.front)
    }

    fn concepts(&self) -> (Vec<&Spanned<ConceptId>>, &'static str) {
        (self.file.as_ref().map(|file| D::concepts(&file.body)).unwrap_or_default(), D::ELSEWHERE)
    }

    fn is_translated(&self, locale: Locale) -> bool {
        self.translations.iter().any(|translation| translation.locale == locale)
    }

    fn shelve(self: Box<Self>, course: &mut Course) -> Option<Published> {
        let place = D::SHELF?;
        let (document, published) = self.build(&course.id)?;
        (place.add)(course, document);
        Some(published)
    }
}

/// A document as it was archived: nothing is checked any more.
pub(crate) fn archived<D: Format>(course: &CourseId, sources: &[SourceFile]) -> Option<D> {
    let mut swift = swift::Checker::off();
    let source = sources.iter().find(|source| layout::language_of(&source.path).is_none())?;
    let file = original::<D>(source, &mut swift).0?;
    let translations = sources.iter().filter_map(|source| {
        let locale = layout::language_of(&source.path)?;
        Some((locale, translation::<D>(source, locale, &mut swift).0?))
    });
    let translations: Vec<(Locale, Translation<D>)> = translations.collect();
    let revision = revision(file.front.lang.value, sources);
    Some(D::assemble(course.clone(), revision, file, &translations))
}

/// What can be read of an original. Whether it may be used is said by the report.
fn original<D: Format>(source: &SourceFile, swift: &mut swift::Checker) -> (Option<Original<D>>, Report) {
    let mut reading = Reading::of(source, Locale::DEFAULT, swift);
    let file = original_file(&mut reading);
    (file, reading.report)
}

fn original_file<D: Format>(reading: &mut Reading<'_>) -> Option<Original<D>> {
    let report = &mut reading.report;
    let (within, from) = front_matter::cut(reading.text, report)?;
    let head = yaml::parse(reading.text, within, report).and_then(|mapping| {
        mapping.refuse_unknown(D::KEYS, report);
        let (front, own) = (FrontMatter::read(&mapping, report), D::own(&mapping, report));
        front.zip(own)
    });
    if let Some((front, _)) = &head {
        reading.locale = front.lang.value;
    }
    let body = D::body(from, head.as_ref().map(|(front, _)| front), reading)?;
    D::check_original(&body, &mut reading.report);
    let (front, own) = head?;
    Some(Original { front, own, body })
}

/// What can be read of a translation, likewise.
fn translation<D: Format>(
    source: &SourceFile,
    locale: Locale,
    swift: &mut swift::Checker,
) -> (Option<Translation<D>>, Report) {
    let mut reading = Reading::of(source, locale, swift);
    reading.is_translation = true;
    let file = translation_file(&mut reading);
    (file, reading.report)
}

fn translation_file<D: Format>(reading: &mut Reading<'_>) -> Option<Translation<D>> {
    let (within, from) = front_matter::cut(reading.text, &mut reading.report)?;
    let front = TranslationFrontMatter::read(reading.text, within, &mut reading.report);
    let body = D::body(from, None, reading)?;
    Some(Translation { front: front?, body })
}

/// Reports how a translation differs from its original in what it must not.
fn compare<D: Format>(
    original: &Original<D>,
    original_text: &str,
    translation: &Translation<D>,
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
    D::compare(&original.body, &translation.body, report);
}

/// The version that an original and its translations make together.
fn revision<'a>(original: Locale, sources: impl IntoIterator<Item = &'a SourceFile>) -> Revision {
    hash::revision(sources.into_iter().map(|source| {
        let language = layout::language_of(&source.path).unwrap_or(original);
        (language.to_string(), source.text.as_str())
    }))
}
